/** Cases as the features have them: by feature and rule, each folded, with its text and its results. */
import { isRed } from '../../failing';
import type { CaseReport } from '../../report-types';
import type { Content, Markup } from './markup';
import { joined, markup } from './markup';
import type { CaseGroup, Page } from './model';
import { failureAnchor, runs, slug } from './model';
import { chip, chips, filterKeys, requirementLink } from './parts';
import { paragraphs, scenarioMarkup } from './scenario';

/** The features of one machine. */
export function featuresMarkup(page: Page, machine: string): readonly Markup[] {
  const own = page.groups.filter(({ first }) => first.machine === machine);
  return runs(own, ({ first }) => first.feature).map((groups) => featureMarkup(page, groups));
}

export function featureAnchor(feature: string): string {
  return `feature-${slug(feature)}`;
}

function featureMarkup(page: Page, groups: readonly CaseGroup[]): Markup {
  const { feature } = (groups[0] as CaseGroup).first;
  const text = page.texts.get((groups[0] as CaseGroup).place);
  const title = text?.feature.name ?? (feature || 'Outside the features');
  return markup`
<section class="feature group" id="${featureAnchor(feature)}">
<h4>${title}</h4>
${feature === '' ? null : markup`<p class="meta"><code>${feature}</code></p>`}
${paragraphs(text?.feature.prose ?? [])}
${runs(groups, ({ place }) => page.texts.get(place)?.rule?.name ?? '').map((cases) => ruleMarkup(page, cases))}
</section>`;
}

function ruleMarkup(page: Page, groups: readonly CaseGroup[]): Markup {
  const rule = page.texts.get((groups[0] as CaseGroup).place)?.rule;
  const head = rule ? markup`<h5>${rule.name}</h5>${paragraphs(rule.prose)}` : null;
  return markup`<div class="rule group">${head}${groups.map((group) => caseMarkup(page, group))}</div>`;
}

function caseMarkup(page: Page, group: CaseGroup): Markup {
  const { first, results } = group;
  const text = page.texts.get(group.place);
  return markup`
<details class="case item" id="${group.anchor}" data-m="${first.machine}" data-r="${filterKeys(results)}">
<summary><span class="title">${first.scenario || group.id}</span> <span class="chips">${chips(results)}</span></summary>
<p class="meta"><a href="#${group.anchor}"><code>${group.id}</code></a> line ${first.line}; about ${requirements(page, first)}</p>
${text ? scenarioMarkup(text) : null}
${results.map((result) => resultMarkup(group, result))}
</details>`;
}

function requirements(page: Page, { requirements: ids }: CaseReport): readonly Content[] {
  if (ids.length === 0) return ['no requirement'];
  return joined(
    ids.map((id) => requirementLink(page, id)),
    ' ',
  );
}

/** Nothing for a pass; red ones are told in full among the failures. */
function resultMarkup(group: CaseGroup, result: CaseReport): Markup {
  const { profile, verdict, message, baseline, killed } = result;
  const kills = killed?.length ? markup`<p class="result">${profile}: kills ${killed.join(', ')}</p>` : null;
  if (verdict === 'pass') return markup`${kills}`;
  if (isRed(result)) {
    const link = markup`<a href="#${failureAnchor(group, result)}">what happened</a>`;
    return markup`<p class="result">${chip(profile, verdict)} ${link}</p>${kills}`;
  }
  const known = baseline ? markup` Known: ${baseline.reason} (${baseline.issue})` : null;
  return markup`<p class="result">${chip(profile, verdict)} ${message ?? ''}${known}</p>${kills}`;
}
