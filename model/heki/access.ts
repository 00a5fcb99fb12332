/** A guest access that reached the host: denied with a page fault, or let through (2/9, 8/9). */
import type { Context } from './context';
import { logHost } from './context';
import { USER_ACCESS } from './rules-host';
import { execAllowed, writeLocked } from './slots';
import { SLOTS } from './state';
import type { Access, Outcome } from './types';

const FETCH = ['HEKI-58', 'HEKI-77', 'HEKI-76'];

export function access(c: Context, op: Access): Outcome {
  const { rules } = c;
  const gfn = Number(op.gpa >> 12n);
  if (op.path !== 'emulated' && rules.fetchDenied(op.error_code)) {
    const user = (op.error_code & USER_ACCESS) !== 0n;
    c.exercised.push(...(user ? ['HEKI-81'] : FETCH));
    const checked = rules.userFetchChecked || !user;
    if (checked && c.state.config.host.series === '8/9' && !execAllowed(c, gfn))
      return injected(c, op, 'fetch');
  }
  if (op.path === 'emulated' || rules.writeDenied(op.error_code)) {
    noteWrite(c, gfn);
    if (c.state.config.host.series !== 'none' && writeLocked(c, gfn)) {
      return op.path === 'emulated'
        ? { outcome: 'fault', fault: '#PF', events: c.events }
        : injected(c, op, 'write');
    }
  }
  return { outcome: 'ok', events: c.events };
}

/** What a write to this frame shows. */
function noteWrite(c: Context, gfn: number): void {
  const { write, exec, warned } = c.state.vm;
  const fresh = write.left === SLOTS + 1;
  if (fresh || gfn === 0) c.exercised.push('HEKI-72');
  if (!fresh) c.exercised.push('HEKI-54');
  if (write.left < SLOTS) c.exercised.push('HEKI-70');
  if (write.left < 2) c.exercised.push('HEKI-71');
  if (exec.left < 2) c.exercised.push('HEKI-78');
  if (warned) c.exercised.push('HEKI-73');
}

/** The fault that the guest sees, with a line in the host's log. */
function injected(c: Context, op: Access, kind: 'write' | 'fetch'): Outcome {
  const { rules } = c;
  const address = op.gva ?? 0n;
  c.exercised.push('HEKI-80');
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
