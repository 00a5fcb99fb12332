/** Writing recordings: one session is one fresh process, one header and its lines. */
import { toWire } from '../../model/core/wire';
import type { Observation, Observations } from './observations';
import { num } from './observations';

/**
 * Why an outcome is not known: the file holds no such observation, the probe never printed the result, or the
 * step is the way back from the probe's fault handler.
 */
export type Unseen = 'missing' | 'unprinted' | 'way-back';

const NONE = 0xffff_ffff_ffff_ffffn;

/** What all groups share. */
export interface Lab {
  readonly observed: Observations;
  readonly kernel: string;
  readonly choices: Readonly<Record<string, string>>;
  /** Where the kernel began to look for free addresses: the end of the first small stack. */
  readonly top: bigint;
  readonly top32: bigint;
  readonly lines: string[];
}

/** Addresses of the probe's program: its code and data, the restorer, and a place for what it keeps. */
export const RESTORER = 0x401685n;
export const SCRATCH = 0x510000n;
const STACK = 0x80_0000n;
const HUGE = 0x20_0000n;

export class Session {
  private readonly pending: string[] = [];
  private id: string | null = null;

  constructor(
    readonly lab: Lab,
    { overcommit = false }: { readonly overcommit?: boolean } = {},
  ) {
    const config = {
      vendor: 'intel',
      user_shstk: true,
      checkpoint_restore: true,
      mmap_top: lab.top,
      mmap_top_32: lab.top32,
      largest_mapping: overcommit ? NONE : 0x2000_0000n,
      rlimits: { stack: STACK, as: NONE, data: NONE },
      mappings: [
        { start: 0x400000n, end: 0x4dc000n, prot: 5 },
        { start: 0x4dc000n, end: 0x570000n, prot: 3 },
        { start: lab.top, end: lab.top + 0x2000n, prot: 3 },
      ],
    };
    const source = { kernel: lab.kernel, observed: 'a CPU model with CET in Bochs 3.0' };
    this.pending.push(
      JSON.stringify(
        toWire({ recording: 1, machine: 'shstk', profile: 'upstream', config, choices: lab.choices, source }),
      ),
    );
  }

  /** One operation with its outcome, seen in an observation; or why nobody saw it. */
  step(op: object, seen: { readonly of: Observation; readonly outcome: object } | Unseen): void {
    if (typeof seen === 'string') {
      this.pending.push(JSON.stringify(toWire({ step: op, unobserved: seen })));
      return;
    }
    const id = `${seen.of.test}/${seen.of.in}`.replaceAll(/[^!-~]+/g, '_').slice(0, 200);
    this.lab.observed.take(seen.of);
    this.pending.push(
      JSON.stringify(toWire({ step: op, outcome: seen.outcome, ...(id === this.id ? {} : { id }) })),
    );
    this.id = id;
    this.lab.lines.push(...this.pending.splice(0));
  }

  /** An operation that is seen if the observation is there. */
  maybe(op: object, of: Observation | null, outcome: (of: Observation) => object): void {
    this.step(op, of ? { of, outcome: outcome(of) } : 'missing');
  }

  prctl(
    option: bigint,
    arg: bigint,
    thread = 1,
    seen: { readonly of: Observation; readonly outcome: object } | Unseen = 'unprinted',
  ): void {
    this.step({ op: 'arch_prctl', thread, option, arg }, seen);
  }

  enable(feature = 1n): void {
    this.prctl(0x5001n, feature);
  }

  /** STATUS into a place of the probe's own. */
  status(of: Observation, mask: bigint, thread = 1): void {
    this.prctl(0x5005n, SCRATCH, thread, { of, outcome: { outcome: 'ok', stored: [mask] } });
  }

  rdssp(of: Observation, ssp: bigint, thread = 1): void {
    this.step({ op: 'rdssp', thread, reg: 0n }, { of, outcome: { outcome: 'ok', value: ssp } });
  }

  /** How many shadow stacks /proc showed: none, or one, which is that of the first thread. Of more it does not say which. */
  stacks(of: Observation, count: bigint, thread = 1): void {
    if (count > 1n) return;
    const outcome = count === 1n ? { outcome: 'ok' } : { outcome: 'error', error: 'ENOENT' };
    this.step({ op: 'smaps', thread, addr: firstStack(this.lab).base }, { of, outcome });
  }

  load(of: Observation, addr: bigint, value: bigint): void {
    this.step({ op: 'load', thread: 1, addr }, { of, outcome: { outcome: 'ok', value } });
  }

  /** The handlers of the probe, for SIGSEGV and SIGILL. */
  catchFaults(): void {
    for (const signo of [11, 4]) this.handler(signo);
  }

  handler(signo: number, restorer: bigint | null = RESTORER, onstack = false): void {
    this.step({ op: 'sigaction', thread: 1, signo, handler: 'function', restorer, onstack }, 'unprinted');
  }

  /** The way back after a fault that the probe's handler recovered from. */
  back(): void {
    this.step({ op: 'ret', thread: 1 }, 'way-back');
    this.step({ op: 'sigreturn', thread: 1 }, 'way-back');
  }

  /**
   * An instruction that the probe tried, with the way back where it faulted. One that was not seen is left out:
   * whether there was a way back is not known, and nothing depends on it.
   */
  tried(op: object, of: Observation | null, outcome: (of: Observation) => object): void {
    if (!of) return;
    this.step(op, { of, outcome: outcome(of) });
    if (of.out['fault'] === 1) this.back();
  }
}

/** Where the kernel puts a stack of `size` that is the first, and its end. */
export function firstStack(lab: Lab, size = STACK): { readonly base: bigint; readonly end: bigint } {
  const base = size >= HUGE ? (lab.top - size) & ~(HUGE - 1n) : lab.top - size;
  return { base, end: base + size };
}

/** `7fa7-7fa8 rw-p []` and the flags as the outcome of smaps. */
export function smapsOutcome(of: Observation): object {
  const match = /^([0-9a-f]+)-([0-9a-f]+)(?: ([rwxp-]{4}))?/.exec(vmaOf(of));
  const perm = match?.[3] ?? /^[rwxp-]{4}$/.exec(vmaOf(of))?.[0];
  const flags = of.out['vmflags'];
  return {
    outcome: 'ok',
    ...(match ? { start: BigInt(`0x${match[1] ?? ''}`), end: BigInt(`0x${match[2] ?? ''}`) } : {}),
    ...(perm === undefined ? {} : { perm }),
    ...(typeof flags === 'string' ? { vmflags: flags } : {}),
  };
}

function vmaOf(of: Observation): string {
  const found = of.out['vma'];
  return typeof found === 'string' ? found : '';
}

export { num };
