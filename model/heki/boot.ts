/** A whole boot of the guest's kernel: each step has its effect, so one at a wrong place shows in what comes of it. */
import { Misuse } from '../core/machine';
import type { Context } from './context';
import { callsOf } from './context';
import * as guest from './guest';
import { probe } from './kvm-backend';
import { lateInit } from './late-init';
import * as pinGuest from './pin-guest';
import type { Boot, EarlyInit, LateInit, Outcome } from './types';

/** heki_early_init(), of whichever version the profile has. */
export function early(c: Context, op: EarlyInit): Outcome {
  return c.rules.notesRanges ? guest.earlyInit(c, op) : pinGuest.earlyInit(c, op);
}

/** heki_late_init(). */
export function late(c: Context, op: LateInit): Outcome {
  return c.rules.notesRanges ? lateInit(c, op) : pinGuest.lateInit(c, op);
}

/** @throws Misuse where the kernel has booted, or begun to */
export function boot(c: Context, _op: Boot): Outcome {
  if (c.state.guest.sealed) throw new Misuse('the kernel has booted: send {"op":"reboot"} first');
  const { bootSteps, capabilities } = c.rules;
  // init_hypervisor_platform(), before anything of these.
  if (capabilities.includes('pin-backend') && c.state.guest.built) probe(c, { op: 'probe', kvm: true });
  bootSteps.forEach((step, at) => {
    // The page allocator comes up in mm_init(), and early init of the second version allocates nothing.
    const hasMemory = bootSteps.slice(0, at).includes('mm_init');
    if (step === 'heki_early_init')
      early(c, { op: 'early_init', ...(hasMemory ? {} : { alloc: 'fail' as const }) });
    if (step === 'mark_readonly') guest.markReadonly(c, { op: 'mark_readonly' });
    if (step === 'heki_late_init') late(c, { op: 'late_init' });
  });
  return { outcome: 'ok', order: [...bootSteps], ...callsOf(c) };
}
