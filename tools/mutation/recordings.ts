/** The recordings of a machine on one mutant: what `npm test` demands of the reference, that each line conforms. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine, Profile } from '../../model/core/machine';
import { checkEntries } from '../../reports/check';
import { LAYOUT } from '../../reports/layout';
import type { HeaderEntry, RecordingEntry } from '../../subjects/recording';
import { readRecording } from '../../subjects/recording';
import type { Mutated } from './kill';
import { takeSeen } from './switches';

/** One recording of a file, from its header to the next, which conforms to the reference. */
export interface Recorded {
  readonly name: string;
  readonly header: HeaderEntry;
  readonly lines: readonly RecordingEntry[];
  /** The mutants that it comes by. */
  readonly reaches: ReadonlySet<number>;
}

/** Those of all files of the machine that conform: some are there because they do not. */
export async function recordingsOf({ name }: Machine): Promise<readonly Recorded[]> {
  const folder = join(LAYOUT.root, 'recordings', name);
  const found: Recorded[] = [];
  for (const file of readdirSync(folder).filter((one) => one.endsWith('.ndjson')))
    for (const { header, lines } of await blocksOf(join(folder, file))) {
      takeSeen();
      if (!(await conforms(header, lines, header.profile))) continue;
      found.push({ name: `recordings/${name}/${file}:${header.line}`, header, lines, reaches: takeSeen() });
    }
  return found;
}

async function blocksOf(
  file: string,
): Promise<readonly { readonly header: HeaderEntry; readonly lines: RecordingEntry[] }[]> {
  const found: { readonly header: HeaderEntry; readonly lines: RecordingEntry[] }[] = [];
  for await (const entry of readRecording(file))
    if (entry.kind === 'header') found.push({ header: entry, lines: [] });
    else found.at(-1)?.lines.push(entry);
  return found;
}

/** The first recording whose lines the mutant no longer explains, or null. */
export async function byRecordings(mutated: Mutated, all: readonly Recorded[]): Promise<Recorded | null> {
  for (const one of all) {
    const { profile } = one.header;
    const wrong: Profile = { ...profile, model: (choices) => mutated.model(profile.name, choices) };
    if (!(await conforms(one.header, one.lines, wrong).catch(() => false))) return one;
  }
  return null;
}

async function conforms(
  header: HeaderEntry,
  lines: readonly RecordingEntry[],
  profile: Profile,
): Promise<boolean> {
  const { verdict } = await checkEntries([{ ...header, profile }, ...lines], 'recording');
  return verdict !== 'fail';
}
