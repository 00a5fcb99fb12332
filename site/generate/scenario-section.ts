/** A scenario on the page of its feature: what it is, its steps, the rows of its Examples. */
import type { Examples } from '@cucumber/messages';
import type { Layout } from '../../model/core/layout';
import { layoutIn } from '../../model/core/layout';
import type { Entry } from '../../reports/book';
import { idsOf } from '../../tools/rules/write';
import type { Content, Markup } from './parts';
import {
  anchorOf,
  chips,
  heading,
  joined,
  markup,
  paragraphs,
  proseOf,
  requirementLink,
  values,
} from './parts';
import { stepsList } from './steps';
import { partsOf } from './twins';
import type { SiteData } from './world';

const UP = '../';

/** What every scenario of a page needs to know of it. */
export interface Around {
  readonly data: SiteData;
  /** Of the machine's registers. */
  readonly layouts: readonly Layout[];
  /** By scenario those that do the same in other profiles. */
  readonly twins: ReadonlyMap<string, readonly Entry[]>;
}

/** A scenario with its steps. @param entries its cases: one, or the rows of an outline */
export function scenarioSection({ data, layouts, twins }: Around, entries: readonly Entry[]): Markup {
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
  const alike = twins.get(scenario.id);
  const attempt = outline || of?.invariant !== null ? null : tryLink(first, alike);
  return markup`<article class="case">${heading(3, anchorOf(slug), values(scenario.name))}
<p class="meta"><code>${slug}</code> ${chips(of?.profiles ?? [], 'profile')}${needs}${about}${attempt}</p>
${paragraphs(proseOf(scenario.description))}
${alike ? besideEachOther(first, alike, layouts) : stepsList(scenario.steps, layouts)}${outline ? scenario.examples.map((examples) => examplesTable(examples, entries, layouts)) : null}</article>`;
}

/** What all do, and in a column for each what is seen in its profiles; what is not seen in all of them stands out. */
function besideEachOther(own: Entry, twins: readonly Entry[], layouts: readonly Layout[]): Markup {
  const columns = twins.map((twin) => {
    const { seen } = partsOf(twin);
    const others = twins.filter((one) => one !== twin).flatMap((one) => partsOf(one).seen);
    const slug = twin.case?.id ?? '';
    const link = twin === own ? null : markup` <a href="#${anchorOf(slug)}">${slug}</a>`;
    return markup`<div><p class="meta">${chips(twin.case?.profiles ?? [], 'profile')}${link}</p>${stepsList(seen, layouts, others)}</div>`;
  });
  return markup`${stepsList(partsOf(own).done, layouts)}<div class="versus">${columns}</div>`;
}

/** Where the operations of a case can be stepped through. @param twins those that do the same in other profiles */
function tryLink({ case: of, uri }: Entry, twins: readonly Entry[] = []): Content {
  if (of?.invariant !== null) return null;
  const feature = /([^/]+)\.feature$/.exec(uri)?.[1] ?? '';
  const beside = twins.find((one) => one.case !== of)?.case?.profiles.at(-1);
  const words = { case: of.id, feature, profile: of.profiles.at(-1) ?? '', ...(beside ? { beside } : {}) };
  return markup` <a class="try" href="${UP}try.html#${new URLSearchParams(words).toString()}" aria-label="Try it: ${of.id}">Try it</a>`;
}

/** The rows of an outline: each is a case, with its anchor. */
function examplesTable(examples: Examples, entries: readonly Entry[], layouts: readonly Layout[]): Markup {
  const head = examples.tableHeader?.cells ?? [];
  const rows = examples.tableBody.map((row) => {
    const entry = entries.find((one) => one.row?.id === row.id);
    const id = entry?.case?.id ?? row.id;
    return markup`<tr id="${anchorOf(id)}">${row.cells.map(({ value }, i) => markup`<td>${values(value, layoutIn(layouts, head[i]?.value ?? ''))}</td>`)}<td>${entry ? tryLink(entry) : null}</td></tr>`;
  });
  const profiles = entries.find((one) => one.examples?.id === examples.id)?.case?.profiles ?? [];
  const caption = markup`<caption>Examples${examples.name ? markup`: ${examples.name}` : null} ${chips(profiles, 'profile')}</caption>`;
  return markup`<div class="wide" tabindex="0" role="group" aria-label="Examples"><table class="examples">${caption}<thead><tr>${head.map(({ value }) => markup`<th scope="col">${value}</th>`)}<td></td></tr></thead><tbody>${rows}</tbody></table></div>`;
}
