/** Groups `cap`, `cap_number`, `hv_cpuid`, `hv_cpuid_ioctl`, `supported_cpuid_4000`, `msr_list`, `host_sysfd`: what KVM lists. */
import type { Fact } from '../facts';
import { Misfit, result, value } from '../facts';
import type { Lab } from '../session';
import { counted, MSR, seen, Session } from '../session';
import { leafOf } from '../tables';

/** Capabilities of the header from 182 on, asked by number alone, are no part of any feature near this one. */
export const FOREIGN_CAPS: readonly bigint[] = [182n, 183n];

export function capabilities({ facts, ...lab }: Lab): void {
  const s = new Session({ facts, ...lab });
  for (const fact of [...facts.starting('cap', ''), ...facts.starting('cap_number', '')]) {
    const cap = value(fact, 'number');
    if (FOREIGN_CAPS.includes(cap)) continue;
    for (const fd of ['system', 'vm'] as const) {
      const outcome = { outcome: 'ok', value: value(fact, fd) };
      s.step({ op: 'check_extension', fd, vm: 0, cap: Number(cap) }, { fact, outcome });
    }
  }
}

/** Entries that the probe had room for, and those that the kernel has. */
const ROOM = 256;

export function cpuidLists(lab: Lab): void {
  const { facts, offered } = lab;
  const s = new Session(lab);
  const ask = (to: Session, fd: string, nent: number, fact: Fact | null, list: readonly Fact[]): void => {
    const op = { op: 'get_supported_hv_cpuid', fd, vm: 0, vcpu: 0, nent };
    if (!fact) return to.step(op, 'missing');
    const same = fact.fields['same_as_system'] === 'yes' ? facts.starting('hv_cpuid', 'system/') : list;
    for (const one of list) facts.take(one);
    const entries = fact.fields['nent'] === undefined ? {} : { nent: Number(value(fact, 'nent')) };
    const whole = same.length > 0 && same.length === entries.nent;
    const leaves = whole ? { leaves: same.map((leaf) => leafOf(value(leaf, 'function'), leaf)) } : {};
    if (same.length > 0 && !whole) throw new Misfit(fact, `${same.length} leaves of ${String(entries.nent)}`);
    to.step(op, { fact, outcome: { ...result(fact, 'ret'), ...entries, ...leaves } });
  };
  const of = (id: string): Fact | null => facts.find('hv_cpuid_ioctl', id);
  const have = offered.hyperv.length;
  ask(s, 'system', ROOM, of('system'), facts.starting('hv_cpuid', 'system/'));
  ask(s, 'vcpu', ROOM, of('vcpu'), facts.starting('hv_cpuid', 'vcpu/'));
  ask(s, 'system', have - 1, of('system_nent_one_short'), []);
  ask(s, 'system', have, of('system_nent_exact'), []);
  ask(s, 'system', 0, of('system_nent_0'), []);
  ask(s, 'vm', ROOM, of('vm_fd'), []);
  kvmLeaves(lab, s);
  s.setCpuid(0, 'hv_82eax_0');
  ask(s, 'vcpu', ROOM, of('vcpu_after_set_cpuid_without_syndbg'), []);
  const other = new Session(lab, { irqchip: true });
  other.setUp(0, 'hv_syndbg_on', 0);
  ask(other, 'vcpu', ROOM, of('vcpu_with_irqchip'), []);
}

/** KVM's own leaves; their maximum leaf says that the list of them is whole. */
function kvmLeaves({ facts, offered }: Lab, s: Session): void {
  const list = facts.starting('supported_cpuid_4000', '');
  const [first, ...rest] = list;
  const functions = offered.kvm.map((leaf) => leaf.function);
  if (!first || offered.kvm[0]?.eax !== functions.at(-1))
    throw new Error('the list of KVM leaves is not whole');
  for (const fact of rest) facts.take(fact);
  s.step({ op: 'get_supported_cpuid' }, { fact: first, outcome: { outcome: 'ok', functions } });
}

export function msrLists(lab: Lab): void {
  const s = new Session(lab);
  const ask = (list: string, msr: bigint, fact: Fact): void =>
    s.step(
      { op: 'msr_listed', list, msr },
      { fact, outcome: { outcome: 'ok', listed: value(fact, 'listed') === 1n } },
    );
  for (const list of ['index', 'feature']) {
    const start = `${list}_list/`;
    for (const fact of lab.facts.starting('msr_list', start))
      ask(list, BigInt(fact.id.slice(start.length)), fact);
  }
  for (const fact of lab.facts.starting('msr_list_hv', '')) ask('index', BigInt(fact.id), fact);
}

/** KVM_GET_MSRS and KVM_SET_MSRS on /dev/kvm. */
export function systemMsrs(lab: Lab): void {
  const s = new Session(lab);
  for (const fact of lab.facts.starting('host_sysfd', 'get/')) {
    const name = fact.id.slice('get/'.length);
    const op = {
      op: 'get_msrs',
      fd: 'system',
      vm: 0,
      vcpu: 0,
      msrs: [name in MSR ? MSR[name as keyof typeof MSR] : BigInt(name)],
    };
    s.step(op, { fact, outcome: counted(fact) });
  }
  const set = lab.facts.find('host_sysfd', 'set/CONTROL');
  const msrs = [{ msr: MSR.CONTROL, value: 1n }];
  if (set) s.step({ op: 'set_msrs', fd: 'system', vm: 0, vcpu: 0, msrs }, seen(set, 'ret'));
}
