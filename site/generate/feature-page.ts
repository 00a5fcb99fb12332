/** The page of a feature: its Gherkin, typeset to be read. */
import type { DataTable, Examples, Rule, Step } from '@cucumber/messages';
import type { Entry } from '../../reports/book';
import { idsOf, reasonOf } from '../../tools/rules/write';
import type { Content, Markup } from './parts';
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
  values,
} from './parts';
import type { FeatureFile, SiteData } from './world';

const UP = '../';

/** The text of the page's file. */
export function featurePage(data: SiteData, file: FeatureFile): string {
  const [first] = file.entries;
  if (!first) throw new Error(`${file.uri} has no scenario`);
  const { feature } = first;
  const ids = new Set<string>();
  const parts = runs(file.entries, ({ rule }) => rule?.id ?? '').map((entries) =>
    ruleSection(data, entries, ids),
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

function ruleSection(data: SiteData, entries: readonly Entry[], taken: Set<string>): Markup {
  const rule = entries[0]?.rule ?? null;
  const scenarios = runs(entries, ({ scenario }) => scenario.id);
  const body = pairs(scenarios).map((pair) =>
    pair.length > 1
      ? markup`<div class="pair">${pair.map((own) => scenarioSection(data, own))}</div>`
      : pair.map((own) => scenarioSection(data, own)),
  );
  return rule
    ? markup`<section class="rule">${ruleHead(data, rule, taken)}${body}</section>`
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

/**
 * Scenarios that belong side by side: an allowed neighbour after what is refused, and what is so in some profiles after what
 * is otherwise in others.
 */
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
  if (here.tags.includes('@neighbour')) return true;
  const profiles = here.case?.profiles ?? [];
  return !profiles.some((name) => before.case?.profiles.includes(name)) && profiles.length > 0;
}

function scenarioSection(data: SiteData, entries: readonly Entry[]): Markup {
  const [first] = entries;
  if (!first) return markup``;
  const { scenario } = first;
  const of = first.case;
  const slug = of?.id.split(':')[0] ?? scenario.id;
  const outline = scenario.examples.length > 0;
  const own = (of?.requirements ?? []).filter((id) => !(first.rule && idsOf(first.rule).includes(id)));
  const about =
    own.length > 0
      ? markup` also ${joined(
          own.map((id) => requirementLink(id, data.requirements.get(id), UP)),
          ' ',
        )}`
      : null;
  const needs = (of?.needs ?? []).map(
    (need) => markup` <a class="chip needs" href="${UP}capabilities.html">needs ${need}</a>`,
  );
  const attempt = outline || of?.invariant !== null ? null : tryLink(first);
  return markup`<article class="case">${heading(3, anchorOf(slug), values(scenario.name))}
<p class="meta"><code>${slug}</code> ${chips(of?.profiles ?? [], 'profile')}${needs}${about}${attempt}</p>
${paragraphs(proseOf(scenario.description))}
<ol class="steps">${scenario.steps.map(stepItem)}</ol>${outline ? scenario.examples.map((examples) => examplesTable(examples, entries)) : null}</article>`;
}

/** Where the operations of a case can be stepped through. */
export function tryLink({ case: of, uri }: Entry): Content {
  if (of?.invariant !== null) return null;
  const profile = of.profiles.at(-1) ?? '';
  const feature = /([^/]+)\.feature$/.exec(uri)?.[1] ?? '';
  return markup` <a class="try" href="${UP}try.html#case=${encodeURIComponent(of.id)}&amp;feature=${feature}&amp;profile=${encodeURIComponent(profile)}" aria-label="Try it: ${of.id}">Try it</a>`;
}

const SPACE = /\s+$/;

function stepItem({ keyword, text, dataTable, docString }: Step): Markup {
  const doc = docString ? markup`<pre>${docString.content}</pre>` : null;
  return markup`<li><b>${keyword.replace(SPACE, '')}</b> ${placeholders(text)}${dataTable ? cells(dataTable) : null}${doc}</li>`;
}

/** `<name>` of an outline is set apart. */
function placeholders(text: string): readonly Content[] {
  return text
    .split(/(<[^<>]+>)/)
    .flatMap((part, i) => (i % 2 === 0 ? values(part) : [markup`<var>${part.slice(1, -1)}</var>`]));
}

function cells({ rows }: DataTable): Markup {
  return markup`<table class="cells"><tbody>${rows.map(
    (row) => markup`<tr>${row.cells.map(({ value }) => markup`<td>${placeholders(value)}</td>`)}</tr>`,
  )}</tbody></table>`;
}

/** The rows of an outline: each is a case, with its anchor. */
function examplesTable(examples: Examples, entries: readonly Entry[]): Markup {
  const head = examples.tableHeader?.cells ?? [];
  const rows = examples.tableBody.map((row) => {
    const entry = entries.find((one) => one.row?.id === row.id);
    const id = entry?.case?.id ?? row.id;
    return markup`<tr id="${anchorOf(id)}">${row.cells.map(({ value }) => markup`<td>${values(value)}</td>`)}<td>${entry ? tryLink(entry) : null}</td></tr>`;
  });
  const profiles = entries.find((one) => one.examples?.id === examples.id)?.case?.profiles ?? [];
  const caption = markup`<caption>Examples${examples.name ? markup`: ${examples.name}` : null} ${chips(profiles, 'profile')}</caption>`;
  return markup`<div class="wide" tabindex="0" role="group" aria-label="Examples"><table class="examples">${caption}<thead><tr>${head.map(({ value }) => markup`<th scope="col">${value}</th>`)}<td></td></tr></thead><tbody>${rows}</tbody></table></div>`;
}
