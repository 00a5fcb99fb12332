/** The guest's kernel of the second version: it says what it has, and at the end of its boot pins control registers. */
import type { Context } from './context';
import { callsOf, logGuest } from './context';
import { needInitCode } from './guest';
import { lockCrs } from './kvm-backend';
import type { EarlyInit, LateInit, Outcome } from './types';

/** heki_early_init() (20231113022326.24388-2-mic@digikod.net and 20231113022326.24388-5-mic@digikod.net). */
export function earlyInit(c: Context, _op: EarlyInit): Outcome {
  needInitCode(c, 'early init');
  const { built, enabled, backend } = c.state.guest;
  if (built) {
    logGuest(c, enabled ? 'Heki is enabled' : 'Heki is not enabled');
    if (enabled && backend === null) logGuest(c, 'No support for Heki in the active hypervisor');
    if (enabled && backend !== null) logGuest(c, 'Heki is supported by the active Hypervisor');
  }
  return { outcome: 'ok', ...callsOf(c) };
}

/** heki_late_init() (20231113022326.24388-5-mic@digikod.net): WARN_ON() of a failure leaves a trace and no text. */
export function lateInit(c: Context, _op: LateInit): Outcome {
  const { built, enabled, backend } = c.state.guest;
  if (built && enabled && backend !== null) {
    if (lockCrs(c, {}) === 0) logGuest(c, 'Control registers locked');
    else c.events.push({ event: 'splat' });
  }
  return { outcome: 'ok', ...callsOf(c) };
}
