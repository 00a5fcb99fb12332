/**
 * `npm run pictures`: draws features/<machine>/pictures/*.mmd (Mermaid) and *.dot (Graphviz) as SVG files
 * beside them, which the report and the documentation show. With `--check` nothing is written and the exit
 * code is 1 where a file on disk is not what its source gives.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const FEATURES = join(__dirname, '../features');
/** The library asks for a web font; a picture has to look the same without a network. */
const WEB_FONT = /^\s*@import url\([^)]*\);\n/gm;
/** Graphviz begins with a prolog that refers to a file in the network, and names its own version in a comment. */
const PROLOG = /^[^]*?(?=<svg\b)/;
const COMMENT = /<!--[^]*?-->\n/g;
const COLOURS = {
  bg: '#ffffff',
  fg: '#1f2328',
  line: '#57606a',
  accent: '#0969da',
  muted: '#424a53',
  font: 'system-ui',
};

/** What draws the sources of one kind: a picture without a prolog of its own, so that a page can contain it. */
type Draw = (source: string) => string;

/** By file name extension; each library is loaded once. */
async function drawers(): Promise<ReadonlyMap<string, Draw>> {
  const { renderMermaidSVG } = await import('beautiful-mermaid');
  const graphviz = await (await import('@viz-js/viz')).instance();
  return new Map<string, Draw>([
    ['.mmd', (source) => `${renderMermaidSVG(source, COLOURS).replace(WEB_FONT, '')}\n`],
    [
      '.dot',
      (source) => graphviz.renderString(source, { format: 'svg' }).replace(PROLOG, '').replace(COMMENT, ''),
    ],
  ]);
}

async function main(): Promise<void> {
  const known = await drawers();
  const check = process.argv.includes('--check');
  let count = 0;
  let stale = 0;
  for (const source of sources([...known.keys()])) {
    const target = source.replace(/\.[a-z]+$/, '.svg');
    const svg = known.get(extname(source))?.(readFileSync(source, 'utf8')) ?? '';
    if (/https?:\/\/(?!www\.w3\.org)/.test(svg))
      throw new Error(`${source}: the picture would ask the network for something`);
    count += 1;
    if (existsSync(target) && readFileSync(target, 'utf8') === svg) continue;
    if (check) {
      console.error(
        `${target.slice(FEATURES.length + 1)} is not what its source gives: run \`npm run pictures\` and commit it.`,
      );
      stale += 1;
    } else writeFileSync(target, svg);
  }
  console.log(`${count} pictures, ${check ? `${stale} stale` : 'drawn'}`);
  process.exitCode = stale > 0 || count === 0 ? 1 : 0;
}

function sources(extensions: readonly string[]): readonly string[] {
  return readdirSync(FEATURES)
    .map((machine) => join(FEATURES, machine, 'pictures'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => extensions.includes(extname(name)))
        .map((name) => join(folder, name)),
    )
    .sort();
}

void main();
