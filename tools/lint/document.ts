/** Features read as the document: what can be linted of it. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Rule, Scenario } from '@cucumber/messages';
import type { Book } from '../../reports/book';
import type { Catalogue } from '../../reports/catalogue';
import { NEIGHBOUR_TAG } from '../../reports/case';
import { isTraceable } from '../rules/source';
import { idsOf, reasonOf, rewritten, rulesOf, titleOf } from '../rules/write';

/** The features of one machine, with the catalogue that they must say. */
export interface Document {
  readonly folder: string;
  readonly book: Book;
  readonly catalogue: Catalogue;
  /** The text of a feature file. */
  readonly textOf: (uri: string) => string;
}

/** As `file:line: what`. */
export function lintDocument(document: Document): readonly string[] {
  const { book, catalogue, textOf } = document;
  return [
    ...readmeFindings(document),
    ...book.documents.flatMap(({ uri = '', feature }) => {
      const rules = rulesOf(feature);
      const loose = (feature?.children ?? []).flatMap(({ scenario }) => scenario ?? []);
      const fresh = rewritten(textOf(uri), rules, catalogue) === textOf(uri);
      return [
        ...(fresh ? [] : [`${uri}:1: its Rules are not what the catalogue says: run \`npm run rules\``]),
        ...loose.map((one) => said(uri, one, 'the scenario stands under no Rule')),
        ...rules.flatMap((rule) => ruleFindings(uri, rule, catalogue)),
      ];
    }),
    ...titleFindings(book),
  ];
}

function said(uri: string, { location }: Pick<Rule | Scenario, 'location'>, what: string): string {
  return `${uri}:${location.line}: ${what}`;
}

function readmeFindings({ folder, book }: Document): readonly string[] {
  const file = join(folder, 'README.md');
  if (!existsSync(file)) return [`${file}:1: there is no README.md that says what the machine is about`];
  const text = readFileSync(file, 'utf8');
  return book.documents
    .map(({ uri = '' }) => basename(uri))
    .filter((name) => !text.includes(name))
    .map((name) => `${file}:1: it does not name ${name}`);
}

function ruleFindings(uri: string, rule: Rule, { requirements }: Catalogue): readonly string[] {
  const ids = idsOf(rule);
  const requirement = requirements.find(({ id }) => id === ids[0]);
  const scenarios = rule.children.flatMap(({ scenario }) => scenario ?? []);
  const found = scenarios.flatMap((one) => scenarioFindings(uri, one));
  if (ids.length !== 1 || !requirement)
    return [said(uri, rule, `the Rule is tagged with ${ids.length} requirements: it is one`), ...found];
  return [
    ...(reasonOf(rule).length > 0
      ? []
      : [said(uri, rule, 'the Rule does not say why: one line under its name')]),
    ...(isTraceable(rule.description)
      ? []
      : [said(uri, rule, `the source of ${requirement.id} has no link, manual or recording`)]),
    ...(titleOf(requirement.text).length <= MAX_SENTENCE
      ? []
      : [said(uri, rule, `the sentence has ${requirement.text.length} characters: at most ${MAX_SENTENCE}`)]),
    ...found,
  ];
}

const MAX_SENTENCE = 160;
const NEIGHBOUR = 'The neighbour: ';

/** Words at the beginning of a title that lean on the one before it. */
const LEANING =
  /^(?:(?:Nor|And|But|So|Or|Yet|It|Its|They|Their|This|That|These|Those|Also|Likewise|Here|There|Again|Neither|Such|Then|Thus|Once|Twice|Both|Another|Even|Still|Only then|The same|The other|The others|The rest)\b)/;

function scenarioFindings(uri: string, scenario: Scenario): readonly string[] {
  const title = scenario.name.replace(/^<case>: /, '');
  const told = title.startsWith(NEIGHBOUR) ? title.slice(NEIGHBOUR.length) : title;
  const tagged = scenario.tags.some(({ name }) => name === NEIGHBOUR_TAG);
  return [
    ...(LEANING.test(told)
      ? [said(uri, scenario, `"${told}" leans on another title: say what it is about`)]
      : []),
    ...(told.split(/\s+/).length < 4
      ? [said(uri, scenario, `"${told}" says too little: at least four words`)]
      : []),
    ...(tagged && told === title
      ? [
          said(
            uri,
            scenario,
            `a scenario tagged ${NEIGHBOUR_TAG} has a title that begins with "${NEIGHBOUR}"`,
          ),
        ]
      : []),
    ...shapeFindings(uri, scenario),
  ];
}

/** Given, one block of When, Then; nothing happens after something was looked at. */
function shapeFindings(uri: string, scenario: Scenario): readonly string[] {
  const order = ['Context', 'Action', 'Outcome'];
  const kinds = scenario.steps
    .map(({ keywordType = '' }) => keywordType)
    .filter((kind) => order.includes(kind));
  const repeated = kinds.filter((kind, i) => kinds.indexOf(kind) !== i);
  const sorted = [...kinds].sort((a, b) => order.indexOf(a) - order.indexOf(b));
  return [
    ...(kinds.every((kind, i) => kind === sorted[i])
      ? []
      : [said(uri, scenario, 'Given, When and Then stand in another order: that is two scenarios')]),
    ...(repeated.length === 0 ? [] : [said(uri, scenario, 'two blocks of one keyword: go on with And')]),
  ];
}

/** In a list of results a title stands alone: no two scenarios of a machine have the same. */
function titleFindings({ entries }: Book): readonly string[] {
  const scenarios = [...new Map(entries.map((entry) => [entry.scenario, entry])).values()];
  const first = new Map<string, string>();
  return scenarios.flatMap(({ uri, scenario }) => {
    const where = `${uri}:${scenario.location.line}`;
    const before = first.get(scenario.name);
    if (before === undefined) first.set(scenario.name, where);
    return before === undefined ? [] : [`${where}: "${scenario.name}" is the title at ${before} too`];
  });
}
