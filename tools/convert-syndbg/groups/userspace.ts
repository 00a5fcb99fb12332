/** Groups `usermsr*`, `filter`, `ignore_msrs`: what userspace and the module may make of a refused access. */
import type { Fact } from '../facts';
import { enter, expectLike, read, write } from '../guest';
import type { Lab } from '../session';
import { MSR, seen, Session, SIX } from '../session';

const UNKNOWN = 0x400000f0n;
const SEVEN = [...SIX, ['0x400000f0', UNKNOWN]] as const;
const DATA = { data: 0x6464n };

export function userspaceMsrs(lab: Lab): void {
  const { facts } = lab;
  for (const mask of [1, 2, 3]) {
    for (const setup of ['hv_syndbg_on', 'hv_82eax_0', 'base_no_hv_leaves', 'hv_on_3edx_no_bit11'] as const) {
      for (const enforce of [0, 1]) {
        const name = `mask${mask}/${setup}/enforce${enforce}`;
        const of = (what: string): Fact | null => facts.find('usermsr', `${name}/${what}`);
        const s = new Session(lab);
        s.setUp(0, setup, enforce);
        askForExits(s, BigInt(mask), facts.find('usermsr_cap', name), 'ret');
        const six = expectLike(
          SIX.flatMap(([register]) => [of(`wr_${register}`), of(`rd_${register}`)]),
          true,
        );
        const unknown = expectLike([of('wr_0x400000f0'), of('rd_0x400000f0')], true);
        for (const [register, msr] of SEVEN) {
          const expect = msr === UNKNOWN ? unknown : six;
          enter(s, write(0, msr, 0x3000n), of(`wr_${register}`), DATA, expect);
          enter(s, read(0, msr), of(`rd_${register}`), DATA, expect);
        }
      }
    }
  }
}

/** KVM_CAP_X86_USER_SPACE_MSR. */
function askForExits(s: Session, mask: bigint, fact: Fact | null, key: string): void {
  const op = { op: 'enable_cap', fd: 'vm', vm: 0, vcpu: 0, cap: 188, arg: mask };
  s.step(op, fact ? seen(fact, key) : 'missing');
}

/** A filter that denies CONTROL to PENDING, without and with exits to userspace for it. */
export function filters(lab: Lab): void {
  for (const asks of [0, 1]) {
    const of = (what: string): Fact | null => lab.facts.find('filter', `usermsr${asks}/${what}`);
    const setup = of('setup');
    const s = new Session(lab);
    s.setUp(0, 'hv_syndbg_on', 0);
    const deny = [{ base: MSR.CONTROL, count: 5 }];
    s.step({ op: 'set_msr_filter', vm: 0, deny }, setup ? seen(setup, 'filter') : 'missing');
    if (asks) askForExits(s, 4n, setup, 'cap');
    const denied = SIX.slice(0, 5).flatMap(([register]) => [of(`wr_${register}`), of(`rd_${register}`)]);
    for (const [i, [register, msr]] of SIX.entries()) {
      const expect = msr === MSR.OPTIONS ? expectLike([]) : expectLike(denied, asks === 1);
      enter(s, write(0, msr, 0x3000n), of(`wr_${register}`), DATA, expect);
      enter(s, read(0, msr), of(`rd_${register}`), DATA, expect);
      const host = of(`host_${register}`) ?? 'missing';
      s.hostSet(0, msr, 0x4400n + BigInt(i), host);
      s.hostGet(0, msr, host);
    }
  }
}

export function ignoreMsrs(lab: Lab): void {
  for (const setup of ['hv_syndbg_on', 'hv_82eax_0', 'base_no_hv_leaves'] as const) {
    const of = (what: string, name: string): Fact | null =>
      lab.facts.find('ignore_msrs', `${setup}/${what}/${name}`);
    const s = new Session(lab);
    s.step({ op: 'set_ignore_msrs', on: true }, 'unprinted');
    s.setUp(0, setup, 0);
    const expect = expectLike(SIX.flatMap(([name]) => [of('guest_rd', name), of('guest_wr', name)]));
    for (const [name, msr] of SEVEN) {
      enter(s, read(0, msr), of('guest_rd', name));
      enter(s, write(0, msr, 0x5000n), of('guest_wr', name), {}, expect);
      const host = of('host', name) ?? 'missing';
      s.hostGet(0, msr, host);
      s.hostSet(0, msr, 0x99n, host);
    }
  }
}
