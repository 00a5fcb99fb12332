/** A subject whose doings are written down, in the format of `hvspec check`. */
import type { AnyOp, AnyOutcome } from '../model/core/machine';
import { Misuse, Unsupported } from '../model/core/machine';
import { hasInsight } from '../model/core/ruling';
import { machineOf } from '../model/machines';
import { recordLine, type RecordFile } from './record-file';
import type { Description, Offer, Subject } from './subject';
import { printable } from './text';

export class Recorded implements Subject {
  private isFirst = false;
  /** What the last line shows of the state, as it is written; null where it is of something else. */
  private shown: string | null = null;
  private readonly id: string;

  /** @param about the case, for the first line after each header */
  constructor(
    private readonly subject: Subject,
    private readonly file: RecordFile,
    about: string,
  ) {
    this.id = ascii(about).slice(0, 200).replaceAll(' ', '_');
  }

  get description(): Description {
    return this.subject.description;
  }

  async reset(offer: Offer, config: object): Promise<void> {
    await this.subject.reset(offer, config);
    this.file.write(headerFor(this.description, offer, config, this.file.date));
    this.isFirst = true;
    this.shown = null;
  }

  /** An operation that the subject refused was not made, so it has no line. */
  async step(op: AnyOp): Promise<AnyOutcome> {
    try {
      const outcome = await this.subject.step(op);
      this.write({ step: op, outcome });
      return outcome;
    } catch (error) {
      const isRefusal =
        error instanceof Misuse || error instanceof Unsupported || error instanceof RangeError;
      if (!isRefusal) this.write({ step: op, unobserved: 'the subject broke before it answered' });
      throw error;
    }
  }

  async inspect(): Promise<object> {
    const inspect = await this.subject.inspect();
    const line = recordLine({ inspect });
    // The same look at the same state again shows no more.
    if (line !== this.shown) this.write({ inspect });
    this.shown = line;
    return inspect;
  }

  close(): Promise<void> {
    return this.subject.close();
  }

  private write(line: object): void {
    this.file.write(this.isFirst ? { ...line, id: this.id } : line);
    this.isFirst = false;
    this.shown = null;
  }
}

/** The header of an instance that a subject was asked for; `date` is a day, as in 2027-01-31. */
export function headerFor(
  { name, version }: Description,
  { machine, profile, choices, capabilities }: Offer,
  config: object,
  date: string,
): object {
  const source = { kernel: ascii(version), observed: ascii(`${name}, asked by hvspec`), date };
  const insight = hasInsight(machineOf(machine).fields, capabilities) ? {} : { insight: false };
  return { recording: 1, machine, profile, config, choices, ...insight, source };
}

/** One line of printable ASCII, as the format wants it. */
function ascii(text: string): string {
  return printable(text, 300).replace(/[^ -~]/g, '?') || '?';
}
