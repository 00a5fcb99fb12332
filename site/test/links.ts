/** The finished files themselves: links that lead nowhere, and what would be asked of other servers. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { readRedirects } from '../../tools/redirects';
import { fileOf } from '../generate/redirects';

/** Every page of the finished site, as `nv/eret.html`; addresses that only lead to one are none. */
export function pagesIn(dist: string): readonly string[] {
  const old = Object.keys(readRedirects()).map(fileOf);
  return (readdirSync(dist, { recursive: true }) as string[])
    .filter((name) => name.endsWith('.html') && !name.startsWith('cases/') && name !== '404.html')
    .filter((name) => !old.includes(name))
    .sort();
}

/** `page: link` for each link to a page, or a place in one, that is not there. Links to other sites are not followed. */
export function deadLinks(dist: string): readonly string[] {
  const anchors = new Map<string, ReadonlySet<string>>();
  const anchorsOf = (file: string): ReadonlySet<string> => {
    const known =
      anchors.get(file) ??
      new Set([...readFileSync(file, 'utf8').matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id ?? ''));
    anchors.set(file, known);
    return known;
  };
  return pagesIn(dist).flatMap((page) => {
    const html = readFileSync(join(dist, page), 'utf8');
    const links = [...html.matchAll(/<(?:a|img)\s[^>]*?(?:href|src)="([^"]*)"/g)].map(([, link = '']) =>
      link.replaceAll('&amp;', '&'),
    );
    return [...new Set(links)]
      .filter((link) => !leads(dist, page, link, anchorsOf))
      .map((link) => `${page}: ${link}`);
  });
}

function leads(
  dist: string,
  page: string,
  link: string,
  anchorsOf: (file: string) => ReadonlySet<string>,
): boolean {
  if (/^(https:|data:|mailto:)/.test(link)) return true;
  const [path = '', anchor = ''] = link.split('#', 2) as [string, string?];
  const target =
    path === ''
      ? join(dist, page)
      : path.startsWith('/')
        ? join(dist, path)
        : join(dist, dirname(page), path);
  const file = [target, `${target}.html`, join(target, 'index.html')]
    .map(normalize)
    .find((one) => existsSync(one) && /\.\w+$/.test(one));
  if (file === undefined) return false;
  if (anchor === '' || !file.endsWith('.html') || file.endsWith('/try.html')) return true;
  return anchorsOf(file).has(decodeURIComponent(anchor));
}

/** What the files would have a browser fetch from elsewhere by themselves. */
export function outsideRequests(dist: string): readonly string[] {
  return pagesIn(dist).flatMap((page) => {
    const html = readFileSync(join(dist, page), 'utf8');
    return [
      ...html.matchAll(/<(?:script|img|link|iframe)\s[^>]*?(?:src|href)="((?:https?:)?\/\/[^"]+)"/g),
    ].map(([, url = '']) => `${page}: ${url}`);
  });
}
