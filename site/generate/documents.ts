/** Documents of the project as pages: their Markdown, with links that lead to pages where there are any. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, posix } from 'node:path';
import { LAYOUT } from '../../reports/layout';

/** Where the sources can be seen, for links to files that have no page. Set by `repository` of package.json. */
const ANCHOR = /#.*$/;

/** Documents with a page of their own, by their path in the project. */
export const DOCUMENTS: Readonly<Record<string, string>> = {
  'README.md': 'guide/overview.md',
  'CONTRIBUTING.md': 'guide/contributing.md',
  'CHANGELOG.md': 'guide/changelog.md',
  'adapters/README.md': 'guide/adapter.md',
  'recordings/README.md': 'guide/recordings.md',
  'recordings/FOUND.md': 'guide/found.md',
  'recordings/KERNELS.md': 'guide/recorded.md',
};

/** The page of a file of the project, relative to the root of the site; null where it has none. */
export function pageOf(file: string): string | null {
  const path = file.replaceAll('\\', '/');
  const known = DOCUMENTS[path];
  if (known !== undefined) return known.replace(/\.md$/, '.html');
  const [, machine, name] = /^features\/([a-z]+)\/([^/]+)$/.exec(path) ?? [];
  if (machine === undefined || name === undefined || machine === 'suite') {
    const [, of] = /^recordings\/([a-z]+)\/README\.md$/.exec(path) ?? [];
    return of === undefined ? null : `guide/recordings-${of}.html`;
  }
  if (name === 'README.md') return `${machine}/index.html`;
  if (name === 'PHRASES.md') return `${machine}/vocabulary.html`;
  if (name === 'requirements.yaml') return `${machine}/requirements.html`;
  return name.endsWith('.feature') ? `${machine}/${name.slice(0, -'.feature'.length)}.html` : null;
}

/** The text of a page's file, made of a Markdown document. @param after markup that follows it */
export function documentPage(
  file: string,
  front: Readonly<Record<string, unknown>>,
  after = '',
  text: string = readFileSync(join(LAYOUT.root, file), 'utf8'),
): string {
  const matter = Object.entries(front).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const here = pageOf(file) ?? 'guide/x.html';
  const body = text
    .replace(/<!--[^]*?-->\n*/g, '')
    .split(/(^```[^]*?^```$)/m)
    .map((part, i) => (i % 2 === 0 ? relinked(part, file, here) : part))
    .join('');
  return `---\n${matter.join('\n')}\n---\n\n::: v-pre\n\n${body}\n\n:::\n\n${after}\n`;
}

/** Links of the document lead to pages; pictures to copies beside the page; what has neither keeps its text alone. */
function relinked(text: string, file: string, here: string): string {
  return text.replace(
    /(!?)\[((?:[^[\]]|\[[^[\]]*\])*)\]\(([^()\s]+)\)/g,
    (whole, mark: string, label: string, target: string) => {
      if (/^(https?:|#)/.test(target)) return whole;
      const path = posix.normalize(posix.join(posix.dirname(file), target.replace(ANCHOR, '')));
      if (mark === '!')
        return `<img src="${up(here)}pictures/${pictureName(path)}" alt="${label.replaceAll('"', '&quot;')}" loading="lazy">`;
      const leads = pageOf(path);
      const anchor = ANCHOR.exec(target)?.[0] ?? '';
      return leads === null ? label : `<a href="${up(here)}${leads}${anchor}">${inline(label)}</a>`;
    },
  );
}

/** A label that may hold code. */
function inline(label: string): string {
  return label.replace(/`([^`]*)`/g, '<code>$1</code>');
}

/** From a page back to the root of the site. */
export function up(here: string): string {
  return '../'.repeat(here.split('/').length - 1);
}

/** `features/nv/pictures/five-steps.svg` lies in the site as `nv-five-steps.svg`. */
export function pictureName(path: string): string {
  const [, machine = '', name = ''] = /^features\/([^/]+)\/pictures\/(.+)$/.exec(path) ?? [];
  if (machine === '' || !existsSync(join(LAYOUT.root, normalize(path))))
    throw new Error(`${path} is no picture of a machine, in ${dirname(path)}`);
  return `${machine}-${name}`;
}
