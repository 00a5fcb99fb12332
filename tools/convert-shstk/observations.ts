/** The observations file: one JSON object a line, with `test`, `in` and `out`. */
export interface Observation {
  readonly test: string;
  readonly in: string;
  readonly out: Readonly<Record<string, unknown>>;
  readonly line: number;
}

/** An observation that is not what such an experiment is known to show. */
export class Misfit extends Error {
  override readonly name = 'Misfit';
  constructor(
    readonly of: Observation,
    why: string,
  ) {
    super(`${of.test}/${of.in}: ${why}`);
  }
}

/** The observations of one file, and which of them found their way into the recordings. */
export class Observations {
  all: readonly Observation[];
  /** Those that fit nowhere. */
  readonly misfits: Observation[] = [];
  private readonly taken = new Set<number>();

  /** @throws Error with the line on anything but observations */
  constructor(text: string) {
    this.all = text.split('\n').flatMap((line, i) => {
      if (line === '') return [];
      const { test, in: input, out } = JSON.parse(line) as Partial<Observation>;
      if (typeof test !== 'string' || typeof input !== 'string' || typeof out !== 'object') {
        throw new Error(`line ${i + 1} is no observation: it needs test, in and out`);
      }
      return [{ test, in: input, out, line: i }];
    });
  }

  of(test: string): readonly Observation[] {
    return this.all.filter((one) => one.test === test);
  }

  /** The first of this name, or null where the file does not hold it. */
  find(test: string, input: string): Observation | null {
    return this.all.find((one) => one.test === test && one.in === input) ?? null;
  }

  /** The observation that stands directly before or after another. */
  beside(one: Observation, by: 1 | -1): Observation | null {
    return this.all[this.all.indexOf(one) + by] ?? null;
  }

  /** From here on the file does not hold it. */
  drop(one: Observation): void {
    this.all = this.all.filter((other) => other !== one);
    this.misfits.push(one);
  }

  /** Which ones were taken; given back, all later ones are not. */
  get mark(): ReadonlySet<number> {
    return new Set(this.taken);
  }

  reset(mark: ReadonlySet<number>): void {
    this.taken.clear();
    for (const line of mark) this.taken.add(line);
  }

  take(one: Observation): void {
    this.taken.add(one.line);
  }

  get leftOver(): readonly Observation[] {
    return this.all.filter(({ line }) => !this.taken.has(line));
  }
}

/** A field that is a number or hexadecimal text, as 64 unsigned bits. @throws Error */
export function num(one: Observation, key: string): bigint {
  const found = one.out[key];
  if (typeof found === 'number') return BigInt.asUintN(64, BigInt(found));
  if (typeof found === 'string' && /^0x[0-9a-f]+$/.test(found)) return BigInt(found);
  throw new Misfit(one, `${key} is ${JSON.stringify(found)}, not a number`);
}

export function text(one: Observation, key: string): string {
  const found = one.out[key];
  if (typeof found === 'string') return found;
  throw new Misfit(one, `${key} is ${JSON.stringify(found)}, not text`);
}

/** Whether a system call gave an error, by the field `ret`. */
export function failed(one: Observation, key = 'ret'): boolean {
  return num(one, key) >= 0xffff_ffff_ffff_f001n;
}

const ERRNO: Readonly<Record<string, string>> = { '-1': 'EPERM', '-12': 'ENOMEM', '-22': 'EINVAL' };

/** The outcome of a system call from `ret` and `err`; `value` is added where it succeeds. */
export function callOutcome(one: Observation, value: object = {}, key = 'ret'): object {
  if (!failed(one, key)) return { outcome: 'ok', ...value };
  const named = one.out['err'];
  const error = typeof named === 'string' && named.startsWith('E') ? named : ERRNO[String(one.out[key])];
  if (error === undefined) throw new Misfit(one, `${key} ${String(one.out[key])} has no name`);
  return { outcome: 'error', error };
}

const CODES: Readonly<Record<string, string>> = {
  '11/1': 'SEGV_MAPERR',
  '11/2': 'SEGV_ACCERR',
  '11/10': 'SEGV_CPERR',
  '11/128': 'SI_KERNEL',
  '4/2': 'ILL_ILLOPN',
};

/** The outcome of an instruction, from what its handler saw; the address of an invalid one is the instruction's own. */
export function faultOutcome(one: Observation, more: object = {}): object {
  if (one.out['fault'] === 0) return { outcome: 'ok', ...more };
  const [signal, code] = [Number(one.out['sig']), Number(one.out['si_code'])];
  const si_code = CODES[`${signal}/${code}`];
  if (si_code === undefined) throw new Misfit(one, `signal ${signal} with code ${code} is not known`);
  const where = si_code === 'ILL_ILLOPN' ? {} : { si_addr: num(one, 'si_addr') };
  const trap = 'trapno' in one.out ? { trapno: Number(one.out['trapno']), error_code: num(one, 'err') } : {};
  return { outcome: 'fault', signal, si_code, ...where, ...trap };
}
