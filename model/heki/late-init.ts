/** heki_late_init(): the ranges go to the backend, then the control registers, then the array is released. */
import { u64 } from '../core/u64';
import type { Context } from './context';
import { callsOf, logGuest, setGuest, warnGuest } from './context';
import { freeRanges } from './convert';
import { TESTS } from './guest';
import { lockCrs, protectRanges } from './kvm-backend';
import type { LatePath } from './rules';
import type { Backend, Guest } from './state';
import type { LateInit, Outcome, PaRange } from './types';

export function lateInit(c: Context, op: LateInit): Outcome {
  const done = (): Outcome => ({ outcome: 'ok', ...callsOf(c) });
  if (!c.state.guest.built) return done();
  setGuest(c, { sealed: true, late: true });
  const { guest } = c.state;
  const { backend, ranges } = guest;
  if (!c.rules.lateRuns(guest.enabled)) {
    runTest(c, 'disabled');
    return done();
  }
  if (c.rules.backendTestedFirst && backend === null) return noBackend(c);
  if (ranges === null) {
    logGuest(c, 'Architecture did not initialize static ranges');
    return done();
  }
  if (backend === null) return noBackend(c);
  const path = withBackend(c, backend, ranges, op);
  runTest(c, path);
  release(c, path, guest);
  if (path !== 'success' && c.rules.lateFailureStopsBoot)
    return { outcome: 'error', error: 'EIO', events: c.events };
  return done();
}

function noBackend(c: Context): Outcome {
  logGuest(c, 'No hypervisor support');
  release(c, 'no-backend', c.state.guest);
  return { outcome: 'ok', ...callsOf(c) };
}

function withBackend(c: Context, backend: Backend, ranges: readonly PaRange[], op: LateInit): LatePath {
  const { rules } = c;
  if (rules.locksFirst) lock(c, backend);
  const protectedWith = rules.protectsWith(ranges);
  const result = protect(c, backend, protectedWith, op);
  if (rules.protectedLoggedEarly) logGuest(c, 'Static sections protected');
  if (rules.protectFailed(result)) {
    warnGuest(c, `Failed to protect static sections: ${result}`);
    if (!rules.locksAfterFailure) return 'protect-failed';
  } else if (!rules.protectedLoggedEarly) logGuest(c, 'Static sections protected');
  const used = rules.samplesBackendOnce ? backend : c.state.guest.backend;
  if (used === null) return 'lock-failed';
  const locked = rules.locksFirst ? 0 : lock(c, used);
  if (rules.lockFailed(locked)) {
    warnGuest(c, `Failed to lock control registers: ${locked}`);
    return 'lock-failed';
  }
  logGuest(c, 'Control registers locked');
  return 'success';
}

function protect(c: Context, backend: Backend, ranges: readonly PaRange[], op: LateInit): number {
  if (backend.kind === 'kvm') {
    const unreadable = op.array_readable === false ? [{ start: 0n, end: u64(-1n) }] : [];
    return protectRanges(c, { pa: null, num: ranges.length, array: ranges, unreadable });
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

/** What a backend must not do, and late init has to survive as far as it can. */
function meddle(
  c: Context,
  how: 'unplugs' | 'plugs-another' | 'recounts' | 'clears-ranges' | undefined,
): void {
  if (how === undefined) return;
  if (how === 'unplugs') setGuest(c, { backend: null });
  if (how === 'plugs-another') setGuest(c, { backend: { kind: 'stub', op: 'plug' } as Backend });
  if (how === 'recounts') setGuest(c, { num: 171 });
  if (how === 'clears-ranges') setGuest(c, { ranges: null });
}

/** Pointer and count are read again here, so a backend that changed them is released by what it left. */
function release(c: Context, path: LatePath, atFirst: Guest): void {
  const { ranges, num } = c.rules.samplesRanges ? atFirst : c.state.guest;
  freeRanges(c, ranges !== null, num, c.rules.releases(path));
  if (c.rules.resetsAfterRelease) setGuest(c, { ranges: null, num: 0 });
}

/** 9/9: the chosen test, where this is one of the two places for it. */
function runTest(c: Context, when: 'disabled' | LatePath): void {
  const { guest, config } = c.state;
  if (config.kernel.tests !== true) return;
  const name = TESTS[Number(guest.test) - 1];
  if (name === undefined || !c.rules.testRuns(when)) return;
  logGuest(c, `Running test #${guest.test}`);
  c.calls.push({ call: 'run_test', name });
}
