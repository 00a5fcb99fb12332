/** The text of each case as its feature has it, with the prose around it. */
import type { Envelope, PickleStep } from '@cucumber/messages';
import type { Entry } from '../book';
import { bookOf } from '../book';
import { clean, relativePath } from './clean';

export interface StepText {
  readonly keyword: string;
  readonly text: string;
  readonly table: readonly (readonly string[])[];
  readonly doc: string | null;
}

export interface Prose {
  readonly name: string;
  /** Paragraphs. */
  readonly prose: readonly string[];
}

export interface ScenarioText {
  readonly feature: Prose;
  readonly rule: Prose | null;
  readonly prose: readonly string[];
  /** With the cells of its row put in; those of the backgrounds first. */
  readonly steps: readonly StepText[];
}

/** Of every case in the envelopes, by `placeOf` its result. */
export function scenarioTexts(envelopes: readonly Envelope[]): ReadonlyMap<string, ScenarioText> {
  const texts = bookOf(envelopes).entries.flatMap((entry): [string, ScenarioText][] =>
    entry.pickle ? [[placeOf({ feature: relativePath(entry.uri), line: entry.line }), textOf(entry)]] : [],
  );
  return new Map(texts);
}

/** `features/syndbg/access.feature:12`: what a result and its scenario have in common. */
export function placeOf({ feature, line }: { readonly feature: string; readonly line: number }): string {
  return `${feature}:${line}`;
}

function textOf({ feature, rule, scenario, pickle }: Entry): ScenarioText {
  const backgrounds = [...feature.children, ...(rule?.children ?? [])].flatMap(
    ({ background }) => background ?? [],
  );
  const nodes = [...backgrounds, scenario].flatMap(({ steps }) => steps);
  const keywords = new Map(nodes.map(({ id, keyword }) => [id, keyword.trim()]));
  return {
    feature: { name: clean(feature.name), prose: paragraphs(feature.description) },
    rule: rule && { name: clean(rule.name), prose: paragraphs(rule.description) },
    prose: paragraphs(scenario.description),
    steps: (pickle?.steps ?? []).map((step) => stepText(step, keywords.get(step.astNodeIds[0] ?? '') ?? '*')),
  };
}

function stepText({ text, argument }: PickleStep, keyword: string): StepText {
  const rows = argument?.dataTable?.rows ?? [];
  return {
    keyword,
    text: clean(text),
    table: rows.map(({ cells }) => cells.map(({ value }) => clean(value))),
    doc: argument?.docString ? clean(argument.docString.content) : null,
  };
}

function paragraphs(description: string): readonly string[] {
  return clean(description)
    .split(/\n\s*\n/)
    .map((text) => text.replace(/\s+/g, ' ').trim())
    .filter((text) => text !== '');
}
