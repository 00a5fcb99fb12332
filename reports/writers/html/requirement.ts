/** The requirements of a machine, each with its status in each profile and the cases that show it. */
import { statusLabel } from '../../outcome';
import type { RequirementReport } from '../../report-types';
import type { Markup } from './markup';
import { markup } from './markup';
import type { CaseGroup, Page } from './model';
import { chips, filterKeys, resultChips, sourceText } from './parts';

export function requirementsMarkup(page: Page, machine: string): readonly Markup[] {
  const cases = new Map<string, CaseGroup[]>();
  for (const group of page.groups.filter(({ first }) => first.machine === machine)) {
    const ids = new Set(
      group.results.flatMap(({ requirements, broken = [] }) => [...requirements, ...broken]),
    );
    for (const id of ids) cases.set(id, [...(cases.get(id) ?? []), group]);
  }
  const own = page.report.requirements.filter((one) => one.machine === machine);
  return own.map((one) => requirementMarkup(one, cases.get(one.id) ?? []));
}

function requirementMarkup(requirement: RequirementReport, groups: readonly CaseGroup[]): Markup {
  const { id, machine, text, level, class: origin, source, statuses, excluded } = requirement;
  const status = chips(
    statuses.map((one) => ({ profile: one.profile, word: one.status, label: statusLabel(one) })),
  );
  const why = excluded
    ? markup`<p class="meta">No case can show it (${excluded.reason}): ${excluded.why}</p>`
    : null;
  return markup`
<article class="requirement item" id="${id}" data-m="${machine}" data-r="${keys(requirement, groups)}">
<h4><a class="id" href="#${id}">${id}</a></h4>
<div class="what"><p>${text}</p><p class="meta">${level}, ${origin}; ${sourceText(source)}</p>${why}${casesMarkup(groups)}</div>
<div class="chips">${status}</div>
</article>`;
}

function keys({ statuses }: RequirementReport, groups: readonly CaseGroup[]): string {
  const own = statuses.map(({ profile, status }) => `${profile}:${status}`);
  const theirs = groups.map(({ results }) => filterKeys(results));
  return [...new Set([...own, ...theirs].join(' ').split(' '))].join(' ');
}

function casesMarkup(groups: readonly CaseGroup[]): Markup {
  if (groups.length === 0) return markup``;
  const items = groups.map(
    ({ anchor, id, first, results }) =>
      markup`<li><a href="#${anchor}">${first.scenario || id}</a> ${resultChips(results)}</li>`,
  );
  const count = `${groups.length} ${groups.length === 1 ? 'case' : 'cases'}`;
  return markup`<details><summary>${count}</summary><ul>${items}</ul></details>`;
}
