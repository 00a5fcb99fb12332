/** What the Given steps of a scenario have said, and the operations that carry it out. */
import type { AnyOutcome } from '../../model/core/machine';
import type { Config, Hypercall, Op, PaRange } from '../../model/heki/types';
import type { Awaitable } from '../awaitable';
import { after } from '../awaitable';
import type { Lab } from '../lab';
import { startOnce } from '../start-once';
import { NO_KASLR } from './layouts';

interface Setup {
  config: Config;
  begun: boolean;
  /** What a scripted host answers to the guest's next hypercalls. */
  answers: bigint[] | null;
}

/** CR0 and CR4 of a host that has every pinnable bit, and of a guest on it. */
export const HOST_CR0 = 0x80050033n;
export const HOST_CR4 = 0xb72ef0n;
export const GUEST_CR4 = 0xb70ef0n;

export const PLAIN: Config = {
  kernel: { arch: 'x86-64', jump_label: false, heki: 'default', orc: true },
  symbols: NO_KASLR,
  phys_base: 0n,
  vcpus: 2,
  guest_cr4: GUEST_CR4,
  host: { series: 'none', mbec: true, tdp_mmu: true, cr0: HOST_CR0, cr4: HOST_CR4 },
};

export function setupOf(lab: Lab): Setup {
  const members = lab.setup as { heki?: Setup };
  members.heki ??= { config: PLAIN, begun: false, answers: null };
  return members.heki;
}

export function changeHost(lab: Lab, change: Partial<Config['host']>): void {
  const setup = setupOf(lab);
  setup.config = { ...setup.config, host: { ...setup.config.host, ...change } };
}

/** Resets the machine, once a scenario. */
export function ready(lab: Lab): Awaitable<void> {
  return startOnce(lab, setupOf(lab));
}

/** Performs an operation of the scenario. */
export function act(lab: Lab, op: Op): Awaitable<AnyOutcome> {
  return after(ready(lab), () => lab.perform(op));
}

/** Performs an operation that has to succeed for the scenario to make sense. */
export function arrange(lab: Lab, op: Op): Awaitable<void> {
  return after(act(lab, op), ({ outcome }) => {
    if (outcome !== 'ok') throw new Error(`the set-up did not work: ${op.op} gave ${outcome}`);
  });
}

/** Where the guest's arrays lie. */
const ARRAY = 0x5000n;

/** A request to lock these ranges, as a guest sends it. */
export function lockRequest(array: readonly PaRange[]): Hypercall {
  return { op: 'hypercall', nr: 13, a0: ARRAY, a1: BigInt(24 * array.length), a2: 0n, array: [...array] };
}

/** The number by which a profile's guest pins control registers: RFC v2 has exchanged the two. */
export function pinNumber(lab: Lab): number {
  return lab.profile === 'v2' ? 13 : 14;
}

export function pinRequest(lab: Lab, cr: number, mask: bigint): Hypercall {
  return { op: 'hypercall', nr: pinNumber(lab), a0: BigInt(cr), a1: mask, a2: 0n };
}

/** The nth of a row of one-page ranges, 16 frames apart. */
export function nthRange(n: number, attributes: bigint): PaRange {
  const gfn = 0x1000n + BigInt(n) * 0x10n;
  return { gfn_start: gfn, gfn_end: gfn, attributes };
}

/** The answers that the scenario has scripted, for one operation. */
export function takeAnswers(lab: Lab): { answers?: bigint[] } {
  const setup = setupOf(lab);
  const { answers } = setup;
  setup.answers = null;
  return answers === null ? {} : { answers };
}
