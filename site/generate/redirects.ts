/** Permanent addresses: a case's id, and ids that are no longer used, lead to where they are told of. */
import { escapeHtml } from '../../reports/writers/html/markup';
import type { Redirects } from '../../tools/redirects';
import { readRedirects } from '../../tools/redirects';
import { anchorOf, caseAddress } from './parts';
import type { SiteData } from './world';

/**
 * Files of the finished site by their paths: `cases/<id>.html` for every case, and one for every old id.
 * @param old what took the place of ids that are no longer used
 * @throws Error on an old id that leads nowhere
 */
export function redirects(data: SiteData, old: Redirects = readRedirects()): ReadonlyMap<string, string> {
  const cases = data.features.flatMap(({ machine, name, entries }) =>
    entries.flatMap(({ case: of }): [string, string][] =>
      of ? slugs(of.id).map((id) => [id, caseAddress(machine, name, id)]) : [],
    ),
  );
  const known = new Map(cases);
  return new Map(
    [...known, ...renamed(data, known, old)].map(([id, to]) => [fileOf(id), redirect(`../${to}`)]),
  );
}

/** The case, and the outline that it is a row of. */
function slugs(id: string): readonly string[] {
  const [slug = id] = id.split(':');
  return slug === id ? [id] : [slug, id];
}

/** Where an id's file lies. A row's `:` would be a drive on some systems. */
export function fileOf(id: string): string {
  const folder = /^[A-Z]+-\d+$/.test(id) ? 'requirements' : 'cases';
  return `${folder}/${anchorOf(id).replaceAll(':', '--')}.html`;
}

/** Old ids with the addresses of what took their place. */
function renamed(
  { requirements }: SiteData,
  cases: ReadonlyMap<string, string>,
  listed: Redirects,
): readonly [string, string][] {
  return Object.entries(listed).map(([old, now]) => {
    const to = cases.get(now) ?? (requirements.has(now) ? `requirements/${now}.html` : undefined);
    if (to === undefined) throw new Error(`site/redirects.yaml: ${old} leads to ${now}, which there is not`);
    if (cases.has(old) || requirements.has(old))
      throw new Error(`site/redirects.yaml: ${old} is in use: an id is redirected only once it is gone`);
    return [old, to];
  });
}

function redirect(to: string): string {
  const address = escapeHtml(to);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Moved</title><meta http-equiv="refresh" content="0; url=${address}"><link rel="canonical" href="${address}"><p><a href="${address}">Here</a></p></html>\n`;
}
