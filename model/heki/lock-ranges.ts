/** Hypercall 13: the host locks ranges of guest frames, one after the other (4/9, 8/9). */
import type { Context } from './context';
import { logHost, setVm } from './context';
import type { HostError } from './hypercall';
import type { Request } from './hypercall-checks';
import { EXEC, NOWRITE, PA_RANGE_BYTES } from './ranges';
import type { Vm } from './state';
import { execAllowed, lockExec, storeRange } from './slots';
import type { PaRange } from './types';

const OF_CHECK: Readonly<Record<string, readonly string[]>> = {
  flags: ['HEKI-50', 'HEKI-67'],
  'too-big': ['HEKI-50', 'HEKI-67'],
  multiple: ['HEKI-50', 'HEKI-67'],
  'host-memory': ['HEKI-50', 'HEKI-67'],
  readable: ['HEKI-50', 'HEKI-67'],
};

const NOTHING: PaRange = { gfn_start: 0n, gfn_end: 0n, attributes: 0n };

export function lockRanges(c: Context, request: Request): HostError | null {
  const { rules } = c;
  c.exercised.push('HEKI-49');
  for (const check of rules.checks) {
    if (check.refuses(request)) {
      c.exercised.push(...(OF_CHECK[check.name] ?? []));
      return check.error;
    }
  }
  c.exercised.push(...(request.size === 0n ? ['HEKI-66', 'HEKI-67'] : ['HEKI-12', 'HEKI-13']));
  const count = Math.floor(Number(request.size) / PA_RANGE_BYTES);
  const array = request.op.array ?? [];
  const ranges = Array.from({ length: Math.min(count, 64) }, (_, i) => array[i] ?? NOTHING);
  const before = c.state.vm;
  const error = rules.allOrNothing ? checkedFirst(c, ranges) : inOrder(c, ranges);
  if (error !== null && rules.allOrNothing) c.state = { ...c.state, vm: before };
  const held = ranges.some(({ attributes }) => (attributes & EXEC) !== 0n);
  if (held) c.exercised.push('HEKI-76');
  if (rules.engages(error === null, held)) return engage(c) ?? error;
  return error;
}

function checkedFirst(c: Context, ranges: readonly PaRange[]): HostError | null {
  const known = c.rules.knownAttributes(c.state.config.host);
  return ranges.some((range) => c.rules.badElement(range, known)) ? 'EINVAL' : inOrder(c, ranges);
}

function inOrder(c: Context, ranges: readonly PaRange[]): HostError | null {
  const known = c.rules.knownAttributes(c.state.config.host);
  for (const [i, range] of ranges.entries()) {
    const error = c.rules.badElement(range, known) ? 'EINVAL' : apply(c, range);
    if (error === null) continue;
    if (error === 'EINVAL') c.exercised.push('HEKI-51', 'HEKI-57');
    if (i > 0) c.exercised.push('HEKI-52');
    return error;
  }
  return null;
}

/** One range: its NOWRITE half, then its EXEC half, then the line. */
function apply(c: Context, range: PaRange): HostError | null {
  const nowrite = (range.attributes & NOWRITE) !== 0n;
  const exec = (range.attributes & EXEC) !== 0n;
  c.exercised.push('HEKI-51');
  const write = (): HostError | null => (nowrite ? lockWrites(c, range) : null);
  const execute = (): HostError | null => (exec ? allowExecution(c, range) : null);
  const error = c.rules.writeHalfFirst ? (write() ?? execute()) : (execute() ?? write());
  if (error !== null) return error;
  c.exercised.push('HEKI-56', 'HEKI-69', ...(exec ? ['HEKI-57'] : []));
  logHost(c, c.rules.lockingText(range));
  return null;
}

function lockWrites(c: Context, range: PaRange): HostError | null {
  c.exercised.push('HEKI-53', 'HEKI-70');
  if (storeRange(c, 'write', range) === 'full') {
    c.exercised.push('HEKI-71');
    return 'E2BIG';
  }
  return warnOfMemslots(c, range);
}

function warnOfMemslots(c: Context, { gfn_start, gfn_end }: PaRange): HostError | null {
  const holes = c.state.config.host.no_memslot ?? [];
  const missing = holes.some((hole) => hole.gfn_start <= gfn_end && hole.gfn_end >= gfn_start);
  if (!missing) return null;
  c.exercised.push('HEKI-55', 'HEKI-73');
  if (c.rules.missingMemslotFails) return 'EINVAL';
  if (!c.state.vm.warned || c.rules.warnsEachTime) c.events.push({ event: 'splat' });
  setVm(c, { warned: true });
  return null;
}

function allowExecution(c: Context, range: PaRange): HostError | null {
  const { host } = c.state.config;
  const nowrite = (range.attributes & NOWRITE) !== 0n;
  if (c.rules.mbecNeeded(host)) {
    c.exercised.push('HEKI-57', ...(nowrite ? ['HEKI-74'] : []));
    // This line alone has no newline at its end.
    const text = 'heki-kvm: HEKI_ATTR_MEM_EXEC depends on MBEC, which is disabled.';
    c.events.push({ event: 'log', level: 'warning', text, newline: false });
    return 'EOPNOTSUPP';
  }
  if (!host.tdp_mmu && c.rules.tdpMmuNeeded) {
    c.exercised.push('HEKI-79');
    return 'EOPNOTSUPP';
  }
  c.exercised.push('HEKI-75');
  if (storeRange(c, 'exec', range) !== 'full') return null;
  c.exercised.push('HEKI-77');
  return 'E2BIG';
}

/** The lock goes on for good, and the mapped frames outside lose kernel execution. */
function engage(c: Context): HostError | null {
  if (!c.state.config.host.tdp_mmu) {
    c.exercised.push('HEKI-79');
    c.events.push({ event: 'splat' });
    return null;
  }
  c.exercised.push('HEKI-58', 'HEKI-77');
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
