/** The phrases that step definitions offer, those that no scenario uses, and steps that none or several fit. */
import { PassThrough } from 'node:stream';
import { loadConfiguration, loadSupport, runCucumber } from '@cucumber/cucumber/api';
import type { Envelope, Pickle, StepDefinition } from '@cucumber/messages';
import { remember } from '../../reports/remembered';
import { RAW } from '../../steps/phrases/raw';

export interface Phrases {
  readonly count: number;
  /** As `file:line: what`. */
  readonly findings: readonly string[];
  /** For each phrase, the first step of a machine's scenarios that says it. */
  readonly uses: (machine: string) => ReadonlyMap<string, string>;
}

/** Lets Cucumber match the steps of a profile of cucumber.js, without running any. */
export async function phrasesOf(root: string, profile: string): Promise<Phrases> {
  const sink = new PassThrough().resume();
  const environment = { cwd: root, stdout: sink, stderr: sink };
  const { runConfiguration } = await loadConfiguration(
    { profiles: [profile], provided: { dryRun: true, format: ['rerun'] } },
    environment,
  );
  const envelopes: Envelope[] = [];
  const support = remember(await loadSupport(runConfiguration, environment));
  await runCucumber({ ...runConfiguration, support }, environment, (envelope) => envelopes.push(envelope));
  return phrasesIn(envelopes);
}

/** The same from the envelopes of a run. */
export function phrasesIn(envelopes: readonly Envelope[]): Phrases {
  const definitions = envelopes.flatMap(({ stepDefinition }) => (stepDefinition ? [stepDefinition] : []));
  const pickles = new Map(envelopes.flatMap(({ pickle }) => (pickle ? [[pickle.id, pickle]] : [])));
  const used = new Set<string>();
  const patterns = new Map(definitions.map(({ id, pattern }) => [id, pattern.source]));
  const uses = new Map<string, Map<string, string>>();
  const unfit = envelopes.flatMap(({ testCase }) => {
    const pickle = pickles.get(testCase?.pickleId ?? '');
    return (testCase?.testSteps ?? []).flatMap(({ pickleStepId, stepDefinitionIds: ids = [] }) => {
      for (const id of ids) used.add(id);
      const step = pickle?.steps.find(({ id }) => id === pickleStepId)?.text;
      for (const { name } of pickle?.tags ?? []) {
        const own = uses.get(name) ?? new Map<string, string>();
        uses.set(name, own);
        for (const id of ids) {
          const phrase = patterns.get(id) ?? '';
          if (step !== undefined && !own.has(phrase)) own.set(phrase, step);
        }
      }
      return pickle && pickleStepId !== undefined && ids.length !== 1
        ? [unfitStep(pickle, pickleStepId, ids.length)]
        : [];
    });
  });
  const raw: readonly unknown[] = RAW.map(({ text }) => text);
  const own = definitions.filter(({ pattern }) => !raw.includes(pattern.source));
  const unused = own.filter(({ id }) => !used.has(id)).map(unusedPhrase);
  return {
    count: own.length,
    findings: [...new Set([...unfit, ...unused])],
    uses: (machine) => uses.get(`@${machine}`) ?? new Map<string, string>(),
  };
}

function unfitStep({ uri, location, steps }: Pickle, id: string, fitting: number): string {
  const text = steps.find((step) => step.id === id)?.text ?? '';
  const what = fitting === 0 ? 'no step definition fits' : `${fitting} step definitions fit`;
  return `${uri}:${location?.line ?? 1}: ${what} "${text}"`;
}

function unusedPhrase({ sourceReference, pattern }: StepDefinition): string {
  return `${sourceReference.uri ?? ''}:${sourceReference.location?.line ?? 1}: no scenario uses "${pattern.source}"`;
}
