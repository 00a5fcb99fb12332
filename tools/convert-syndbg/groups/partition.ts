/** Groups `partition`, `enforce_order`, `cpuid_late`: what is one per VM and one per vCPU, and when it may change. */
import type { Fact } from '../facts';
import { enter, expectLike, guestReadSix, halt, read, write } from '../guest';
import type { Lab, Shape } from '../session';
import { MSR, seen, Session, SIX, WRITE_ORDER } from '../session';

const TWO: Shape = { vcpus: 2 };

export function partition(lab: Lab): void {
  writtenOnOneVcpu(lab);
  writtenByHost(lab);
  mixedTables(lab);
  switched(lab, 'cpuid_on_to_off_before_run', 0xccc0n, ['hv_82eax_0']);
  switched(lab, 'cpuid_on_off_on_before_run', 0xddd0n, ['hv_82eax_0', 'hv_syndbg_on']);
}

function finder(lab: Lab, group: string): (id: string) => Fact | null {
  return (id) => lab.facts.find(group, id);
}

function writtenOnOneVcpu(lab: Lab): void {
  const of = finder(lab, 'partition');
  const s = new Session(lab, TWO);
  for (const vcpu of [0, 1]) s.setUp(vcpu, 'hv_syndbg_on', 0);
  const act = { status: 0xabcn };
  const expect = expectLike([of('read_on_vcpu0'), of('read_on_vcpu1')]);
  for (const i of WRITE_ORDER) {
    const [register, msr] = SIX[i];
    enter(s, write(0, msr, 0x3330n + BigInt(i)), of(`guest_write_vcpu0/${register}`), act, expect);
  }
  for (const vcpu of [0, 1]) {
    guestReadSix(s, vcpu, of(`read_on_vcpu${vcpu}`));
    s.hostGetSix(vcpu, of(`read_on_vcpu${vcpu}`), 'host');
  }
  enter(s, write(1, MSR.CONTROL, 0x55n), of('vcpu1_control_write_exit'), act, expect);
  enter(s, halt(0), of('vcpu0_run_hlt_after_vcpu1_exit'));
  enter(s, write(0, MSR.PENDING, 0x66n), of('vcpu0_pending_write_exit_shows_vcpu1_control'), act, expect);
}

function writtenByHost(lab: Lab): void {
  const fact = lab.facts.find('partition', 'host_write_vcpu0_host_read_vcpu1');
  const s = new Session(lab, TWO);
  for (const vcpu of [0, 1]) s.setUp(vcpu, 'hv_syndbg_on', 0);
  for (const [i, [, msr]] of SIX.entries()) s.hostSet(0, msr, 0x8880n + BigInt(i), 'unprinted');
  s.hostGetSix(1, fact, 'host');
  guestReadSix(s, 1, fact);
}

function mixedTables(lab: Lab): void {
  const of = (id: string): Fact | null => lab.facts.find('partition', `mixed_cpuid/${id}`);
  const s = new Session(lab, TWO);
  s.setUp(0, 'hv_syndbg_on', 0);
  s.setUp(1, 'hv_82eax_0', 0);
  const rows = [
    [0, 'guest_write_vcpu0', 0x4440n, 'read_vcpu0'],
    [1, 'guest_write_vcpu1_without', 0x9990n, 'read_vcpu1'],
  ] as const;
  for (const [vcpu, name, base, after] of rows) {
    for (const i of WRITE_ORDER) {
      const [register, msr] = SIX[i];
      enter(s, write(vcpu, msr, base + BigInt(i)), of(`${name}/${register}`), {}, expectLike([of(after)]));
    }
  }
  for (const [vcpu, , , after] of rows) {
    guestReadSix(s, vcpu, of(after));
    s.hostGetSix(vcpu, of(after), 'host');
  }
  for (const [i, [register, msr]] of SIX.entries()) {
    s.hostSet(1, msr, 0xbbb0n + BigInt(i), of(`host_set_vcpu1/${register}`) ?? 'missing');
  }
  guestReadSix(s, 0, of('read_vcpu0_after_host_set_vcpu1'));
}

function switched(
  lab: Lab,
  id: string,
  base: bigint,
  then: readonly ('hv_82eax_0' | 'hv_syndbg_on')[],
): void {
  const fact = lab.facts.find('partition', id);
  const s = new Session(lab);
  s.setUp(0, 'hv_syndbg_on', 0);
  for (const [i, [, msr]] of SIX.entries()) s.hostSet(0, msr, base + BigInt(i), 'unprinted');
  for (const setup of then) s.setCpuid(0, setup);
  s.hostGetSix(0, fact, 'host');
  guestReadSix(s, 0, fact);
}

export function enforceOrder(lab: Lab): void {
  const of = finder(lab, 'enforce_order');
  const before = of('enforce_before_cpuid/3edx_no_bit11');
  const early = new Session(lab);
  early.enforce(0, 1n, before ? seen(before, 'enable') : 'missing');
  early.setUp(0, 'hv_on_3edx_no_bit11', 0);
  guestReadSix(early, 0, before);

  const off = of('enforce_on_then_off/3edx_no_bit11');
  const undone = new Session(lab);
  undone.setUp(0, 'hv_on_3edx_no_bit11', 1);
  undone.enforce(0, 0n, off ? seen(off, 'off') : 'missing');
  guestReadSix(undone, 0, off);

  const two = of('enforce_args2');
  const other = new Session(lab);
  other.setUp(0, 'hv_on_3edx_no_bit11', 0);
  other.enforce(0, 2n, two ? seen(two, 'enable_args0_2') : 'missing');
  guestReadSix(other, 0, two);

  const vmLevel = of('vm_level_enable');
  const op = { op: 'enable_cap', fd: 'vm', vm: 0, vcpu: 0, cap: 199, arg: 1n };
  if (vmLevel) new Session(lab).step(op, seen(vmLevel, 'ret'));
}

/** CPUID and enforcement after the vCPU has run. */
export function late(lab: Lab): void {
  const of = finder(lab, 'cpuid_late');
  const s = new Session(lab);
  s.setUp(0, 'hv_82eax_0', 0);
  enter(s, read(0, MSR.CONTROL), of('run_once_without_syndbg'));
  for (const [id, setup] of [
    ['set_same_again', 'hv_82eax_0'],
    ['set_with_syndbg_on', 'hv_syndbg_on'],
  ] as const) {
    const fact = of(id);
    s.setCpuid(0, setup, fact ? seen(fact, 'ret') : 'missing');
  }
  enter(s, read(0, MSR.CONTROL), of('guest_rd_after'));

  const enforced = new Session(lab);
  enforced.setUp(0, 'hv_on_3edx_no_bit11', 0);
  enter(enforced, read(0, MSR.CONTROL), of('3edx_no_bit11_run_without_enforce'));
  const fact = of('enforce_after_run');
  enforced.enforce(0, 1n, fact ? seen(fact, 'ret') : 'missing');
  enter(enforced, read(0, MSR.CONTROL), of('guest_rd_after_enforce'));
}
