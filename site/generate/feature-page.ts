/** The page of a feature: its Gherkin, typeset to be read. */
import type { Rule } from '@cucumber/messages';
import type { Entry } from '../../reports/book';
import { NEIGHBOUR_TAG } from '../../reports/case';
import { idsOf, reasonOf } from '../../tools/rules/write';
import type { Markup } from './parts';
import {
  anchorOf,
  chips,
  heading,
  joined,
  markup,
  page,
  paragraphs,
  proseOf,
  requirementLink,
  sourceMarkup,
} from './parts';
import type { Around } from './scenario-section';
import { scenarioSection } from './scenario-section';
import { twinsOf } from './twins';
import type { FeatureFile, SiteData } from './world';

const UP = '../';

/** The text of the page's file. */
export function featurePage(data: SiteData, file: FeatureFile): string {
  const [first] = file.entries;
  if (!first) throw new Error(`${file.uri} has no scenario`);
  const { feature } = first;
  const ids = new Set<string>();
  const layouts = data.machines.find(({ name }) => name === file.machine)?.layouts ?? [];
  const around = { data, layouts, twins: twinsOf(file.entries) };
  const parts = runs(file.entries, ({ rule }) => rule?.id ?? '').map((entries) =>
    ruleSection(around, entries, ids),
  );
  const content = markup`${heading(1, 'top', feature.name)}
<p class="meta"><a href="index.html">${file.machine}</a> <code>${file.uri}</code></p>
${paragraphs(proseOf(feature.description))}${parts}`;
  return page(feature.name, content, { machine: file.machine, kind: 'feature' });
}

/** Neighbours in a list with the same key, together. */
export function runs<T>(list: readonly T[], key: (one: T) => string): readonly (readonly T[])[] {
  const found: T[][] = [];
  for (const one of list) {
    const last = found.at(-1);
    if (last?.[0] !== undefined && key(last[0]) === key(one)) last.push(one);
    else found.push([one]);
  }
  return found;
}

function ruleSection(around: Around, entries: readonly Entry[], taken: Set<string>): Markup {
  const rule = entries[0]?.rule ?? null;
  const scenarios = runs(entries, ({ scenario }) => scenario.id);
  const body = pairs(scenarios).map((pair) =>
    pair.length > 1
      ? markup`<div class="pair">${pair.map((own) => scenarioSection(around, own))}</div>`
      : pair.map((own) => scenarioSection(around, own)),
  );
  return rule
    ? markup`<section class="rule">${ruleHead(around.data, rule, taken)}${body}</section>`
    : markup`<section>${body}</section>`;
}

function ruleHead({ requirements }: SiteData, rule: Rule, taken: Set<string>): Markup {
  const ids = idsOf(rule);
  const known = ids.flatMap((id) => requirements.get(id) ?? []);
  const [first] = known;
  const anchor = free(ids[0] ?? anchorOf(rule.name.toLowerCase().slice(0, 60)), taken);
  const links = joined(
    ids.map((id) => requirementLink(id, requirements.get(id), UP)),
    ' ',
  );
  const source =
    known.length === 1 && first
      ? markup`<p class="source">Source: ${sourceMarkup(first.source, first.tree)}</p>`
      : null;
  const level = first ? markup` ${chips([first.level])} ${chips(first.profiles, 'profile')}` : null;
  return markup`${heading(2, anchor, rule.name)}<p class="meta">${links}${level}</p>
${paragraphs(proseOf(reasonOf(rule).join('\n')))}${source}`;
}

function free(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let n = 2; taken.has(name); n += 1) name = `${wanted}-${n}`;
  taken.add(name);
  return name;
}

/** Scenarios that belong side by side: an allowed neighbour after what is refused. */
function pairs(scenarios: readonly (readonly Entry[])[]): readonly (readonly (readonly Entry[])[])[] {
  const found: (readonly Entry[])[][] = [];
  for (const one of scenarios) {
    const last = found.at(-1);
    const before = last?.at(-1)?.[0];
    if (last && before && last.length < 3 && besides(before, one[0])) last.push(one);
    else found.push([one]);
  }
  return found;
}

function besides(before: Entry, here: Entry | undefined): boolean {
  if (!here || before.scenario.examples.length > 0 || here.scenario.examples.length > 0) return false;
  return here.tags.includes(NEIGHBOUR_TAG);
}
