/** The world of the suite's own features: a folder with features of its own, and what the command did with it. */
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, parse, relative } from 'node:path';
import { After, setDefaultTimeout, setWorldConstructor, World } from '@cucumber/cucumber';
import { run } from '../../../cli/main';
import type { Output } from '../../../cli/output';
import { LAYOUT } from '../../../reports/layout';
import type { Conformance } from '../../../reports/report-types';
// Before the first step: a scope that was once entered is followed to the end of the process.
import '../../../reports/unscoped';
import { splitArgv } from '../../../subjects/argv';

const BIN = join(LAYOUT.root, 'bin', 'hvspec.js');
const ADAPTER = join(LAYOUT.features, 'suite', 'subjects', 'small_adapter.py');

const VARIANTS = join(LAYOUT.root, 'adapters', 'testing', 'syndbg_variants.py');

/** What a command left behind. */
export interface Ended {
  readonly code: number | null;
  readonly text: string;
}

/** What a command left behind in a folder, by the command and the files that were there. */
const LEFT = new Map<string, { readonly ended: Ended; readonly files: Readonly<Record<string, string>> }>();

/** How a process is run: a signal is sent as soon as it has said `after`, or the file `once` is there. */
export interface Circumstances {
  readonly signal?: NodeJS.Signals;
  readonly after?: string;
  readonly once?: string;
  /** A file for its standard output. */
  readonly stdout?: string;
}

export class Workshop extends World {
  private made: string | null = null;
  private ended: Ended | null = null;

  /** Made when it is first asked for: a dry run makes a world for each scenario, and never comes to the end of one. */
  get folder(): string {
    this.made ??= mkdtempSync(join(tmpdir(), 'hvspec-'));
    return this.made;
  }

  remove(): void {
    if (this.made !== null) rmSync(this.made, { recursive: true, force: true });
  }

  write(name: string, text: string): void {
    const file = join(this.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  drop(name: string): void {
    rmSync(join(this.folder, name));
  }

  has(name: string): boolean {
    return existsSync(join(this.folder, name));
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  /** Ids of the cases in the conformance.json of a folder, sorted. */
  casesIn(folder: string): readonly string[] {
    const { cases } = JSON.parse(this.read(join(folder, 'conformance.json'))) as Conformance;
    return cases.map(({ id }) => id).sort();
  }

  private firstReproducer(): string {
    const folder = join(this.folder, 'found', 'reproducers');
    const [first = ''] = existsSync(folder) ? readdirSync(folder).sort() : [];
    return parse(first).name;
  }

  /** The last command. */
  get last(): Ended {
    if (!this.ended) throw new Error('no command has run yet');
    return this.ended;
  }

  /** Runs the command in this process, which saves loading it again. */
  async runHere(line: string): Promise<void> {
    const said: string[] = [];
    const say = (text: string): void => void said.push(text);
    const output: Output = { out: say, err: say, colour: false, terminal: null };
    const code = await run(this.words(line), output);
    this.ended = { code, text: said.join('\n') };
  }

  /** Runs the command where the folder is as none before was; else there is what it left then. */
  async runOnce(line: string): Promise<void> {
    const before = JSON.stringify([line, this.files()]);
    const left = LEFT.get(before);
    if (left) {
      for (const [name, text] of Object.entries(left.files)) this.write(name, text);
      this.ended = left.ended;
    } else {
      await this.runHere(line);
      LEFT.set(before, { ended: this.last, files: this.files() });
    }
  }

  /** The text of each file. */
  private files(): Readonly<Record<string, string>> {
    const all = readdirSync(this.folder, { recursive: true, withFileTypes: true });
    const names = all
      .filter((one) => one.isFile())
      .map((one) => relative(this.folder, join(one.parentPath, one.name)));
    return Object.fromEntries(names.map((name) => [name, this.read(name)]));
  }

  /** Runs the command as a process. */
  async runApart(line: string, { signal, after, once, stdout }: Circumstances = {}): Promise<void> {
    const child = spawn(process.execPath, [BIN, ...this.words(line)], {
      cwd: this.folder,
      stdio: ['ignore', stdout === undefined ? 'pipe' : openSync(stdout, 'w'), 'pipe'],
    });
    let text = '';
    const read = (chunk: Buffer): void => {
      text += chunk.toString();
      look();
    };
    const look = (): void => {
      if (signal === undefined || child.killed) return;
      const due =
        after === undefined
          ? once !== undefined && existsSync(join(this.folder, once))
          : text.includes(after);
      if (due) child.kill(signal);
    };
    const looking = setInterval(look, 20);
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', read);
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    clearInterval(looking);
    this.ended = { code, text };
  }

  /**
   * `$folder` is the scenario's folder, `$small` the command of the small adapter, `$variant` that of the wrong ones,
   * `$first` the name of the first reproducer; all work inside of quotes.
   */
  private words(line: string): readonly string[] {
    const whole = line
      .replaceAll('$small', `python3 ${ADAPTER}`)
      .replaceAll('$variant', `python3 ${VARIANTS}`)
      .replaceAll('$first', this.firstReproducer())
      .replaceAll('$folder', this.folder);
    const words: readonly string[] = line === '' ? [] : splitArgv(whole);
    return ['run', 'requirements', 'claim', 'verify'].includes(words[0] ?? '') && !words.includes('--help')
      ? [...words, '--features', join(this.folder, 'features')]
      : words;
  }
}

// A command that is a process of its own is slow where the machine is.
setDefaultTimeout(60_000);
setWorldConstructor(Workshop);

After(function (this: Workshop) {
  this.remove();
});
