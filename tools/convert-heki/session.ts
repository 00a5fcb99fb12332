/** Collects the lines of the recordings: a header for each fresh instance, steps and inspections below it. */
import type { Fact } from './facts';
import { isKnown } from './inputs';
import type { Reason } from './left-out';

const SOURCE = { kernel: 'Heki v1', observed: 'its functions, run in user space' };

export class Session {
  readonly lines: string[] = [];
  taken = 0;
  readonly leftOut = new Map<string, number>();
  private id: string | null = null;
  private config = '';
  /** What the instance has been brought to, in the words of the group that did it. */
  private place = '';

  /** A fresh instance. */
  fresh(config: object): void {
    this.config = JSON.stringify(config);
    this.place = '';
    this.lines.push(
      JSON.stringify({ recording: 1, machine: 'heki', profile: 'v1-as-posted', config, source: SOURCE }),
    );
  }

  /** A fresh instance, unless the one at hand has this configuration. */
  share(config: object): void {
    if (this.config !== JSON.stringify(config)) this.fresh(config);
  }

  /** A fresh instance, unless the one at hand has this configuration and is at this place. Says whether it is fresh. */
  resume(config: object, place: string): boolean {
    if (this.config === JSON.stringify(config) && this.place === place) return false;
    this.fresh(config);
    this.place = place;
    return true;
  }

  isAt(place: string): boolean {
    return this.place === place;
  }

  /** The instance has been brought elsewhere. */
  moved(place: string): void {
    this.place = place;
  }

  /** The lines that follow belong to the fact. */
  take(fact: Fact): void {
    this.taken += 1;
    this.id = `${fact.group}/${fact.id}`;
  }

  /** Writes a fact, or leaves it out with nothing of it written; the next one then starts afresh. */
  attempt(fact: Fact, write: (session: Session, fact: Fact) => void): void {
    if (!isKnown(fact)) {
      this.leave(fact, 'unknown-input');
      return;
    }
    const [length, taken] = [this.lines.length, this.taken];
    try {
      write(this, fact);
    } catch {
      this.lines.length = length;
      this.taken = taken;
      this.config = '';
      this.id = null;
      this.leave(fact, 'does-not-fit');
    }
  }

  /** Every other random table; says whether the fact was left out. */
  thinned(fact: Fact): boolean {
    if (fact.in['case'] !== 'random' || fact.id % 2 === 0) return false;
    this.leave(fact, 'random');
    return true;
  }

  leave({ group }: Fact, reason: Reason): void {
    const key = `${group}: ${reason}`;
    this.leftOut.set(key, (this.leftOut.get(key) ?? 0) + 1);
  }

  observe(step: object, outcome: object): void {
    this.push({ step, outcome });
  }

  /** A step that brings the instance to where the fact begins, and of which nothing was noted. */
  arrange(step: object): void {
    this.push({ step, unobserved: 'arranged' });
  }

  inspect(inspect: object): void {
    this.push({ inspect });
  }

  private push(line: object): void {
    this.lines.push(JSON.stringify({ ...line, ...(this.id === null ? {} : { id: this.id }) }));
    this.id = null;
  }
}
