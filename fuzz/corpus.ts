/** Places that sequences have come to, and that are worth going on from. */
import type { Random } from './random';
import type { Feature } from './reach';
import type { Walked } from './walk';

export interface Place {
  readonly walked: Walked;
  /** The subject's own states along it, where it has such. */
  readonly own: readonly unknown[] | null;
}

/** Places that are kept: with what leads to each of them they are all that grows. */
const MOST = 4000;
/** Places that are looked at for the one that is known least. */
const TRIES = 4;

interface Kept extends Place {
  readonly feature: Feature;
  /** How often it was gone on from. */
  picked: number;
}

export class Corpus {
  private readonly places: Kept[] = [];
  private seen = 0;

  /** @param feature what was new about the place: see `Reach.add` */
  add(place: Place, feature: Feature, random: Random): void {
    this.seen += 1;
    if (this.places.length < MOST) this.places.push({ ...place, feature, picked: 0 });
    // Each that was ever there stays as likely as any other.
    else if (random.below(this.seen) < MOST)
      this.places[random.below(MOST)] = { ...place, feature, picked: 0 };
  }

  /** Of a few the one whose feature was seen least, and that was picked least. Undefined where nothing is kept. */
  pick(random: Random): Place | undefined {
    let best = random.pick(this.places);
    for (let tries = TRIES; best && tries > 1; tries -= 1) {
      const other = random.pick(this.places);
      if (other && known(other) < known(best)) best = other;
    }
    if (best) best.picked += 1;
    return best;
  }
}

function known({ feature, picked }: Kept): number {
  return feature.times * (1 + picked);
}
