/** A campaign's folder: how far it is, the sequences worth growing from, and a reproducer for each disagreement. */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failed, makeReportFolder } from '../reports/write';
import type { Offer } from '../subjects/subject';
import { recordLine } from '../subjects/record-file';
import { printable } from '../subjects/text';
import { instancesIn } from './instances';
import type { Sequence } from './sequence';

/** What a campaign is about: the same for all its parts. */
export interface About {
  readonly machine: string;
  readonly profile: string;
  readonly seed: number;
  readonly shard: string;
}

/** How far it is. */
export interface Standing extends About {
  readonly version: 1;
  readonly sequences: number;
  readonly operations: number;
}

const STANDING = 'campaign.json';
const CORPUS = 'corpus';
const REPRODUCERS = 'reproducers';

export class Store {
  /** The names of the reproducers that earlier parts wrote. */
  readonly earlier: readonly string[];
  /** The number of the next reproducer, whose name ends with it: none is written over. */
  readonly next: number;
  private kept: number;

  private constructor(
    readonly folder: string,
    private readonly offer: Offer,
    private readonly about: About,
    readonly standing: Standing,
    resume: boolean,
  ) {
    // Not how many there are: one that somebody removed would have another one written over.
    this.kept = Math.max(0, ...namesIn(folder).map((name) => Number.parseInt(name) || 0));
    const there = reproducersIn(folder);
    // Those that lie where a campaign begins are of something else.
    this.earlier = resume ? there : [];
    this.next = Math.max(0, ...there.map(numberOf)) + 1;
  }

  /**
   * Opens the folder of a new campaign, or of one that goes on.
   * @throws RangeError where a new one would write over another, and where the one to go on with is another
   * @throws ReportError where there can be no folder
   */
  static async open(folder: string, offer: Offer, about: About, resume: boolean): Promise<Store> {
    const isThere = holdsCampaign(folder);
    if (isThere && !resume)
      throw new RangeError(
        `${printable(folder)} holds a campaign: go on with it by --resume ${printable(folder)}, or name another folder`,
      );
    if (!isThere && resume)
      throw new RangeError(`${printable(folder)} holds no campaign: there is no ${STANDING} in it`);
    const standing = isThere
      ? standingIn(folder)
      : { version: 1 as const, ...about, sequences: 0, operations: 0 };
    for (const name of ['machine', 'profile', 'seed', 'shard'] as const) {
      if (standing[name] !== about[name])
        throw new RangeError(
          `the campaign in ${printable(folder)} has ${name} ${printable(String(standing[name]))}, not ${about[name]}: go on with the same`,
        );
    }
    for (const one of [CORPUS, REPRODUCERS]) await makeReportFolder(join(folder, one));
    return new Store(folder, offer, about, standing, resume);
  }

  /** What earlier parts kept. */
  corpus(warn: (text: string) => void): Promise<readonly Sequence[]> {
    return corpusIn(this.folder, this.about, warn);
  }

  keep(sequence: Sequence): void {
    this.kept += 1;
    const name = join(CORPUS, `${String(this.kept).padStart(6, '0')}.ndjson`);
    this.write(name, this.drawn(sequence, 'for what it reaches on the reference'));
  }

  /** The path of the sequence at which the subject broke, whole. */
  broke(sequence: Sequence): string {
    const names = new Set(readdirSync(this.reproducers));
    const free = [...Array(names.size + 1).keys()].map((i) => `broken-${i + 1}.ndjson`);
    const name = free.find((one) => !names.has(one)) ?? '';
    return this.reproducer(name, this.drawn(sequence, 'and the subject broke at it, or at a part of it'));
  }

  /** A recording in which nothing was observed. */
  private drawn({ config, ops }: Sequence, why: string): string {
    const { machine, profile, choices } = this.offer;
    const source = { observed: `drawn by hvspec fuzz, ${why}` };
    const steps = ops.map((step) => ({ step, unobserved: 'drawn, not recorded' }));
    return [{ recording: 1, machine, profile, config, choices, source }, ...steps].map(recordLine).join('');
  }

  /** The folder of the reproducers. */
  get reproducers(): string {
    return join(this.folder, REPRODUCERS);
  }

  /** The path of a reproducer that was written. */
  reproducer(name: string, text: string): string {
    return this.write(join(REPRODUCERS, name), text);
  }

  save(sequences: number, operations: number): void {
    const standing: Standing = { version: 1, ...this.about, sequences, operations };
    this.write(STANDING, `${JSON.stringify(standing, null, 2)}\n`);
  }

  /** Whole or not at all. @throws ReportError where it cannot be written */
  private write(name: string, text: string): string {
    const path = join(this.folder, name);
    try {
      writeFileSync(`${path}.new`, text);
      renameSync(`${path}.new`, path);
    } catch (error) {
      rmSync(`${path}.new`, { force: true });
      throw failed('file', path, error);
    }
    return path;
  }
}

/** As in `SYNDBG-24-1.feature`. */
const REPRODUCER = /^([A-Z]+-\d+-\d+)\.feature$/;

/** The names of the reproducers that a campaign wrote, as in `SYNDBG-24-1`, in the order of their numbers. */
export function reproducersIn(campaign: string): readonly string[] {
  const folder = join(campaign, REPRODUCERS);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).flatMap((name) => REPRODUCER.exec(name)?.[1] ?? []);
  return names.sort((a, b) => numberOf(a) - numberOf(b));
}

function numberOf(name: string): number {
  return Number(name.slice(name.lastIndexOf('-') + 1));
}

/** The files of a corpus, in their order. What kept nothing may have lost its folder where it was copied. */
function namesIn(folder: string): readonly string[] {
  const corpus = join(folder, CORPUS);
  return existsSync(corpus)
    ? readdirSync(corpus)
        .filter((name) => name.endsWith('.ndjson'))
        .sort()
    : [];
}

/** What a campaign kept. A file that cannot be read, or is of another machine or profile, is left out, and told. */
export async function corpusIn(
  folder: string,
  about: Pick<About, 'machine' | 'profile'>,
  warn: (text: string) => void,
): Promise<readonly Sequence[]> {
  const found: Sequence[] = [];
  for (const name of namesIn(folder)) {
    const file = join(folder, CORPUS, name);
    try {
      for await (const { header, ops } of instancesIn(file)) {
        if (header.machine.name === about.machine && header.profile.name === about.profile)
          found.push({ config: header.config, ops });
        else warn(`left out: ${printable(file, 300)} is about ${header.machine.name}/${header.profile.name}`);
      }
    } catch (error) {
      warn(`left out: ${(error as Error).message}`);
    }
  }
  return found;
}

/** Whether a folder is that of a campaign. */
export function holdsCampaign(folder: string): boolean {
  return existsSync(join(folder, STANDING));
}

/** How far the campaign in a folder is. @throws RangeError where there is none */
export function standingIn(folder: string): Standing {
  const file = join(folder, STANDING);
  try {
    const found = JSON.parse(readFileSync(file, 'utf8')) as Partial<Standing>;
    const { version, machine, profile, seed, shard, sequences, operations } = found;
    const numbers = [seed, sequences, operations].every((one) => Number.isSafeInteger(one));
    const texts = [machine, profile].every((one) => typeof one === 'string');
    const dealt = typeof shard === 'string' && /^[1-9]\d{0,5}\/[1-9]\d{0,5}$/.test(shard);
    if (version === 1 && numbers && texts && dealt) return found as Standing;
  } catch {
    // Said below, with what is wanted.
  }
  throw new RangeError(
    `${printable(file)} is not what hvspec fuzz writes: remove the folder, or name another`,
  );
}
