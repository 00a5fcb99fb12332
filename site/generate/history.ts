/** How the sentences of the catalogues came to be: every wording that a commit brought, from the history of the files. */
import { execFileSync } from 'node:child_process';
import { parse } from 'yaml';

/** A sentence as some commit worded it. */
export interface Wording {
  /** The day of the commit, as in 2027-01-31. */
  readonly date: string;
  /** Its first characters. */
  readonly commit: string;
  readonly text: string;
}

/** By requirement, oldest first. Empty where there is no history to be read, as in a copy without one. */
export type Wordings = ReadonlyMap<string, readonly Wording[]>;

const MAX_BYTES = 1 << 28;

/** Reads the history of `<folder>/<machine>/requirements.yaml` under `root`; what is not there is left out. */
export function wordings(root: string, folder: string): Wordings {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', root, ...args], {
      encoding: 'utf8',
      maxBuffer: MAX_BYTES,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const found = new Map<string, Wording[]>();
  try {
    const log = git(
      'log',
      '--reverse',
      '--no-merges',
      '-p',
      '-U9999',
      '--format=%x01%h %cs',
      '--',
      `${folder}/*/requirements.yaml`,
    );
    for (const commit of log.split('\u0001').slice(1)) addCommit(found, commit);
  } catch {
    return new Map();
  }
  return found;
}

/** One commit of `git log -p` with whole files as context: what it added or left is how the file then was. */
function addCommit(found: Map<string, Wording[]>, commit: string): void {
  const [head = '', ...lines] = commit.split('\n');
  const [hash = '', date = ''] = head.split(' ');
  if (!lines.some((line) => /^[+] /.test(line))) return;
  const text = lines.flatMap((line) => (/^[ +](?!\+\+)/.test(line) ? [line.slice(1)] : [])).join('\n');
  for (const block of text.split(/^(?= {2}- id:)/m)) {
    const row = rowOf(block);
    if (!row) continue;
    const known = found.get(row.id) ?? [];
    if (known.at(-1)?.text !== row.text)
      found.set(row.id, [...known, { date, commit: hash, text: row.text }]);
  }
}

const read = new Map<string, { readonly id: string; readonly text: string } | null>();

/** The id and the sentence of a row as the file has it; each form of a row is parsed once. */
function rowOf(block: string): { readonly id: string; readonly text: string } | null {
  const [part = ''] = /^ {2}- id:[^]*?(?=^ {4}(?!text:)\w+:)/m.exec(block) ?? [];
  const known = read.get(part);
  if (known !== undefined) return known;
  const row = parsed(part);
  read.set(part, row);
  return row;
}

function parsed(part: string): { readonly id: string; readonly text: string } | null {
  try {
    const [row] = (parse(part) ?? []) as readonly { readonly id?: unknown; readonly text?: unknown }[];
    return typeof row?.id === 'string' && typeof row.text === 'string'
      ? { id: row.id, text: row.text }
      : null;
  } catch {
    return null;
  }
}
