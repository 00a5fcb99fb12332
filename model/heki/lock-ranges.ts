/** Hypercall 13: the host locks ranges of guest frames, one after the other (4/9, 8/9). */
import type { Context } from './context';
import { logHost, setVm } from './context';
import type { HostError } from './hypercall';
import type { Request } from './hypercall-checks';
import { EXEC, NOWRITE, PA_RANGE_BYTES } from './ranges';
import type { Vm } from './state';
import { execAllowed, lockExec, storeRange } from './slots';
import type { PaRange } from './types';

const NOTHING: PaRange = { gfn_start: 0n, gfn_end: 0n, attributes: 0n };

export function lockRanges(c: Context, request: Request): HostError | null {
  const { rules } = c;
  const refusal = rules.checks.find((check) => check.refuses(request));
  if (refusal) return refusal.error;
  const count = Math.floor(Number(request.size) / PA_RANGE_BYTES);
  const array = request.op.array ?? [];
  const ranges = Array.from({ length: Math.min(count, 64) }, (_, i) => array[i] ?? NOTHING);
  const before = c.state.vm;
  const error = rules.allOrNothing ? checkedFirst(c, ranges) : inOrder(c, ranges);
  if (error !== null && rules.allOrNothing) c.state = { ...c.state, vm: before };
  const held = ranges.some(({ attributes }) => (attributes & EXEC) !== 0n);
  if (rules.engages(error === null, held)) return engage(c) ?? error;
  return error;
}

function checkedFirst(c: Context, ranges: readonly PaRange[]): HostError | null {
  const known = c.rules.knownAttributes(c.state.config.host);
  return ranges.some((range) => c.rules.badElement(range, known)) ? 'EINVAL' : inOrder(c, ranges);
}

function inOrder(c: Context, ranges: readonly PaRange[]): HostError | null {
  const known = c.rules.knownAttributes(c.state.config.host);
  for (const range of ranges) {
    const error = c.rules.badElement(range, known) ? 'EINVAL' : apply(c, range);
    if (error !== null) return error;
  }
  return null;
}

/** One range: its NOWRITE half, then its EXEC half, then the line. */
function apply(c: Context, range: PaRange): HostError | null {
  const nowrite = (range.attributes & NOWRITE) !== 0n;
  const exec = (range.attributes & EXEC) !== 0n;
  const write = (): HostError | null => (nowrite ? lockWrites(c, range) : null);
  const execute = (): HostError | null => (exec ? allowExecution(c, range) : null);
  const error = c.rules.writeHalfFirst(c.state.config.host) ? (write() ?? execute()) : (execute() ?? write());
  if (error !== null) return error;
  logHost(c, c.rules.lockingText(range));
  return null;
}

function lockWrites(c: Context, range: PaRange): HostError | null {
  if (storeRange(c, 'write', range) === 'full') return 'E2BIG';
  return warnOfMemslots(c, range);
}

function warnOfMemslots(c: Context, { gfn_start, gfn_end }: PaRange): HostError | null {
  const holes = c.state.config.host.no_memslot ?? [];
  const missing = holes.some((hole) => hole.gfn_start <= gfn_end && hole.gfn_end >= gfn_start);
  if (!missing) return null;
  if (c.rules.missingMemslotFails) return 'EINVAL';
  if (!c.state.vm.warned || c.rules.warnsEachTime) c.events.push({ event: 'splat' });
  setVm(c, { warned: true });
  return null;
}

function allowExecution(c: Context, range: PaRange): HostError | null {
  const { host } = c.state.config;
  if (c.rules.mbecNeeded(host)) {
    // This line alone has no newline at its end.
    const text = 'heki-kvm: HEKI_ATTR_MEM_EXEC depends on MBEC, which is disabled.';
    c.events.push({ event: 'log', level: 'warning', text, newline: false });
    return 'EOPNOTSUPP';
  }
  if (!host.tdp_mmu && c.rules.tdpMmuNeeded) return 'EOPNOTSUPP';
  return storeRange(c, 'exec', range) === 'full' ? 'E2BIG' : null;
}

/** The lock goes on for good, and the mapped frames outside lose kernel execution. */
function engage(c: Context): HostError | null {
  if (!c.state.config.host.tdp_mmu) {
    c.events.push({ event: 'splat' });
    return null;
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
  return null;
}
