/** What the cases do, operation by operation: the suite is run on the reference, and watched. */
import { toWire } from '../../model/core/wire';
import { runSuite } from '../../reports/runner';
import type { Trace } from '../../steps/traces';
import { tracesTo } from '../../steps/traces';
import { DEFAULT_SEED } from '../../steps/session';

export interface TracePages {
  /** `try/<machine>/<feature>.json`, which the page on which a model is stepped loads. */
  readonly shown: ReadonlyMap<string, string>;
  /** By case and profile the outcomes that the suite saw, for the tests of that page. */
  readonly outcomes: string;
}

/** A case as the page loads it: a run for each profile, or one for several that do the same. */
interface Shown {
  title: string;
  runs: { profiles: string[]; choices: unknown; config: unknown; ops: unknown; said: readonly string[] }[];
}

/** Runs the suite once. @throws Error where it does not conform: nothing of it could be shown then */
export async function tracePages(): Promise<TracePages> {
  const traces: Trace[] = [];
  tracesTo((trace) => {
    if (trace.case.invariant === null) traces.push(trace);
  });
  try {
    const { conformance, exit } = await runSuite({ seed: DEFAULT_SEED, runs: 1 });
    const bad = conformance.cases.find(({ verdict }) => verdict === 'fail' || verdict === 'error');
    if (bad || exit === 2)
      throw new Error(`the suite does not pass on the reference${bad ? `: ${bad.id} (${bad.profile})` : ''}`);
    const places = new Map(conformance.cases.map(({ id, feature, scenario }) => [id, { feature, scenario }]));
    return { shown: filesOf(traces, places), outcomes: outcomesOf(traces) };
  } finally {
    tracesTo(null);
  }
}

type Places = ReadonlyMap<string, { readonly feature: string; readonly scenario: string }>;

function filesOf(traces: readonly Trace[], places: Places): ReadonlyMap<string, string> {
  const files = new Map<string, Map<string, Shown>>();
  for (const trace of traces) {
    const { id, machine } = trace.case;
    const place = places.get(id);
    const name = /([^/]+)\.feature$/.exec(place?.feature ?? '')?.[1];
    if (!place || name === undefined) continue;
    const path = `try/${machine.name}/${name}.json`;
    const cases = files.get(path) ?? new Map<string, Shown>();
    files.set(path, cases);
    const shown = cases.get(id) ?? { title: place.scenario, runs: [] };
    cases.set(id, shown);
    addRun(shown, trace);
  }
  return new Map([...files].map(([path, cases]) => [path, JSON.stringify(Object.fromEntries(cases))]));
}

function addRun({ runs }: Shown, { profile, choices, config, operations }: Trace): void {
  const run = {
    choices: toWire(choices),
    config: toWire(config),
    ops: toWire(operations.map(({ op }) => op)),
    said: operations.map(({ said }) => said),
  };
  const text = JSON.stringify(run);
  const same = runs.find(({ profiles: _, ...known }) => JSON.stringify(known) === text);
  if (same) same.profiles.push(profile);
  else runs.push({ profiles: [profile], ...run });
}

function outcomesOf(traces: readonly Trace[]): string {
  const all = traces.map(({ case: of, profile, operations }) => [
    `${of.id} ${profile}`,
    operations.map(({ outcome }) => toWire(outcome)),
  ]);
  return JSON.stringify(Object.fromEntries(all));
}
