/** Groups `host`, `host_exit`, `host_batch`, `guest_wr_value`: many values, written by the host and by the guest. */
import { value } from '../facts';
import { enter, guestReadSix, halt, write } from '../guest';
import type { Lab } from '../session';
import { Session, SIX } from '../session';
import type { Setup } from '../tables';

const VALUES = [
  0n,
  1n,
  2n,
  3n,
  4n,
  0x10n,
  0xffffn,
  0x10000n,
  0x80000000n,
  0xffffffffn,
  0x100000000n,
  0x1000n,
  0x1001n,
  0x7ffffffffffff000n,
  0x8000000000000000n,
  0xfffffffffffffffen,
  0xffffffffffffffffn,
  0x123456789abcdef0n,
];

const HOST_SETUPS: readonly Setup[] = [
  'nocpuid',
  'base_no_hv_leaves',
  'kvm_signature',
  'hv_as_supported',
  'hv_syndbg_on',
  'hv_82eax_0',
  'hv_no_leaf_82',
  'hv_on_iface_sig_bad',
  'hv_on_no_leaf_3',
  'only_leaves_1_and_82',
  'only_leaf_82',
];

export function hostValues(lab: Lab): void {
  const { facts } = lab;
  for (const setup of HOST_SETUPS) {
    for (const enforce of [0, 1]) {
      for (const [register, msr] of SIX) {
        const name = `${setup}/enforce${enforce}/${register}`;
        const s = new Session(lab);
        s.setUp(0, setup, enforce);
        s.hostGet(0, msr, facts.find('host', `${name}/initial_get`) ?? 'missing');
        for (const to of VALUES) {
          const fact = facts.find('host', `${name}/set_${to.toString(16)}`) ?? 'missing';
          s.hostSet(0, msr, to, fact);
          s.hostGet(0, msr, fact);
        }
        const run = facts.find('host_exit', `${name}/run_hlt_after_host_sets`);
        enter(s, halt(0), run);
        s.hostGetSix(0, run, 'after');
      }
    }
  }
}

/** All six in one call. */
export function hostBatches(lab: Lab): void {
  const { facts } = lab;
  for (const setup of ['hv_82eax_0', 'hv_syndbg_on'] as const) {
    const s = new Session(lab);
    s.setUp(0, setup, 0);
    const set = facts.find('host_batch', `${setup}/set6`);
    const msrs = SIX.map(([, msr], i) => ({ msr, value: 0x1110n + BigInt(i) }));
    s.step(
      { op: 'set_msrs', fd: 'vcpu', vm: 0, vcpu: 0, msrs },
      set ? { fact: set, outcome: { outcome: 'ok', count: Number(value(set, 'set_count')) } } : 'missing',
    );
    const get = facts.find('host_batch', `${setup}/get6`);
    const all = SIX.map(([, msr]) => msr);
    s.step(
      { op: 'get_msrs', fd: 'vcpu', vm: 0, vcpu: 0, msrs: all },
      get
        ? { fact: get, outcome: { ...countOf(get), values: SIX.map(([name]) => value(get, name)) } }
        : 'missing',
    );
    const broken = facts.find('host_batch', `${setup}/get6_with_f0_second`);
    s.step(
      {
        op: 'get_msrs',
        fd: 'vcpu',
        vm: 0,
        vcpu: 0,
        msrs: all.map((msr, i) => (i === 1 ? 0x400000f0n : msr)),
      },
      broken ? { fact: broken, outcome: countOf(broken) } : 'missing',
    );
  }
}

function countOf(fact: Parameters<typeof value>[0]): object {
  return { outcome: 'ok', count: Number(value(fact, 'get_count')) };
}

export function guestValues(lab: Lab): void {
  for (const enforce of [0, 1]) {
    for (const [register, msr] of SIX) {
      for (const to of VALUES) {
        const fact = lab.facts.find('guest_wr_value', `enforce${enforce}/${register}/${to.toString(16)}`);
        const s = new Session(lab);
        s.setUp(0, 'hv_syndbg_on', enforce);
        enter(s, write(0, msr, to), fact);
        guestReadSix(s, 0, fact);
        s.hostGetSix(0, fact, 'host');
      }
    }
  }
}
