/** Features that parse, and say less than their author thinks. */
import type { Background, Examples, Feature, Rule, Scenario, Step } from '@cucumber/messages';
import { once } from '../../model/core/once';
import type { Book, Entry } from '../book';
import { at } from '../book';
import type { Finding } from './finding';
import { finding } from './finding';

/** Empty features, and files that are no Gherkin at all. */
export function guardDocuments(book: Book): readonly Finding[] {
  const errors = book.parseErrors.map(({ source, message }) => {
    const where = `${source.uri ?? ''}:${source.location?.line ?? 1}`;
    return finding('parse-error', `${where}: ${message.replace(/\s*\n\s*/g, ' ')}`);
  });
  const filled = new Set(book.entries.map(({ document }) => document));
  const empty = book.documents
    .filter((document) => !filled.has(document))
    .map(({ uri }) =>
      finding(
        'feature-without-scenarios',
        `${uri ?? ''}: there is no scenario in it: write one or remove the file`,
      ),
    );
  return [...errors, ...empty];
}

/** A scenario that has steps, and none that says what must be so: on the reference nothing could fail. */
export function guardThen({ uri, feature, rule, scenario }: Entry): readonly Finding[] {
  const steps = [...backgroundsOf(feature), ...backgroundsOf(rule), scenario].flatMap((node) => node.steps);
  if (scenario.steps.length === 0 || steps.some(({ keywordType }) => keywordType === 'Outcome')) return [];
  const where = `${uri}:${scenario.location.line}: "${scenario.name}"`;
  return [finding('scenario-without-then', `${where} has no Then: it says nothing that could be wrong`)];
}

function backgroundsOf(node: Feature | Rule | null): readonly Background[] {
  return (node?.children ?? []).flatMap(({ background }) => background ?? []);
}

/** What one scenario or row lacks, or has too much. */
export function guardShape(entry: Entry): readonly Finding[] {
  const { scenario, examples } = entry;
  const where = `${entry.uri}:${scenario.location.line}: "${scenario.name}"`;
  const found: Finding[] = [];
  if (scenario.steps.length === 0)
    found.push(finding('scenario-without-steps', `${where} has no steps, so nothing is checked`));
  if (examples ? examples.tableBody.length === 0 : isOutline(scenario)) {
    found.push(
      finding(
        'outline-without-rows',
        `${where} is an outline without a row in its Examples, so nothing runs`,
      ),
    );
  }
  for (const name of placeholders(scenario)) {
    const columns = examples?.tableHeader?.cells.map(({ value }) => value) ?? [];
    if (examples?.tableHeader && !columns.includes(name)) {
      found.push(
        finding('unknown-column', `${where} uses <${name}>, and its Examples have ${columns.join(', ')}`),
      );
    }
  }
  if (examples?.tableHeader) found.push(...guardColumns(entry, examples));
  return [...found, ...guardDescriptions(entry)];
}

function isOutline(scenario: Scenario): boolean {
  return /outline|template/i.test(scenario.keyword) || placeholders(scenario).length > 0;
}

const CASE_NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;

function guardColumns({ uri, scenario, row }: Entry, examples: Examples): readonly Finding[] {
  const [first, ...others] = examples.tableHeader?.cells.map(({ value }) => value) ?? [];
  const where = `${uri}:${examples.location.line}`;
  const found: Finding[] = [];
  if (first !== 'case')
    found.push(
      finding(
        'case-column',
        `${where}: the first column is "${first ?? ''}": it must be "case", and name the row`,
      ),
    );
  const name = row?.cells[0]?.value;
  if (first === 'case' && name !== undefined && !CASE_NAME.test(name)) {
    found.push(
      finding(
        'case-column',
        `${uri}:${row?.location.line ?? 1}: the case is "${name}": write lower-case words with hyphens, as in one-bit-away`,
      ),
    );
  }
  const used = placeholders(scenario);
  for (const column of others) {
    if (!used.includes(column))
      found.push(finding('unused-column', `${where}: no step uses the column "${column}"`));
  }
  return found;
}

/** Names in angle brackets, in all that an Examples row is put into. */
const placeholders = once(({ name, steps }: Scenario): readonly string[] => {
  const texts = [name, ...steps.flatMap(textsOf)];
  return [
    ...new Set(texts.flatMap((text) => [...text.matchAll(/<([^<>]+)>/g)].map((match) => match[1] as string))),
  ];
});

function textsOf({ text, dataTable, docString }: Step): readonly string[] {
  const cells = dataTable?.rows.flatMap(({ cells }) => cells.map(({ value }) => value)) ?? [];
  return [text, ...cells, ...(docString ? [docString.content] : [])];
}

/** In prose a sentence may start with "then"; under a scenario's title it is rather a step that got lost. */
const LOST_STEP = /\b(Given|When|Then|And|But)\b|^\s*(given|when|then|and|but|\*)\s/;
const STEP_IN_PROSE = /^\s*(Given|When|Then|And|But)\s/;

function guardDescriptions({ uri, feature, rule, scenario, examples }: Entry): readonly Finding[] {
  const backgrounds = [...backgroundsOf(feature), ...backgroundsOf(rule)];
  const nodes = [feature, rule, scenario, examples, ...backgrounds].flatMap((node) => (node ? [node] : []));
  return nodes.flatMap((node) => lostLines(node).map((line) => lost(uri, node, line)));
}

/** What is said in each scenario of a feature is looked through once. */
const lostLines = once((node: Feature | Rule | Scenario | Examples | Background): readonly string[] => {
  const pattern = 'children' in node ? STEP_IN_PROSE : LOST_STEP;
  return node.description.split('\n').filter((line) => pattern.test(line));
});

function lost(
  uri: string,
  { location, keyword }: Pick<Feature, 'location' | 'keyword'>,
  line: string,
): Finding {
  const where = at({ uri, line: location.line });
  return finding(
    'swallowed-step',
    `${where}: "${line.trim()}" is read as the description of the ${keyword}, not as a step`,
  );
}
