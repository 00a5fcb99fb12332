/**
 * `npm run site`: the documentation as a site of static pages, in site/dist. Its pages are made of the features, catalogues,
 * models and recordings by site/generate; VitePress, which is installed in site/ alone, builds them.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { LAYOUT } from '../reports/layout';
import { FileError } from '../reports/yaml';
import { DATA, generate } from '../site/generate';
import type { Options } from './site/options';
import { HELP, optionsOf } from './site/options';

const SITE = join(LAYOUT.root, 'site');
const VITEPRESS = join(SITE, 'node_modules/vitepress/bin/vitepress.js');

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): boolean {
  const { status } = spawnSync(command, args, {
    cwd: SITE,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return status === 0;
}

async function main(): Promise<number> {
  let options: Options;
  try {
    options = optionsOf(process.argv.slice(2));
  } catch (error) {
    console.error((error as Error).message);
    return 2;
  }
  const { base, install, serve, help } = options;
  if (help) {
    console.log(HELP);
    return 0;
  }
  if (install && !run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'])) return 1;
  if (!existsSync(VITEPRESS)) {
    console.error('What builds the site is not installed: npm run site -- --install');
    return 1;
  }
  const began = performance.now();
  console.log(`${await generate()} pages written in ${seconds(began)}`);
  if (!run(process.execPath, [VITEPRESS, 'build'], { SITE_BASE: base })) return 1;
  cpSync(join(DATA, 'redirects'), join(SITE, 'dist'), { recursive: true });
  console.log(`site/dist made in ${seconds(began)}`);
  return serve ? (run(process.execPath, [VITEPRESS, 'preview'], { SITE_BASE: base }) ? 0 : 1) : 0;
}

function seconds(began: number): string {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    // A file in site/reports/ that is neither a report nor a recording, a catalogue that is not right.
    console.error(error instanceof RangeError || error instanceof FileError ? error.message : error);
    process.exitCode = 1;
  },
);
