/** The page of a requirement: its sentence, where it comes from, what shows it, what dies by it, and who keeps it. */
import type { Mutant } from '../../model/core/machine';
import type { Entry } from '../../reports/book';
import type { Evidence } from './evidence';
import { evidenceOf } from './evidence';
import { casesMarkup, reasonsMarkup } from './shown';
import type { Content, Markup } from './parts';
import { caseAddress, chip, chips, heading, markup, page, sourceMarkup, table, values } from './parts';
import type { Known, SiteData } from './world';

const UP = '../';

/** The text of the page's file. */
export function requirementPage(data: SiteData, of: Known, evidence: Evidence): string {
  const machine = data.machines.find(({ name }) => name === of.machine);
  const cases = data.book.entries.filter((entry) => entry.case?.requirements.includes(of.id) ?? false);
  const mutants = (machine?.mutants ?? []).filter(({ requirement }) => requirement === of.id);
  const content = markup`${heading(1, of.id, of.id)}
<p class="sentence">${values(of.text)}</p>
<p class="meta"><a href="${UP}${of.machine}/requirements.html">${of.machine}</a> ${chip(of.level)} <span title="where it comes from">${ORIGINS[of.class]}</span> ${chips(of.profiles, 'profile')}</p>
<p class="source">Source: ${sourceMarkup(of.source, of.tree)}</p>${excluded(of)}
${section('cases', 'Cases', casesList(data, of, cases))}
${section('mutants', 'Mutants that die by it', mutantsTable(mutants))}
${section('kernels', 'What implementations do', evidenceTable(of, evidence))}
${section('wordings', 'How it was worded', wordingsList(data, of))}`;
  return page(of.id, content, { machine: of.machine, kind: 'requirement', description: of.text });
}

/** What a catalogue's class stands for. */
export const ORIGINS: Readonly<Record<Known['class'], string>> = {
  seed: 'the patch as posted',
  review: 'its review',
  series: 'the rest of its series',
  upstream: 'what was merged',
  observed: 'what a real system was seen to do',
};

function section(id: string, title: string, content: Content): Markup {
  return markup`${heading(2, id, title)}${content}`;
}

function excluded({ excluded: found }: Known): Content {
  return found ? markup`<p>No case can show it (${found.reason}): ${found.why}.</p>` : null;
}

function casesList({ features }: SiteData, of: Known, cases: readonly Entry[]): Content {
  if (cases.length === 0) return markup`<p>None.</p>`;
  const items = cases.map(({ case: one, uri, pickle }) => {
    const feature = features.find((file) => file.uri === uri)?.name ?? '';
    const id = one?.id ?? '';
    return markup`<li><a href="${UP}${caseAddress(of.machine, feature, id)}">${pickle?.name ?? id}</a> <code>${id}</code> ${chips(one?.profiles ?? [], 'profile')}</li>`;
  });
  return markup`<ul class="cases">${items}</ul>`;
}

function mutantsTable(mutants: readonly Mutant[]): Content {
  if (mutants.length === 0) return markup`<p>No mutant breaks this one and no other.</p>`;
  return table(
    ['mutant', 'profile', 'where the mistake was made, or how'],
    mutants.map(({ id, profile, origin }) => [markup`<code>${id}</code>`, chip(profile, 'profile'), origin]),
  );
}

function evidenceTable({ id }: Known, evidence: Evidence): Content {
  const rows = evidenceOf(evidence, id);
  if (rows.length === 0) return markup`<p>No recording and no report says anything of it.</p>`;
  const implementations = table(
    ['implementation', 'profile', 'what it does', 'its cases', 'known from'],
    rows.map(({ name, profile, cell, from }) => [
      name,
      chip(profile, 'profile'),
      chip(cell.word),
      casesMarkup(cell),
      markup`<code>${from}</code>`,
    ]),
  );
  const cells = rows.map(({ cell }) => cell);
  return markup`${implementations}${reasonsMarkup(cells, UP)}`;
}

function wordingsList({ wordings }: SiteData, { id }: Known): Content {
  const found = wordings.get(id) ?? [];
  if (found.length === 0) return markup`<p>The history of this copy does not say.</p>`;
  const items = found.map(
    ({ date, commit, text }) => markup`<li><time>${date}</time> <code>${commit}</code> ${values(text)}</li>`,
  );
  return markup`<ol class="wordings" reversed>${[...items].reverse()}</ol>`;
}
