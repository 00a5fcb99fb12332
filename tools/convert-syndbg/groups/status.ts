/** Groups `status`, `status_seq`, `fill_seq`, `mode_*`, `emulator`: the exit, its payload and its completion. */
import type { Fact } from '../facts';
import { value } from '../facts';
import type { Act } from '../guest';
import { enter, enterTwice, expectLike, guestReadSix, read, write } from '../guest';
import type { Lab } from '../session';
import { MSR, Session, SIX } from '../session';

const CAFE = 0xcafen;
const OTHER = 0x777000n;
const PREFILLED = ['STATUS', 'CONTROL', 'SEND', 'RECV', 'PENDING', 'OPTIONS'] as const;
const PREFILL: Readonly<Record<string, bigint>> = {
  STATUS: 0x5757n,
  CONTROL: 0x11n,
  SEND: 0x2000n,
  RECV: 0x3000n,
  PENDING: 0x4000n,
  OPTIONS: 0x5n,
};

const ANSWERS: Readonly<Record<string, Act>> = {
  userspace_leaves_all_alone: {},
  userspace_sets_status_cafe: { status: CAFE },
  userspace_sets_status_all_ones: { status: 0xffffffffffffffffn },
  'prefilled/leaves_alone': { hostReads: true },
  'prefilled/sets_status_cafe': { hostReads: true, status: CAFE },
  'prefilled/sets_status_0': { status: 0n },
  'prefilled/sets_other_fields': { other: OTHER },
  'prefilled/sets_all_fields': { other: OTHER, status: CAFE },
  'prefilled/sets_status_and_msr=CONTROL': { status: CAFE, msr: MSR.CONTROL },
  'prefilled/sets_status_and_msr=PENDING': { status: CAFE, msr: MSR.PENDING },
  'prefilled/sets_status_and_msr=0': { status: CAFE, msr: 0n },
  'prefilled/sets_status_and_type=1': { status: CAFE, type: 1n },
  'prefilled/sets_status_and_type=2': { status: CAFE, type: 2n },
  'prefilled/immediate_exit_then_get': { status: CAFE, immediate: true },
  'prefilled/sets_status_never_reenters': { status: CAFE, stop: true },
};

export function answers(lab: Lab): void {
  for (const register of ['CONTROL', 'PENDING'] as const) {
    for (const [name, act] of Object.entries(ANSWERS)) {
      const fact = lab.facts.find('status', `${register}/${name}`);
      const s = new Session(lab);
      s.setUp(0, 'hv_syndbg_on', 0);
      const filled = name.startsWith('prefilled/') ? PREFILLED : [];
      for (const other of filled) s.hostSet(0, MSR[other], PREFILL[other] as bigint, 'unprinted');
      enter(s, write(0, MSR[register], 0x9001n), fact, act);
      if (!act.stop) guestReadSix(s, 0, fact);
      s.hostGetSix(0, fact, 'host');
    }
  }
}

export function sequence(lab: Lab): void {
  const s = new Session(lab);
  s.setUp(0, 'hv_syndbg_on', 0);
  const of = (id: string): Fact | null => lab.facts.find('status_seq', id);
  const expect = expectLike(lab.facts.starting('status_seq', ''));
  const first: readonly [string, bigint, bigint, Act][] = [
    ['1_control_status111', MSR.CONTROL, 1n, { status: 0x111n }],
    ['2_pending_status222', MSR.PENDING, 0x4000n, { status: 0x222n }],
    ['3_control_status333', MSR.CONTROL, 2n, { status: 0x333n }],
    ['4_guest_writes_STATUS_444', MSR.STATUS, 0x444n, { status: 0x333n }],
    ['5_control_leave', MSR.CONTROL, 2n, {}],
  ];
  for (const [id, msr, to, act] of first) {
    enter(s, write(0, msr, to), of(id), act, expect);
    guestReadSix(s, 0, of(id));
  }
  const second: readonly [string, bigint, bigint][] = [
    ['6_same_control_again', MSR.CONTROL, 2n],
    ['7_control_0', MSR.CONTROL, 0n],
    ['8_pending_same_again', MSR.PENDING, 0x4000n],
    ['9_pending_0', MSR.PENDING, 0n],
  ];
  for (const [id, msr, to] of second) enter(s, write(0, msr, to), of(id), {}, expect);
  twice(s, of('10_two_wrmsr_control_back_to_back'), MSR.CONTROL, 7n);
  twice(s, of('11_two_wrmsr_pending_back_to_back'), MSR.PENDING, 0x6000n);
  writeThenRead(s, of('12_wrmsr_control_then_rdmsr_status_in_one_run'));
}

function twice(s: Session, fact: Fact | null, msr: bigint, to: bigint): void {
  if (fact) enterTwice(s, write(0, msr, to, { rip: 0x1040n }), write(0, msr, to, { rip: 0x1042n }), fact);
  else s.lose('two writes of which nothing is known');
}

/** WRMSR of CONTROL, then RDMSR of STATUS in the entry that completes the exit; the probe kept RAX and RDX. */
function writeThenRead(s: Session, fact: Fact | null): void {
  if (!fact) return;
  const status = 0xbeef0000beefn;
  enter(s, write(0, MSR.CONTROL, 9n, { rip: 0x1050n }), fact, { status, goesOn: true });
  s.step({ op: 'run', vm: 0, vcpu: 0, run: { reason: 0xdeadbeefn, status } }, 'uninterrupted');
  const [rax, rdx] = [value(fact, 'rax'), value(fact, 'rdx')];
  const op = read(0, MSR.STATUS, { rip: 0x1054n, rax: 9n, rdx: 0n });
  s.step(op, { fact, outcome: { outcome: 'ok', value: (rdx << 32n) | rax, rax, rdx, events: [] } });
}

const FILL: readonly [keyof typeof MSR, bigint][] = [
  ['CONTROL', 0x21n],
  ['SEND', 0x5000n],
  ['RECV', 0x6000n],
  ['STATUS', 0x7n],
  ['OPTIONS', 0xfn],
  ['CONTROL', 0x22n],
  ['PENDING', 0x7000n],
  ['CONTROL', 0x23n],
];

/** What the exit shows of the other registers as they fill. */
export function filling(lab: Lab): void {
  const s = new Session(lab);
  s.setUp(0, 'hv_syndbg_on', 0);
  const expect = expectLike(lab.facts.starting('fill_seq', ''));
  for (const [i, [register, to]] of FILL.entries()) {
    const id = `${i}_0x${MSR[register].toString(16)}_${to.toString(16)}`;
    enter(s, write(0, MSR[register], to), lab.facts.find('fill_seq', id), {}, expect);
  }
}

export function modes(lab: Lab): void {
  for (const mode of ['real', 'prot32', 'long64'] as const) {
    for (const setup of ['hv_syndbg_on', 'hv_82eax_0'] as const) {
      const s = new Session(lab);
      s.setUp(0, setup, 0);
      const name = `${mode}/${setup}`;
      const of = (group: string, register: string): Fact | null =>
        lab.facts.find(group, `${name}/${register}`);
      const expect = expectLike(
        SIX.flatMap(([register]) => [of('mode_wr', register), of('mode_rd', register)]),
      );
      const more = { mode, ...(mode === 'long64' ? { upper: 0xdead0000n } : {}) };
      const before = { rax: 0xa5a5a5a5a5a5a5a5n, rdx: 0x5a5a5a5a5a5a5a5an };
      for (const [i, [register, msr]] of SIX.entries()) {
        const to = (0x77n << 32n) | (0x2000n + BigInt(i));
        enter(s, write(0, msr, to, more), of('mode_wr', register), {}, expect);
        enter(s, read(0, msr, { ...before, ...more }), of('mode_rd', register), {}, expect);
      }
    }
  }
}

/** Behind the forced-emulation prefix, five bytes long. */
export function emulator(lab: Lab): void {
  for (const setup of ['hv_syndbg_on', 'hv_82eax_0'] as const) {
    const s = new Session(lab);
    s.setUp(0, setup, 0);
    const of = (what: string): Fact | null => lab.facts.find('emulator', `${setup}/${what}`);
    const expect = expectLike(lab.facts.starting('emulator', `${setup}/`));
    const more = { mode: 'long64', path: 'emulated' };
    for (const [i, [register, msr]] of SIX.entries()) {
      const to = 0x7000n + BigInt(i);
      const act = { status: 0xe0e0n };
      enter(s, write(0, msr, to, { ...more, rip: 0x1095n }), of(`wr_${register}`), act, expect);
      enter(s, read(0, msr, { ...more, rip: 0x10a5n }), of(`rd_${register}`), {}, expect);
    }
  }
}
