/** A guest access that reached the host: denied with a page fault, or let through (2/9, 8/9). */
import type { Context } from './context';
import { logHost } from './context';
import { USER_ACCESS } from './rules-host';
import { execAllowed, writeLocked } from './slots';
import type { Access, Outcome } from './types';

export function access(c: Context, op: Access): Outcome {
  const { rules } = c;
  const gfn = Number(op.gpa >> 12n);
  if (op.path !== 'emulated' && rules.fetchDenied(op.error_code)) {
    const user = (op.error_code & USER_ACCESS) !== 0n;
    const checked = rules.userFetchChecked || !user;
    if (checked && c.state.config.host.series === '8/9' && !execAllowed(c, gfn))
      return injected(c, op, 'fetch');
  }
  if (op.path === 'emulated' || rules.writeDenied(op.error_code)) {
    if (c.state.config.host.series !== 'none' && writeLocked(c, gfn)) {
      return op.path === 'emulated'
        ? { outcome: 'fault', fault: '#PF', events: c.events }
        : injected(c, op, 'write');
    }
  }
  return { outcome: 'ok', events: c.events };
}

/** The fault that the guest sees, with a line in the host's log. */
function injected(c: Context, op: Access, kind: 'write' | 'fetch'): Outcome {
  const { rules } = c;
  const address = op.gva ?? 0n;
  logHost(c, rules.faultText(kind, address));
  return {
    outcome: 'fault',
    fault: '#PF',
    vector: rules.faultVector,
    error_code: rules.faultErrorCode(op.error_code),
    address,
    events: c.events,
  };
}
