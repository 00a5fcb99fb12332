/** A guest access that reached the host: denied with a page fault, or let through (2/9, 8/9). */
import type { Context } from './context';
import { logHost } from './context';
import { execAllowed, writeLocked } from './slots';
import type { Access, Outcome } from './types';

/** Bits of the error code of a page fault. */
export const WRITE_ACCESS = 0x2n;
export const USER_ACCESS = 0x4n;
export const FETCH_ACCESS = 0x10n;
/** Vector 14. */
const PAGE_FAULT = 14;

export function access(c: Context, op: Access): Outcome {
  const { rules } = c;
  // Page tracking is about what the vCPUs write.
  if (op.path === 'device') return { outcome: 'ok' };
  const gfn = Number(op.gpa >> 12n);
  if (op.path !== 'emulated' && (op.error_code & FETCH_ACCESS) !== 0n) {
    const user = (op.error_code & USER_ACCESS) !== 0n;
    const checked = rules.userFetchChecked || !user;
    if (checked && c.state.config.host.series === '8/9' && !execAllowed(c, gfn))
      return injected(c, op, 'fetch');
  }
  if (op.path === 'emulated' || (op.error_code & WRITE_ACCESS) !== 0n) {
    if (c.state.config.host.series !== 'none' && writeLocked(c, gfn)) {
      return op.path === 'emulated' ? { outcome: 'fault', fault: '#PF' } : injected(c, op, 'write');
    }
  }
  return { outcome: 'ok' };
}

/** The fault that the guest sees, with a line in the host's log. */
function injected(c: Context, op: Access, kind: 'write' | 'fetch'): Outcome {
  const address = op.gva ?? 0n;
  logHost(c, `Creating ${kind} #PF at 0x${address.toString(16).padStart(16, '0')}`);
  return {
    outcome: 'fault',
    fault: '#PF',
    vector: PAGE_FAULT,
    error_code: op.error_code & 0xffffn,
    address,
    events: c.events,
  };
}
