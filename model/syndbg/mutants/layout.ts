/** Mutants of what userspace and KVM share in bytes: the run structure, and the entries of lists. */
import type { Mutant } from '../../core/machine';
import type { Op } from '../types';
import { edited, fieldOf, HYPERV, withField } from '../run-structure';
import type { State } from '../state';
import { withVcpu } from '../state';
import { answering, hearing, leaving, mutant } from './mutant';
import { exitOf, vcpuAt } from './wraps';

/** Bytes of the run structure are read, or written, at other places. */
const moved =
  (kind: 'read_run' | 'write_run', places: Readonly<Record<number, number>>) =>
  (op: Op): Op =>
    op.op === kind ? { ...op, offset: places[op.offset] ?? op.offset } : op;

/** The exit of which userspace reads or writes bytes; undefined for other operations and vCPUs that can run. */
function exitAt(op: Op, state: State): string | undefined {
  return op.op === 'read_run' || op.op === 'write_run' ? vcpuAt(state, op).stopped?.kind : undefined;
}

/** The second pad of a SYNDBG exit. */
const PAD2 = [12, 4] as const;

export const LAYOUT_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'status-behind-the-pages',
    breaks: 'SYNDBG-21',
    origin: 'the fields in the order in which syndbg_exit fills them in, which leaves status out',
    wrap: hearing((op, state) =>
      exitAt(op, state) === 'SYNDBG' ? moved('read_run', { 56: 64, 64: 72, 72: 80, 80: 56 })(op) : op,
    ),
  }),
  mutant({
    id: 'exit-without-pads',
    breaks: 'SYNDBG-21',
    origin:
      'v1 of the series (20200303130356.50405-2-arilou@gmail.com) has no pads: 4 bytes less on a 32-bit kernel',
    wrap: hearing((op, state) =>
      exitAt(op, state) === 'SYNDBG' ? moved('read_run', { 40: 44, 48: 52, 64: 68, 72: 76 })(op) : op,
    ),
  }),
  mutant({
    id: 'pads-as-they-were',
    breaks: 'SYNDBG-61',
    origin: 'the fields copied one by one, as at the exit of the hypercalls',
    wrap: leaving((after, op, before, outcome) => {
      if (!exitOf(outcome) || !('vcpu' in op) || !('run' in op)) return after;
      const old = edited(vcpuAt(before, op).run, op.run ?? {}).part;
      const { run } = vcpuAt(after, op);
      const part = withField(
        withField(run.part, HYPERV.pad1, fieldOf(old, HYPERV.pad1)),
        PAD2,
        fieldOf(old, PAD2),
      );
      return withVcpu(after, op.vm, op.vcpu, { run: { ...run, part } });
    }),
  }),
  mutant({
    id: 'answer-at-the-next-field',
    breaks: 'SYNDBG-112',
    origin: 'a VMM built with a header in which status follows send_page',
    wrap: hearing(moved('write_run', { 56: 64, 64: 56 })),
  }),
  mutant({
    id: 'hcall-result-last',
    breaks: 'SYNDBG-113',
    origin: 'what the call takes first and what it gives last, as its registers have it',
    wrap: hearing((op, state) =>
      exitAt(op, state) === 'HCALL' ? moved('read_run', { 48: 56, 56: 64, 64: 48 })(op) : op,
    ),
  }),
  mutant({
    id: 'entries-with-sub-leaves',
    breaks: 'SYNDBG-114',
    origin:
      'entries made as those of KVM_GET_SUPPORTED_CPUID, some of which have a significant index (flag 1)',
    wrap: answering((outcome, op) => {
      if (op.op !== 'get_supported_hv_cpuid' || outcome.outcome !== 'ok') return outcome;
      const leaves = outcome.leaves?.map((one) => (one.flags === undefined ? one : { ...one, flags: 1n }));
      return { ...outcome, ...(leaves ? { leaves } : {}) };
    }),
  }),
];
