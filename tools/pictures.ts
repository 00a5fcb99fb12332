/**
 * `npm run pictures`: draws features/<machine>/pictures/*.mmd (Mermaid) as SVG files beside them, which the
 * report and the documentation show. With `--check` nothing is written and the exit code is 1 where a file
 * on disk is not what its source gives.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FEATURES = join(__dirname, '../features');
/** The library asks for a web font; a picture has to look the same without a network. */
const WEB_FONT = /^\s*@import url\([^)]*\);\n/gm;
const COLOURS = { bg: '#ffffff', fg: '#1f2328', line: '#57606a', accent: '#0969da', font: 'system-ui' };

async function main(): Promise<void> {
  const { renderMermaidSVG } = await import('beautiful-mermaid');
  const check = process.argv.includes('--check');
  let count = 0;
  let stale = 0;
  for (const source of sources()) {
    const target = source.replace(/\.mmd$/, '.svg');
    const svg = `${renderMermaidSVG(readFileSync(source, 'utf8'), COLOURS).replace(WEB_FONT, '')}\n`;
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

function sources(): readonly string[] {
  return readdirSync(FEATURES)
    .map((machine) => join(FEATURES, machine, 'pictures'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.mmd'))
        .map((name) => join(folder, name)),
    )
    .sort();
}

void main();
