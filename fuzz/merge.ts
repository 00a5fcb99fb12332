/** Campaigns that ran side by side, on many machines, as one: what of their sequences reaches something new together. */
import { ModelSubject, REFERENCE, referenceModel } from '../subjects/model-subject';
import { printable } from '../subjects/text';
import type { Bench } from './bench';
import { benchOf } from './bench';
import { Reach } from './reach';
import type { Sequence } from './sequence';
import { corpusIn, reproducersIn, standingIn, Store } from './store';
import { upTo, walk } from './walk';

export interface Merged {
  /** Sequences that there were, and that were kept. */
  readonly read: number;
  readonly kept: number;
  readonly reach: Reach;
  /** The folders of campaigns that found disagreements, with the names of their reproducers, which stay there. */
  readonly found: readonly { readonly folder: string; readonly names: readonly string[] }[];
}

/**
 * Writes a new campaign that `--resume` goes on with: of all sequences, the shortest first, those that reach something
 * that none before them reached (`Reach.add`), as far as they do. Reproducers stay where they are.
 * @param warn is told of files that cannot be read
 * @throws RangeError where a folder holds no campaign, they are of different machines or profiles, or there is one in `out`
 * @throws ReportError where it cannot be written
 */
export async function mergeCampaigns(
  out: string,
  folders: readonly string[],
  warn: (text: string) => void,
): Promise<Merged> {
  const standings = folders.map(standingIn);
  const [first] = standings;
  if (!first) throw new RangeError('give the folders of the campaigns');
  const { machine, profile, seed } = first;
  for (const [i, other] of standings.entries())
    if (other.machine !== machine || other.profile !== profile)
      throw new RangeError(
        `${printable(folders[i] ?? '')} is about ${printable(`${other.machine}/${other.profile}`)}, and not ${printable(`${machine}/${profile}`)}: merge campaigns of the same`,
      );
  const offer = REFERENCE.machines.find((one) => one.machine === machine && one.profile === profile);
  if (!offer) throw new RangeError(`there is no ${printable(`${machine}/${profile}`)}`);
  const bench = benchOf(new ModelSubject(referenceModel(offer)), offer);
  const store = await Store.open(out, offer, { machine, profile, seed, shard: '1/1' }, false);
  const all: Sequence[] = [];
  for (const folder of folders) all.push(...(await corpusIn(folder, first, warn)));
  let [before, now] = [-1, distilled(bench, all)];
  // What was cut may be shorter than what it came after: until nothing more is dropped or cut.
  while (operationsIn(now.kept) !== before) {
    before = operationsIn(now.kept);
    now = distilled(bench, now.kept);
  }
  const { kept, reach } = now;
  for (const one of kept) store.keep(one);
  // The next sequences are none that any of the shards has drawn.
  const drawn = standings.map(({ sequences, shard }) => sequences * Number(shard.split('/')[1] ?? 1));
  store.save(
    Math.max(...drawn),
    standings.reduce((sum, { operations }) => sum + operations, 0),
  );
  const found = folders.map((folder) => ({ folder, names: reproducersIn(folder) }));
  return { read: all.length, kept: kept.length, reach, found: found.filter(({ names }) => names.length > 0) };
}

/** Of the sequences, the shortest first, those that reach something new, as far as they do. */
function distilled(
  bench: Bench,
  all: readonly Sequence[],
): { readonly kept: readonly Sequence[]; readonly reach: Reach } {
  const reach = new Reach(bench, true);
  const walker = { model: bench.model, asks: bench.asks, isStrict: false };
  const kept = [...all]
    .sort((a, b) => a.ops.length - b.ops.length)
    .flatMap((sequence) => {
      const walked = walk(walker, sequence);
      const reached = reach.add(walked);
      if (!reached) return [];
      const short = upTo(reached.upTo, walked);
      reach.exercise(short);
      return [short];
    });
  return { kept, reach };
}

function operationsIn(sequences: readonly Sequence[]): number {
  return sequences.reduce((sum, { ops }) => sum + ops.length, sequences.length);
}
