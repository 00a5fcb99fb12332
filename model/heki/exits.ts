/** Exits to the host's userspace for pinned control registers, which it asks for by two capabilities (v2 3/19). */
import type { Context } from './context';
import { setVm } from './context';
import type { CheckExtension, EnableCap, Exit, Outcome } from './types';

/** Which exits, as the event names them: a capability's own. */
type Reason = Exit['reason'];

/** By register: its bit in the argument of a capability, and in an exit. */
export const EXIT_BITS = { cr0: 1n, cr4: 2n } as const;
const KNOWN = EXIT_BITS.cr0 | EXIT_BITS.cr4;

export function reasonOf(cap: EnableCap['cap']): Reason {
  return cap === 'KVM_CAP_HEKI_CONFIGURE' ? 'configure' : 'denial';
}

/** KVM_ENABLE_CAP: a mask that is refused leaves the old one. */
export function enableCap(c: Context, { cap, registers }: EnableCap): Outcome {
  if ((registers & ~KNOWN) !== 0n) return { outcome: 'error', error: 'EINVAL' };
  setVm(c, { exits: { ...c.state.vm.exits, [reasonOf(cap)]: registers } });
  return { outcome: 'ok', result: 0 };
}

/** KVM_CHECK_EXTENSION: the registers that the host knows, of either capability. */
export function checkExtension(_c: Context, _op: CheckExtension): Outcome {
  return { outcome: 'ok', result: Number(KNOWN) };
}

/** Exits, where userspace has asked for exits of this register. */
export function exit(c: Context, reason: Reason, cr: keyof typeof EXIT_BITS, value: bigint): void {
  const registers = EXIT_BITS[cr];
  if ((c.state.vm.exits[reason] & registers) !== 0n)
    c.events.push({ event: 'exit', reason, registers, value });
}
