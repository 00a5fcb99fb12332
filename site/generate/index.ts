/** Writes the sources of the site's pages, and what they load, from the project itself. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LAYOUT } from '../../reports/layout';
import { badge, badgeName, statusJson } from './badges';
import { capabilitiesPage } from './capabilities-page';
import { DOCUMENTS, documentPage, pictureName } from './documents';
import { evidenceApart } from './evidence';
import { featurePage } from './feature-page';
import { formsFile } from './forms';
import { homePage } from './home-page';
import { kernelsPage } from './kernels-page';
import { machinePage, requirementsPage } from './machine-pages';
import { navigation } from './navigation';
import { redirects } from './redirects';
import { requirementPage } from './requirement-page';
import { tracePages } from './traces';
import { tryPage } from './try-page';
import type { SiteData } from './world';
import { readWorld } from './world';

const SITE = join(LAYOUT.root, 'site');
/** The sources of the pages; nothing in it is kept. */
export const PAGES = join(SITE, 'pages');
/** What else the build reads, and the tests. */
export const DATA = join(SITE, '.data');

/** Files by their path under a folder. */
type Files = ReadonlyMap<string, string>;

/** Generates everything. @returns how many pages there are */
export async function generate(): Promise<number> {
  const data = readWorld();
  const [evidence, traces] = await Promise.all([
    evidenceApart(LAYOUT.root, join(SITE, 'reports')),
    tracePages(),
  ]);
  const pages = new Map<string, string>([
    ['index.md', homePage(data, evidence)],
    ['kernels.md', kernelsPage(evidence)],
    ['capabilities.md', capabilitiesPage(data)],
    ['try.md', tryPage()],
    ...documents(),
    ...data.machines.flatMap((machine): [string, string][] => [
      [`${machine.name}/index.md`, machinePage(data, machine)],
      [`${machine.name}/requirements.md`, requirementsPage(data, machine)],
      [
        `${machine.name}/vocabulary.md`,
        documentPage(`features/${machine.name}/PHRASES.md`, {
          title: `The phrases of ${machine.name}`,
          machine: machine.name,
        }),
      ],
    ]),
    ...data.features.map((file): [string, string] => [
      `${file.machine}/${file.name}.md`,
      featurePage(data, file),
    ]),
    ...[...data.requirements.values()].map((one): [string, string] => [
      `requirements/${one.id}.md`,
      requirementPage(data, one, evidence),
    ]),
  ]);
  rmSync(PAGES, { recursive: true, force: true });
  rmSync(DATA, { recursive: true, force: true });
  write(PAGES, pages);
  write(join(PAGES, 'public'), traces.shown);
  write(join(PAGES, 'public'), new Map(data.machines.map(formsFile)));
  write(join(PAGES, 'public'), new Map([['status.json', statusJson(evidence)]]));
  write(
    join(PAGES, 'public/badges'),
    new Map(evidence.columns.map((column) => [badgeName(column), badge(evidence, column)])),
  );
  write(
    DATA,
    new Map([
      ['navigation.json', navigation(data)],
      ['outcomes.json', traces.outcomes],
    ]),
  );
  write(join(DATA, 'redirects'), redirects(data));
  copyPictures(data);
  return pages.size;
}

function documents(): readonly [string, string][] {
  const fixed = Object.entries(DOCUMENTS).map(([file, target]): [string, string] => [
    target,
    documentPage(file, { title: titleOf(file) }),
  ]);
  const recordings = readdirSync(join(LAYOUT.root, 'recordings')).flatMap((name): [string, string][] => {
    const file = `recordings/${name}/README.md`;
    return existsSync(join(LAYOUT.root, file))
      ? [[`guide/recordings-${name}.md`, documentPage(file, { title: titleOf(file) })]]
      : [];
  });
  return [...fixed, ...recordings];
}

function titleOf(file: string): string {
  return /^# (.+)$/m.exec(readFileSync(join(LAYOUT.root, file), 'utf8'))?.[1]?.replaceAll('`', '') ?? file;
}

function write(folder: string, files: Files): void {
  for (const [name, text] of files) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

function copyPictures({ pictureFiles }: SiteData): void {
  for (const file of Object.values(pictureFiles).flat())
    cpSync(join(LAYOUT.root, file), join(PAGES, 'public/pictures', pictureName(file)));
}
