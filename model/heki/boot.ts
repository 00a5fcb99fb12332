/** A whole boot of the guest's kernel. */
import { Misuse } from '../core/machine';
import type { Context } from './context';
import { callsOf, setGuest } from './context';
import * as guest from './guest';
import { probe } from './kvm-backend';
import { lateInit } from './late-init';
import * as pinGuest from './pin-guest';
import type { Boot, EarlyInit, LateInit, Outcome } from './types';

/** heki_early_init(), of whichever version the profile has. */
export function early(c: Context, op: EarlyInit): Outcome {
  return c.rules.notesRanges ? guest.earlyInit(c, op) : pinGuest.earlyInit(c, op);
}

/** heki_late_init(), which comes when init code is gone, whether Heki is built or not. */
export function late(c: Context, op: LateInit): Outcome {
  setGuest(c, { sealed: true });
  return c.rules.notesRanges ? lateInit(c, op) : pinGuest.lateInit(c, op);
}

/** @throws Misuse where the kernel has booted, or begun to */
export function boot(c: Context, _op: Boot): Outcome {
  if (c.state.guest.sealed) throw new Misuse('the kernel has booted: send {"op":"reboot"} first');
  const { bootSteps, capabilities } = c.rules;
  // init_hypervisor_platform(), before anything of these.
  if (capabilities.includes('pin-backend') && c.state.guest.built) probe(c, { op: 'probe', kvm: true });
  early(c, { op: 'early_init' });
  late(c, { op: 'late_init' });
  return { outcome: 'ok', order: [...bootSteps], ...callsOf(c) };
}
