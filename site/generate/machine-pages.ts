/** The pages of a machine: what it is, its requirements in a list, its phrases. */
import type { Machine } from '../../model/core/machine';
import { documentPage } from './documents';
import type { Markup } from './parts';
import { chip, chips, heading, markup, page, raw, table } from './parts';
import { registersSection } from './registers';
import type { SiteData } from './world';

/** README.md of the machine, with its lineage and its features. */
export function machinePage(data: SiteData, machine: Machine): string {
  const { name } = machine;
  const features = data.features.filter((file) => file.machine === name);
  const own = data.catalogues.find((one) => one.machine === name)?.requirements ?? [];
  const cases = data.book.entries.filter((entry) => entry.case?.machine.name === name).length;
  const items = features.map(
    (file) => markup`<li><a href="${file.name}.html">${file.entries[0]?.feature.name ?? file.name}</a></li>`,
  );
  const tree = data.catalogues.find((one) => one.machine === name)?.tree ?? '';
  const more = markup`<div v-pre class="hv">${registersSection(machine, tree)}${heading(2, 'lineage', 'The lineage of its profiles')}${lineage(machine)}
${heading(2, 'all-features', 'All its features')}<ul class="columns">${items}</ul>
<p class="meta"><a href="requirements.html">${own.length} requirements</a>, ${cases} cases, ${machine.mutants.length} mutants; <a href="vocabulary.html">its phrases</a>, <a href="../capabilities.html#${name}">its capabilities</a>, <a href="../try.html#machine=${name}">step its model</a></p></div>`;
  return documentPage(
    `features/${name}/README.md`,
    { title: `${name}: ${machine.about}`, machine: name },
    more.text,
  );
}

/** What extends what, as nested lists. */
function lineage({ profiles }: Machine): Markup {
  const below = (parent: string | null): Markup => {
    const children = profiles.filter((one) => one.extends === parent);
    if (children.length === 0) return raw('');
    return markup`<ul class="lineage">${children.map(
      ({ name, about, kernels }) =>
        markup`<li>${chip(name, 'profile')} ${about}${kernels === null ? null : markup` <span class="meta">${kernels}</span>`}${below(name)}</li>`,
    )}</ul>`;
  };
  return below(null);
}

/** Every requirement of a machine with its sentence. */
export function requirementsPage(data: SiteData, machine: Machine): string {
  const own = data.catalogues.find((one) => one.machine === machine.name)?.requirements ?? [];
  const rows = own.map(({ id, text, level, profiles }) => [
    markup`<a class="id" id="${id}" href="../requirements/${id}.html">${id}</a>`,
    text,
    chip(level),
    chips(profiles, 'profile'),
  ]);
  const title = `The requirements of ${machine.name}`;
  const content = markup`${heading(1, 'top', title)}<p class="meta"><a href="index.html">${machine.name}</a> ${own.length} requirements</p>${table(
    ['id', 'sentence', 'level', 'profiles'],
    rows,
  )}`;
  return page(title, content, { machine: machine.name, kind: 'list', aside: false, pageClass: 'wide-page' });
}
