/** The deliberately wrong variants: those that nobody caught in the open, the others folded. */
import type { MutantReport } from '../../report-types';
import type { Content, Markup } from './markup';
import { markup } from './markup';
import type { Page } from './model';
import { requirementLink } from './parts';

export function mutantsMarkup(page: Page, mutants: readonly MutantReport[]): Markup {
  const alive = mutants.filter(({ killedBy }) => killedBy.length === 0);
  const dead = mutants.filter(({ killedBy }) => killedBy.length > 0);
  const folded = markup`<details><summary>${dead.length} caught</summary>${table(page, dead, 'Mutants that were caught')}</details>`;
  return markup`
<section id="mutants" aria-labelledby="mutants-h">
<h2 id="mutants-h">Mutants</h2><p>${dead.length} of ${mutants.length} deliberately wrong variants were caught.</p>
${alive.length > 0 ? table(page, alive, 'Mutants that nobody caught') : null}
${dead.length > 0 ? folded : null}
</section>`;
}

function table(page: Page, mutants: readonly MutantReport[], label: string): Markup {
  const anchors = new Map(page.groups.map(({ id, anchor }) => [id, anchor]));
  const rows = mutants.map((mutant) => rowMarkup(page, anchors, mutant));
  return markup`<table class="results" aria-label="${label}"><thead><tr><th scope="col">Mutant</th><th scope="col">Fate</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function rowMarkup(page: Page, anchors: ReadonlyMap<string, string>, mutant: MutantReport): Markup {
  const { machine, profile, id, requirement, origin, killedBy } = mutant;
  const [first, ...more] = killedBy;
  const killer: Content = first === undefined ? 'nobody' : caseLink(anchors, first);
  const fate =
    first === undefined
      ? markup`<span class="chip fail">alive</span>`
      : markup`<span class="chip pass">killed</span>`;
  const others = more.length > 0 ? ` and ${more.length} more` : '';
  return markup`<tr><th scope="row"><code>${id}</code><small>${machine} ${profile}; ${origin}</small></th><td>${fate} by ${killer}${others}<small>breaks ${requirementLink(page, requirement)}</small></td></tr>`;
}

function caseLink(anchors: ReadonlyMap<string, string>, id: string): Content {
  const anchor = anchors.get(id);
  return anchor === undefined ? id : markup`<a href="#${anchor}">${id}</a>`;
}
