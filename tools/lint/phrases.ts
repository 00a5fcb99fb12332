/** The phrases that step definitions offer, those that no scenario uses, and steps that none or several fit. */
import { PassThrough } from 'node:stream';
import { loadConfiguration, loadSupport } from '@cucumber/cucumber/api';
import type { Pickle } from '@cucumber/messages';
import { remember } from '../../reports/remembered';
import { RAW } from '../../steps/phrases/raw';

export interface Phrases {
  readonly count: number;
  /** As `file:line: what`. */
  readonly findings: readonly string[];
  /** For each phrase, the first step of a machine's scenarios that says it. */
  readonly uses: (machine: string) => ReadonlyMap<string, string>;
}

/** A phrase as Cucumber knows it. */
export interface Definition {
  readonly pattern: string | RegExp;
  readonly uri: string;
  readonly line: number;
  matchesStepName(text: string): boolean;
}

/** Lets the phrases that a profile of cucumber.js loads match the steps of pickles. */
export async function phrasesOf(root: string, profile: string, pickles: readonly Pickle[]): Promise<Phrases> {
  const sink = new PassThrough().resume();
  const environment = { cwd: root, stdout: sink, stderr: sink };
  const { runConfiguration } = await loadConfiguration({ profiles: [profile] }, environment);
  const library: unknown = remember(await loadSupport(runConfiguration, environment));
  return phrasesIn((library as { stepDefinitions: readonly Definition[] }).stepDefinitions, pickles);
}

/** The same for phrases that are loaded. */
export function phrasesIn(definitions: readonly Definition[], pickles: readonly Pickle[]): Phrases {
  const fitting = new Map<string, readonly Definition[]>();
  const uses = new Map<string, Map<string, string>>();
  const unfit: string[] = [];
  for (const pickle of pickles) {
    for (const { text } of pickle.steps) {
      const fit = fitting.get(text) ?? definitions.filter((one) => one.matchesStepName(text));
      fitting.set(text, fit);
      if (fit.length !== 1) unfit.push(unfitStep(pickle, text, fit.length));
      for (const { name } of pickle.tags) {
        const own = uses.get(name) ?? new Map<string, string>();
        uses.set(name, own);
        for (const one of fit) if (!own.has(sourceOf(one))) own.set(sourceOf(one), text);
      }
    }
  }
  const raw: readonly string[] = RAW.map(({ text }) => text);
  const used = new Set([...fitting.values()].flat());
  const own = definitions.filter((one) => !raw.includes(sourceOf(one)));
  const unused = own.filter((one) => !used.has(one)).map(unusedPhrase);
  return {
    count: own.length,
    findings: [...new Set([...unfit, ...unused])],
    uses: (machine) => uses.get(`@${machine}`) ?? new Map<string, string>(),
  };
}

function sourceOf({ pattern }: Definition): string {
  return typeof pattern === 'string' ? pattern : pattern.source;
}

function unfitStep({ uri, location }: Pickle, text: string, fitting: number): string {
  const what = fitting === 0 ? 'no step definition fits' : `${fitting} step definitions fit`;
  return `${uri}:${location?.line ?? 1}: ${what} "${text}"`;
}

function unusedPhrase(one: Definition): string {
  return `${one.uri}:${one.line}: no scenario uses "${sourceOf(one)}"`;
}
