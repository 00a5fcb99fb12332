/** Group `stale`: what stands in the exit's `status` after other Hyper-V exits on the same vCPU. */
import type { Act, Expect } from '../guest';
import { enter, expectLike, read, write } from '../guest';
import type { Fact } from '../facts';
import type { Lab } from '../session';
import { MSR, seen, Session } from '../session';
import { GUEST_OS_ID, hypercall, SOME_OS } from './hypercalls';

const SIEFP = 0x40000082n;
const SIMP = 0x40000083n;
const SCONTROL = 0x40000080n;

export function stale(lab: Lab): void {
  afterSynic(lab, 'SYNIC', 123);
  afterSynic(lab, 'SYNIC2', 148);
  afterHypercall(lab);
}

function afterSynic(lab: Lab, name: string, cap: number): void {
  const of = (id: string): Fact | null => lab.facts.find('stale', `${name}/${id}`);
  const s = new Session(lab, { irqchip: true });
  s.setUp(0, 'hv_syndbg_on', 0);
  const setup = of('setup');
  s.step(
    { op: 'enable_cap', fd: 'vcpu', vm: 0, vcpu: 0, cap, arg: 0n },
    setup ? seen(setup, 'enable') : 'missing',
  );
  const all = lab.facts.starting('stale', `${name}/`);
  const debug = expectLike(all.filter(({ id }) => id.includes('control_') || id.includes('pending_')));
  const synic = all.some(({ fields }) =>
    JSON.stringify(Object.keys((fields['exits'] as object[] | undefined)?.[0] ?? {})).includes('synic'),
  );
  const expect: Expect = (op) =>
    op.msr === SIEFP || op.msr === SIMP || op.msr === SCONTROL ? (synic ? ['SYNIC'] : null) : debug(op);
  const wr = (id: string, msr: bigint, to: bigint, act: Act = {}): void =>
    enter(s, write(0, msr, to, { rip: 0x1100n }), of(id), act, expect);
  const rd = (id: string): void => enter(s, read(0, MSR.STATUS, { rip: 0x1110n }), of(id), {}, expect);
  wr('1_control_first', MSR.CONTROL, 0x31n);
  rd('2_read_status');
  wr('3_guest_SIEFP_abcd001', SIEFP, 0xabcd000n);
  wr('4_guest_SIMP_5678000', SIMP, 0x5678000n);
  wr('5_guest_SCONTROL_1', SCONTROL, 1n);
  wr('6_control_after_synic_exits_status_left_alone', MSR.CONTROL, 0x32n);
  rd('7_read_status');
  wr('8_pending_after_synic_exits', MSR.PENDING, 0x33n);
  wr('9_control_userspace_sets_d00d', MSR.CONTROL, 0x34n, { status: 0xd00dn });
  rd('10_read_status');
  wr('11_control_left_alone_again', MSR.CONTROL, 0x35n);
  rd('12_read_status');
}

function afterHypercall(lab: Lab): void {
  const of = (id: string): Fact | null => lab.facts.find('stale', `HCALL/${id}`);
  const s = new Session(lab);
  s.setUp(0, 'hv_syndbg_on', 0);
  s.hostSet(0, GUEST_OS_ID, SOME_OS, 'unprinted');
  s.hostSet(0, MSR.OPTIONS, 4n, 'unprinted');
  const expect = expectLike([of('1_control'), of('3_control_after')]);
  const mode = { mode: 'long64' };
  enter(s, write(0, MSR.CONTROL, 0x41n, mode), of('1_control'), {}, expect);
  enter(s, hypercall(0x69n, 'long64'), of('2_post_debug_data'), { result: 0x1234n });
  enter(s, write(0, MSR.CONTROL, 0x42n, mode), of('3_control_after'), {}, expect);
  enter(s, read(0, MSR.STATUS, mode), of('4_read_status'), {}, expect);
}
