/** Places that sequences have come to, and that are worth going on from. */
import type { Random } from './random';
import type { Reach } from './reach';
import type { Walked } from './walk';

export interface Place {
  readonly walked: Walked;
  /** The subject's own states along it, where it has such. */
  readonly own: readonly unknown[] | null;
}

/** Places that are kept: with what leads to each of them they are all that grows. */
const MOST = 4000;
/** Places that are looked at for the rarest. */
const TRIES = 3;

export class Corpus {
  private readonly places: (Place & { readonly feature: string })[] = [];
  private seen = 0;

  constructor(private readonly reach: Reach) {}

  /** @param feature what was new about the place: see `Reach.add` */
  add(place: Place, feature: string, random: Random): void {
    this.seen += 1;
    if (this.places.length < MOST) this.places.push({ ...place, feature });
    // Each that was ever there stays as likely as any other.
    else if (random.below(this.seen) < MOST) this.places[random.below(MOST)] = { ...place, feature };
  }

  /** Of a few the one whose feature was seen least. Undefined where nothing is kept. */
  pick(random: Random): Place | undefined {
    let best = random.pick(this.places);
    for (let tries = TRIES; best && tries > 1; tries -= 1) {
      const other = random.pick(this.places);
      if (other && this.reach.timesOf(other.feature) < this.reach.timesOf(best.feature)) best = other;
    }
    return best;
  }
}
