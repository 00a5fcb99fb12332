/** How fast the suite's cases run against the same cases with steps that do nothing. */
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { loadConfiguration, loadSupport, runCucumber } from '@cucumber/cucumber/api';
import type { Envelope } from '@cucumber/messages';

const CWD = join(__dirname, '../..');
/** Invariants run a hundred sequences each: they are work, not overhead, and stay out of the comparison. */
const PATHS = ['features/!(suite)/!(*invariant*).feature'];

export interface Pace {
  readonly cases: number;
  /** Of CPU. */
  readonly seconds: number;
}

/** Runs the machines' cases in this process `rounds` times, in turn with and without their steps. */
export async function paces(rounds: number): Promise<{ readonly suite: Pace; readonly noop: Pace }> {
  const loaded = (await loadConfiguration({}, { cwd: CWD })).runConfiguration;
  const runConfiguration = { ...loaded, sources: { ...loaded.sources, paths: PATHS } };
  const support = await loadSupport(runConfiguration, { cwd: CWD });
  const idle = withoutBodies(support);
  const times = { suite: [] as Pace[], noop: [] as Pace[] };
  for (let i = 0; i <= rounds; i += 1) {
    const suite = await paceOf({ ...runConfiguration, support });
    const noop = await paceOf({ ...runConfiguration, support: idle });
    if (i === 0) continue; // warm-up
    times.suite.push(suite);
    times.noop.push(noop);
  }
  return { suite: quickest(times.suite), noop: quickest(times.noop) };
}

/** What the library keeps beside its public face. */
interface Definition {
  readonly code: (...args: readonly unknown[]) => unknown;
}
type Support = Awaited<ReturnType<typeof loadSupport>>;
type Configuration = Parameters<typeof runCucumber>[0];

/** The same phrases with empty bodies, no hooks and Cucumber's own world. */
function withoutBodies(support: Support): Support {
  const { stepDefinitions } = support as unknown as { readonly stepDefinitions: readonly Definition[] };
  const emptied = stepDefinitions.map((definition) =>
    Object.assign(Object.create(Object.getPrototypeOf(definition) as object) as Definition, definition, {
      code: emptyOf(definition.code.length),
    }),
  );
  return {
    ...support,
    stepDefinitions: emptied,
    beforeTestCaseHookDefinitions: [],
    afterTestCaseHookDefinitions: [],
    beforeTestRunHookDefinitions: [],
    afterTestRunHookDefinitions: [],
    World: Object,
  } as unknown as Support;
}

/** Cucumber counts a step's arguments, so the empty body has to take as many. */
function emptyOf(length: number): () => void {
  return Object.defineProperty(() => undefined, 'length', { value: length });
}

async function paceOf(configuration: Configuration): Promise<Pace> {
  let began = process.cpuUsage();
  let used = began;
  let cases = 0;
  const sink = new PassThrough().resume();
  const { success } = await runCucumber(
    configuration,
    { cwd: CWD, stdout: sink, stderr: sink },
    (envelope: Envelope) => {
      if (envelope.testRunStarted) began = process.cpuUsage();
      if (envelope.testCaseFinished) cases += 1;
      if (envelope.testRunFinished) used = process.cpuUsage(began);
    },
  );
  if (!success || cases === 0)
    throw new Error(`the cases do not pass, so their pace says nothing (${cases} ran)`);
  return { cases, seconds: (used.user + used.system) / 1e6 };
}

/** The quickest round is the one that other work on the machine disturbed least. */
function quickest(paces: readonly Pace[]): Pace {
  return [...paces].sort((a, b) => a.seconds - b.seconds)[0] as Pace;
}
