/** What the benchmark lets each machine do, over and over: a short round of everyday operations. */
import type { AnyOp } from '../../model/core/machine';
import { UPSTREAM_NUMBERS } from '../../model/shstk/abi';
import { HOST_CR0, lockRequest, PLAIN } from '../../steps/heki/course';
import { FRESH } from '../../steps/mktme/settings';
import { levelOps, ORDINARY } from '../../steps/shstk/course';
import { leavesWith } from '../../steps/syndbg/course';

export interface Workload {
  readonly machine: string;
  readonly profile: string;
  readonly config: object;
  /** Once, before the rounds. */
  readonly setup: readonly AnyOp[];
  /** Leaves the state as it found it, so that it can go on for ever. */
  readonly round: readonly AnyOp[];
}

const C = FRESH.page_offset;
const NX = 1n << 63n;
const at = { vm: 0, vcpu: 0 };
const as = (ops: readonly object[]): readonly AnyOp[] => ops as readonly AnyOp[];

export const WORKLOADS: readonly Workload[] = [
  {
    machine: 'syndbg',
    profile: 'upstream',
    config: { vms: 1, vcpus: 2, irqchip: false, trace: false },
    setup: as([{ op: 'set_cpuid', ...at, leaves: leavesWith(true) }]),
    round: as([
      { op: 'wrmsr', ...at, msr: 0x400000f3n, value: 0x5000n },
      { op: 'rdmsr', ...at, msr: 0x400000f3n },
      { op: 'wrmsr', ...at, msr: 0x400000f1n, value: 1n },
      { op: 'run', ...at, run: { status: 5n } },
      { op: 'get_msrs', fd: 'vcpu', ...at, msrs: [0x400000f2n] },
      { op: 'set_msrs', fd: 'vcpu', ...at, msrs: [{ msr: 0x400000f2n, value: 7n }] },
    ]),
  },
  {
    machine: 'nv',
    profile: 'upstream',
    config: { vhe: true, vgic: true, el0_32bit: true },
    setup: as([
      { op: 'vcpu_init', has_el2: true, has_el2_e2h0: false, el1_32bit: false },
      { op: 'kvm_run' },
      { op: 'enter' },
    ]),
    round: as([
      { op: 'exception', class: 'SVC' },
      { op: 'msr', reg: 'HCR_EL2', value: 0x4_8000_0000n },
      { op: 'exit', kind: 'IRQ' },
      { op: 'preempt' },
      { op: 'enter' },
    ]),
  },
  {
    machine: 'heki',
    profile: 'v1',
    config: PLAIN,
    setup: as([lockRequest([{ gfn_start: 0x1010n, gfn_end: 0x1010n, attributes: 1n }])]),
    round: as([
      { op: 'access', gpa: 0x3000n, error_code: 2n },
      { op: 'access', gpa: 0x9000n, error_code: 2n },
      { op: 'access', gpa: 0x9000n, error_code: 0x10n },
      { op: 'write_cr', cr: 0, value: HOST_CR0 },
    ]),
  },
  // Accesses and page KeyIDs; what syncs cost is measured on the large map.
  {
    machine: 'mktme',
    profile: 'spec',
    config: { ...FRESH, canonical: [{ va: C, level: '4k', pfn: 0n, flags: 0x163n | NX, n: 512 }] },
    setup: [],
    round: as([
      { op: 'access', va: C + 0x5123n, keyid: 1 },
      { op: 'prep_encrypted_page', pfn: 8n, keyid: 2 },
      { op: 'page_to_virt', pfn: 8n },
      { op: 'access', va: C + 0x8000n, keyid: 2 },
      { op: 'page_keyid', pfn: 8n },
      { op: 'free_encrypted_page', pfn: 8n },
      { op: 'pa', va: C + 0x5123n },
      { op: 'access', va: C + 0x9000n, keyid: 0 },
    ]),
  },
  {
    machine: 'shstk',
    profile: 'upstream',
    config: ORDINARY,
    setup: as([...levelOps(UPSTREAM_NUMBERS, 'shstk')]),
    round: as([
      { op: 'call', thread: 1, ret: 0x401005n },
      { op: 'call', thread: 1, ret: 0x40200an },
      { op: 'load', thread: 1, addr: 0x500000n },
      { op: 'ret', thread: 1 },
      { op: 'store', thread: 1, addr: 0x500008n, value: 7n },
      { op: 'ret', thread: 1 },
    ]),
  },
];
