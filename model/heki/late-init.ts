/** heki_late_init(): the ranges go to the backend, then the control registers, then the array is released. */
import type { Context } from './context';
import { callsOf, logGuest, setGuest, warnGuest } from './context';
import { freeRanges } from './convert';
import { TESTS } from './guest';
import { lockCrs, protectRanges } from './kvm-backend';
import type { Backend } from './state';
import type { LateInit, Outcome, PaRange } from './types';

export function lateInit(c: Context, op: LateInit): Outcome {
  const done = (): Outcome => ({ outcome: 'ok', ...callsOf(c) });
  if (!c.state.guest.built) return done();
  const { guest } = c.state;
  const { backend, ranges } = guest;
  if (!guest.enabled) {
    runTest(c);
    return done();
  }
  if (ranges === null) {
    logGuest(c, 'Architecture did not initialize static ranges');
    return done();
  }
  if (backend === null) logGuest(c, 'No hypervisor support');
  else if (withBackend(c, backend, ranges, op)) runTest(c);
  release(c);
  return done();
}

/** Says whether both halves succeeded. */
function withBackend(c: Context, backend: Backend, ranges: readonly PaRange[], op: LateInit): boolean {
  const result = protect(c, backend, ranges, op);
  if (result !== 0) {
    warnGuest(c, `Failed to protect static sections: ${result}`);
    return false;
  }
  logGuest(c, 'Static sections protected');
  const locked = lock(c, backend);
  if (locked !== 0) {
    warnGuest(c, `Failed to lock control registers: ${locked}`);
    return false;
  }
  logGuest(c, 'Control registers locked');
  return true;
}

function protect(c: Context, backend: Backend, ranges: readonly PaRange[], op: LateInit): number {
  if (backend.kind === 'kvm') {
    const readable = op.array_readable;
    return protectRanges(c, { pa: null, num: ranges.length, array: ranges, readable });
  }
  c.calls.push({ call: 'protect_ranges', ranges: [...ranges] });
  meddle(c, backend.meddles);
  return backend.protect ?? 0;
}

function lock(c: Context, backend: Backend): number {
  if (backend.kind === 'kvm') return lockCrs(c, {});
  c.calls.push({ call: 'lock_crs' });
  return backend.lock ?? 0;
}

/** What a backend must not do, and late init has to survive as far as it can. Another stand-in looks like this one. */
function meddle(
  c: Context,
  how: 'unplugs' | 'plugs-another' | 'recounts' | 'clears-ranges' | undefined,
): void {
  if (how === 'unplugs') setGuest(c, { backend: null });
  if (how === 'recounts') setGuest(c, { num: 171 });
  if (how === 'clears-ranges') setGuest(c, { ranges: null });
}

/** Pointer and count are read again here, so a backend that changed them is released by what it left. */
function release(c: Context): void {
  const { ranges, num } = c.state.guest;
  freeRanges(c, ranges !== null, num);
  setGuest(c, { ranges: null, num: 0 });
}

/** 9/9: the chosen test. */
function runTest(c: Context): void {
  const { test } = c.state.guest;
  const name = TESTS[Number(test) - 1];
  if (name === undefined) return;
  logGuest(c, `Running test #${test}`);
  c.calls.push({ call: 'run_test', name });
}
