/** Groups `misc`, `misc2`, `get_cpuid2`, `guest_cpuid`. */
import { value } from '../facts';
import type { Fact } from '../facts';
import type { Instruction } from '../instruction';
import { enter, expectLike, guestReadSix, ranToHalt, read, write } from '../guest';
import type { Lab } from '../session';
import { MSR, seen, Session, SIX } from '../session';
import { leafOf } from '../tables';
import { GUEST_OS_ID } from './hypercalls';

const RESET = 0x40000003n;
const STOP = { stop: true };

export function misc(lab: Lab): void {
  const of = (id: string): Fact | null => lab.facts.find('misc', id);
  const kept = new Session(lab);
  kept.setUp(0, 'hv_syndbg_on', 0);
  for (const [i, [, msr]] of SIX.entries()) kept.hostSet(0, msr, 0xeee0n + BigInt(i), 'unprinted');
  kept.hostSet(0, GUEST_OS_ID, 0x81n, 'unprinted');
  kept.hostSet(0, GUEST_OS_ID, 0n, 'unprinted');
  kept.hostGetSix(0, of('guest_os_id_set_then_cleared'), 'host');
  kept.hostSet(0, RESET, 0n, 'unprinted');
  kept.hostGetSix(0, of('hv_reset_msr_written_0_by_host'), 'host');

  hostWritesWhileStopped(lab, of);
  registersWhileStopped(lab, of);

  const synic = new Session(lab);
  synic.setUp(0, 'hv_syndbg_on', 0);
  const enabled = of('enable_synic2_without_irqchip');
  const op = { op: 'enable_cap', fd: 'vcpu', vm: 0, vcpu: 0, cap: 148, arg: 0n };
  synic.step(op, enabled ? seen(enabled, 'ret') : 'missing');
  enter(synic, write(0, MSR.CONTROL, 1n), of('control_write_after_synic2'));

  for (const register of ['CONTROL', 'PENDING'] as const) {
    const s = new Session(lab, { irqchip: true });
    s.setUp(0, 'hv_syndbg_on', 0);
    enter(s, write(0, MSR[register], 0x4001n), of(`in_kernel_irqchip/${register}_write`), STOP);
  }
}

type Of = (id: string) => Fact | null;

function hostWritesWhileStopped(lab: Lab, of: Of): void {
  const s = new Session(lab);
  s.setUp(0, 'hv_syndbg_on', 0);
  s.hostSet(0, MSR.STATUS, 0xfedcba9876543210n, 'unprinted');
  const before = of('host_set_status_guest_reads');
  enter(s, read(0, MSR.STATUS), before);
  const name = 'control_exit_then_host_set_status_5150_then_reenter';
  enter(s, write(0, MSR.CONTROL, 1n), of(`${name}/step1`), STOP, expectLike([before]));
  s.hostSet(0, MSR.STATUS, 0x5150n, 'unprinted');
  const after = of(`${name}/step2`);
  s.step({ op: 'run', vm: 0, vcpu: 0 }, after ? ranToHalt(after, 'run') : 'missing');
  guestReadSix(s, 0, after);
}

function registersWhileStopped(lab: Lab, of: Of): void {
  const name = 'control_exit_then_set_regs_then_run';
  const s = new Session(lab);
  s.setUp(0, 'hv_syndbg_on', 0);
  enter(s, write(0, MSR.CONTROL, 1n), of(`${name}/step1`), STOP);
  s.step({ op: 'set_regs', vm: 0, vcpu: 0, rip: 0x1030n }, 'unprinted');
  const after = of(`${name}/step2`);
  s.step(
    { op: 'run', vm: 0, vcpu: 0, run: { status: 0x77aan } },
    after ? ranToHalt(after, 'run') : 'missing',
  );
  if (after) status(s, 0, after, 'host_STATUS');
}

/** KVM_GET_MSRS of STATUS, with the value alone in the fact. */
function status(s: Session, vcpu: number, fact: Fact, key: string): void {
  const op = { op: 'get_msrs', fd: 'vcpu', vm: 0, vcpu, msrs: [MSR.STATUS] };
  s.step(op, { fact, outcome: { outcome: 'ok', values: [value(fact, key)] } });
}

export function misc2(lab: Lab): void {
  const of: Of = (id) => lab.facts.find('misc2', id);
  const early = new Session(lab);
  early.setUp(0, 'hv_syndbg_on', 0);
  const interrupted = of('immediate_exit_before_wrmsr');
  const op = write(0, MSR.CONTROL, 0x61n, { run: { immediate_exit: true } });
  early.step(op, interrupted ? seen(interrupted, 'ret') : 'missing');
  const get = { op: 'get_msrs', fd: 'vcpu', vm: 0, vcpu: 0, msrs: [MSR.CONTROL] };
  early.step(
    get,
    interrupted
      ? { fact: interrupted, outcome: { outcome: 'ok', values: [value(interrupted, 'host_CONTROL')] } }
      : 'missing',
  );

  twoStopped(lab, of);

  const other = new Session(lab, { vms: 2 });
  other.setUp(0, 'hv_syndbg_on', 0);
  for (const [i, [, msr]] of SIX.entries()) other.hostSet(0, msr, 0xfff0n + BigInt(i), 'unprinted');
  const unaffected = of('other_vm_unaffected');
  other.hostGetSix(0, unaffected, 'host', unaffected?.fields, 1);
}

/** Both vCPUs stand in a CONTROL exit; the second is entered first. */
function twoStopped(lab: Lab, of: Of): void {
  const s = new Session(lab, { vcpus: 2 });
  for (const vcpu of [0, 1]) s.setUp(vcpu, 'hv_syndbg_on', 0);
  const both = [of('two_vcpus/vcpu0_control'), of('two_vcpus/vcpu1_control')];
  const expect = expectLike(both);
  for (const vcpu of [0, 1])
    enter(s, write(vcpu, MSR.CONTROL, 0x71n + BigInt(vcpu)), both[vcpu] ?? null, STOP, expect);
  for (const vcpu of [1, 0]) {
    const fact = of(`two_vcpus/reenter_vcpu${vcpu}`);
    const op = { op: 'run', vm: 0, vcpu, run: { status: 0xaaa0n + BigInt(vcpu) } };
    s.step(op, fact ? ranToHalt(fact, 'ret') : 'missing');
    if (fact) for (const through of [0, 1]) status(s, through, fact, `host_STATUS_vcpu${through}`);
  }
}

const TABLES = [
  'hv_syndbg_on',
  'hv_as_supported',
  'hv_on_maxleaf_40000005',
  'hv_no_leaf_82',
  'hv_82eax_ffffffff',
  'kvm_signature',
] as const;
const LEAVES = [0x40000000n, 0x40000001n, 0x40000003n, 0x40000080n, 0x40000081n, 0x40000082n, 0x40000083n];

/** The table as KVM_GET_CPUID2 gives it back and as the guest's CPUID sees it. */
export function cpuidTables(lab: Lab): void {
  for (const setup of TABLES) {
    const s = new Session(lab);
    s.setUp(0, setup, 0);
    for (const fn of LEAVES) {
      const id = `${setup}/0x${fn.toString(16)}`;
      const kept = lab.facts.find('get_cpuid2', id);
      const absent = kept?.fields['entry'] === 'absent';
      const op = { op: 'get_cpuid', vm: 0, vcpu: 0, function: fn };
      s.step(
        op,
        kept ? { fact: kept, outcome: { outcome: 'ok', leaf: absent ? null : leafOf(fn, kept) } } : 'missing',
      );
      const cpuid = { op: 'cpuid', vm: 0, vcpu: 0, function: fn, mode: 'real', rip: 0x1080n } as Instruction;
      enter(s, cpuid, lab.facts.find('guest_cpuid', id));
    }
  }
}
