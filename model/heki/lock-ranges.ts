/** Hypercall 13: the host locks ranges of guest frames, one after the other (4/9, 8/9). */
import type { Context } from './context';
import { logHost, setVm } from './context';
import type { HostError, Request } from './hypercall-checks';
import { IN_ORDER } from './hypercall-checks';
import { EXEC, lockingText, NOWRITE, PA_RANGE_BYTES } from './ranges';
import type { Vm } from './state';
import { execAllowed, lockExec, storeRange } from './slots';
import type { Host, PaRange } from './types';

export function lockRanges(c: Context, request: Request): HostError | null {
  const refusal = IN_ORDER.find((check) => check.refuses(request));
  if (refusal) return refusal.error;
  const count = Number(request.size) / PA_RANGE_BYTES;
  const array = request.op.array ?? [];
  const ranges = array.slice(0, count);
  for (const range of ranges) {
    const error = isBad(range, c.state.config.host) ? 'EINVAL' : apply(c, range);
    if (error !== null) return error;
  }
  // Behind the array lie zeros, which are a range without attributes.
  if (ranges.length < count) return 'EINVAL';
  if (ranges.some(({ attributes }) => (attributes & EXEC) !== 0n)) engage(c);
  return null;
}

/** The largest GFN that the host takes: physical addresses have at most 64 bits. */
export const GFN_MAX = (1n << 52n) - 1n;

/** A host of 4/9 alone does not know EXEC. */
function isBad({ gfn_start, gfn_end, attributes }: PaRange, { series }: Host): boolean {
  const known = series === '8/9' ? NOWRITE | EXEC : NOWRITE;
  const outside = gfn_start > GFN_MAX || gfn_end > GFN_MAX || gfn_start > gfn_end;
  return outside || attributes === 0n || (attributes & ~known) !== 0n;
}

/** One range: its NOWRITE half, then its EXEC half, then the line. */
function apply(c: Context, range: PaRange): HostError | null {
  const { attributes } = range;
  const write = (attributes & NOWRITE) !== 0n ? lockWrites(c, range) : null;
  const error = write ?? ((attributes & EXEC) !== 0n ? allowExecution(c, range) : null);
  if (error === null) logHost(c, lockingText(range));
  return error;
}

function lockWrites(c: Context, range: PaRange): HostError | null {
  if (storeRange(c, 'write', range) === 'full') return 'E2BIG';
  warnOfMemslots(c, range);
  return null;
}

/** Once in the life of the host. */
function warnOfMemslots(c: Context, { gfn_start, gfn_end }: PaRange): void {
  const holes = c.state.config.host.no_memslot ?? [];
  const missing = holes.some((hole) => hole.gfn_start <= gfn_end && hole.gfn_end >= gfn_start);
  if (!missing || c.state.vm.warned) return;
  c.events.push({ event: 'splat' });
  setVm(c, { warned: true });
}

function allowExecution(c: Context, range: PaRange): HostError | null {
  const { host } = c.state.config;
  if (!host.mbec) {
    // This line alone has no newline at its end.
    const text = 'heki-kvm: HEKI_ATTR_MEM_EXEC depends on MBEC, which is disabled.';
    c.events.push({ event: 'log', level: 'warning', text, newline: false });
    return 'EOPNOTSUPP';
  }
  if (!host.tdp_mmu && c.rules.tdpMmuNeeded) return 'EOPNOTSUPP';
  return storeRange(c, 'exec', range) === 'full' ? 'E2BIG' : null;
}

/** The lock goes on for good, and the mapped frames outside lose kernel execution. */
function engage(c: Context): void {
  if (!c.state.config.host.tdp_mmu) {
    c.events.push({ event: 'splat' });
    return;
  }
  lockExec(c);
  const stripped = new Set(c.state.vm.stripped);
  for (const gfn of c.state.config.host.mapped ?? []) {
    const allowed = execAllowed(c, Number(gfn));
    logHost(c, `${allowed ? 'Allowing' : 'Denying'} kernel execution for GFN 0x${gfn.toString(16)}`);
    // A stripped entry stays so until it is built anew, whatever a later request allows.
    if (!allowed) stripped.add(gfn);
  }
  setVm(c, { stripped: [...stripped] } satisfies Partial<Vm>);
  logHost(c, 'Locked executable kernel memory');
}
