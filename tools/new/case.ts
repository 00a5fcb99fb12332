/** The beginnings of a case: the row of its requirement, its Rule with an Example, and a mutant that it has to kill. */
import type { Step } from '@cucumber/messages';
import type { Machine } from '../../model/core/machine';
import { bookOf } from '../../reports/book';
import type { Catalogue } from '../../reports/catalogue';
import { parseFeature } from '../../reports/gherkin';
import { withRules } from '../rules/write';

export interface NewCase {
  readonly id: string;
  /** The requirement's sentence. */
  readonly text: string;
  readonly source: string;
  readonly class: string;
  readonly level: string;
  /** The profile since which it holds. */
  readonly since: string;
  /** The case's id without the machine, as in `exits-once`. */
  readonly slug: string;
}

/** The next id that no requirement has: `SYNDBG-97`. */
export function nextId({ machine, requirements }: Catalogue): string {
  const last = Math.max(...requirements.map(({ id }) => Number(id.split('-')[1])));
  return `${machine.toUpperCase()}-${String(last + 1).padStart(2, '0')}`;
}

const VERBS = ['MUST', 'SHOULD', 'MAY'] as const;

/** The level that a sentence's verb says; SEEN where it has none. */
export function levelOf(text: string): string {
  return VERBS.find((verb) => new RegExp(`\\b${verb}\\b`).test(text)) ?? 'SEEN';
}

/** A catalogue's text with the row at its end. */
export function withRow(catalogue: string, one: NewCase): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  const row = [
    `  - id: ${one.id}`,
    `    text: ${quoted(one.text)}`,
    `    class: ${one.class}`,
    `    level: ${one.level}`,
    `    since: [${one.since}]`,
    `    source: ${quoted(one.source)}`,
  ];
  return `${catalogue.trimEnd()}\n${row.join('\n')}\n`;
}

/**
 * A feature's text with the Rule at its end, and under it an Example that fails at its Then: what the last scenario of
 * the feature begins with, and a claim that nothing meets.
 * @param catalogue with the new row in it
 */
export function withRule(
  feature: string,
  uri: string,
  machine: Machine,
  one: NewCase,
  catalogue: Catalogue,
): string {
  const since = one.since === machine.profiles[0]?.name ? '' : ` @since-${one.since}`;
  const lines = [
    '',
    `  @${one.id}${since}`,
    '  Rule: to be named',
    '    Say why.',
    '',
    `    @${machine.name}.${one.slug}`,
    `    Example: Say what ${one.slug.replaceAll('-', ' ')} is about`,
    ...beginningOf(feature, uri),
    '      Then it fails with ENOSUCH',
    '      And nothing else changes',
  ];
  return withRules(`${feature.trimEnd()}\n${lines.join('\n')}\n`, uri, catalogue);
}

/** The lines of the last plain scenario with a When, up to its Then. */
function beginningOf(feature: string, uri: string): readonly string[] {
  const { entries } = bookOf(parseFeature(feature, uri));
  const { scenario } =
    entries.findLast(({ scenario: { steps }, examples }) => examples === null && steps.some(isAct)) ?? {};
  const [first] = scenario?.steps ?? [];
  const then = scenario?.steps.find(({ keywordType }) => keywordType === 'Outcome');
  if (!first || !then) return ['      When say what happens, in the phrases of PHRASES.md'];
  return feature.split('\n').slice(first.location.line - 1, then.location.line - 1);
}

function isAct({ keywordType }: Step): boolean {
  return keywordType === 'Action';
}

/** A file of mutants with one at the end of its last list: it makes no mistake yet, and so survives. @throws RangeError */
export function withMutant(mutants: string, one: NewCase): string {
  const end = mutants.lastIndexOf('\n];');
  if (end < 0) throw new RangeError('there is no list of mutants in it');
  const call = /^ *((?:\.\.\.)?\w+\((?:\w+, |\[[^\]]*\], )?\{)$/m.exec(mutants)?.[1] ?? 'mutant({';
  const stub = [
    `  ${call}`,
    `    id: 'without-${one.slug}',`,
    `    breaks: '${one.id}',`,
    "    origin: 'say where it was made, or how it is easily made',",
    '  }),',
  ];
  return `${mutants.slice(0, end)}\n${stub.join('\n')}${mutants.slice(end)}`;
}
