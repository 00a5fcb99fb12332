/** Writing the reports of a run: each file whole or not at all. */
import { randomBytes } from 'node:crypto';
import { lstat, open, rename, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Envelope } from '@cucumber/messages';
import { ReportError } from './errors';
import { makeFolder } from './folder';
import type { Conformance } from './report-types';
import type { SubjectCommand } from './text/replay';
import { htmlReport } from './writers/html/page';
import { jsonReport } from './writers/json';
import type { junitReport } from './writers/junit';
import { ktapReport } from './writers/ktap';
import { messagesReport } from './writers/messages';
import { sarifReport } from './writers/sarif';
import { summaryReport } from './writers/summary';

export { ReportError };

export interface ReportData {
  readonly conformance: Readonly<Conformance>;
  /** The messages of the run that the report was made from. */
  readonly envelopes: readonly Envelope[];
  /** The subject's command as the user gave it, for the commands that run a case again. */
  readonly subject?: SubjectCommand;
  /** By machine, an SVG document each, for the page. */
  readonly diagrams?: Readonly<Record<string, readonly string[]>>;
}

interface Format {
  readonly file: string;
  readonly text: (data: ReportData) => string;
}

const FORMATS = {
  json: { file: 'conformance.json', text: ({ conformance }) => jsonReport(conformance) },
  messages: { file: 'messages.ndjson', text: ({ envelopes }) => messagesReport(envelopes) },
  junit: { file: 'junit.xml', text: ({ conformance, subject }) => junit()(conformance, subject) },
  ktap: { file: 'results.ktap', text: ({ conformance, subject }) => ktapReport(conformance, subject) },
  sarif: { file: 'results.sarif', text: ({ conformance, subject }) => sarifReport(conformance, subject) },
  summary: { file: 'summary.md', text: ({ conformance, subject }) => summaryReport(conformance, subject) },
  html: {
    file: 'report.html',
    text: ({ conformance, envelopes, subject, diagrams = {} }) =>
      htmlReport(conformance, envelopes, { subject, diagrams }),
  },
} as const satisfies Record<string, Format>;

/** Loaded where it is asked for: what it builds XML with takes longer to load than all else here. */
function junit(): typeof junitReport {
  // oxlint-disable-next-line typescript/no-require-imports -- as above
  return (require('./writers/junit') as { readonly junitReport: typeof junitReport }).junitReport;
}

export type ReportFormat = keyof typeof FORMATS;

export const REPORT_FORMATS = Object.keys(FORMATS) as readonly ReportFormat[];

/** Those that shards can be merged into: messages have clocks and ids of one process. */
export const MERGED_FORMATS = REPORT_FORMATS.filter((format) => format !== 'messages');

/** The text of one report. */
export function reportText(format: ReportFormat, data: ReportData): string {
  return FORMATS[format].text(data);
}

/**
 * Writes reports into a folder, which is made where there is none. A file that was there stays whole until the
 * new one is.
 * @returns the paths, in the order of the formats
 * @throws ReportError where the folder or a file cannot be written
 */
export async function writeReports(
  dir: string,
  data: ReportData,
  formats: readonly ReportFormat[] = REPORT_FORMATS,
): Promise<readonly string[]> {
  await makeReportFolder(dir);
  const paths: string[] = [];
  for (const format of formats) {
    const path = join(dir, FORMATS[format].file);
    const text = reportText(format, data);
    await writeWhole(path, text).catch((error: unknown) => {
      throw failed('report', path, error);
    });
    paths.push(path);
  }
  return paths;
}

/**
 * Makes the folder where there is none, or removes the reports of an earlier run from it, and nothing else: whatever
 * becomes of the run that begins, what lies there afterwards is its own, and where nothing can lie it need not begin.
 * @returns how many there were
 * @throws ReportError where there can be no folder, or one of them cannot be removed
 */
export async function clearReports(dir: string): Promise<number> {
  await makeReportFolder(dir);
  let removed = 0;
  for (const path of reportPaths(dir)) removed += (await removeOld('report', path)) ? 1 : 0;
  return removed;
}

/** Where the reports of a run lie that have that folder. */
export function reportPaths(dir: string): readonly string[] {
  return Object.values(FORMATS).map(({ file }) => join(dir, file));
}

/** Removes a file of an earlier run. @returns whether there was one @throws ReportError where it stays */
export async function removeOld(what: string, path: string): Promise<boolean> {
  try {
    await unlink(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw failed(`old ${what}`, path, error);
  }
}

/** Makes the folder where there is none. @throws ReportError where there can be none */
export async function makeReportFolder(dir: string): Promise<void> {
  await makeFolder(dir).catch((error: unknown) => {
    throw failed('folder', dir, error);
  });
}

/** Writes one file, whole or not at all, where the folder is there. @throws ReportError where it cannot be written */
export async function writeFileWhole(path: string, text: string): Promise<void> {
  await writeWhole(path, text).catch((error: unknown) => {
    throw failed('file', path, error);
  });
}

/** Under another name first: who reads meanwhile, or after a crash, has the old file or the new one. */
async function writeWhole(path: string, text: string): Promise<void> {
  // A device would be gone, and a name for one (/dev/stdout) would be a file from then on.
  const there = await lstat(path).catch(() => null);
  if (there && !there.isFile() && !there.isDirectory())
    throw new Error('it is there and no regular file: choose another name');
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(text, 'utf8');
      // A full disk may show only here.
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

const HELP: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: free some space or choose another folder',
  EDQUOT: 'the quota is used up: free some space or choose another folder',
  EACCES: 'permission is denied: change its permissions or choose another folder',
  EPERM: 'permission is denied: change its permissions or choose another folder',
  EROFS: 'the file system is read-only: choose another folder',
  ENOTDIR: 'a part of the path is a file: choose another folder',
  ENOENT: 'nothing can be made there: choose another folder',
  EEXIST: 'there is a file of that name: choose another folder',
  EISDIR: 'there is a folder of that name: remove it or choose another folder',
};

/** What the system said against writing, as an error that says how to go on. */
export function failed(what: string, path: string, error: unknown): ReportError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const why = HELP[code];
  return new ReportError(
    `cannot write the ${what} ${path}: ${why === undefined ? message : `${why} (${code})`}`,
  );
}
