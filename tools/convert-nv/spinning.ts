/** T3_eret, T5, T6, T11g and T7: guests that go somewhere and spin there. */
import type { Fact } from './facts';
import { featuresOf, hexOf } from './facts';
import { type Lab, Session, TGE } from './session';

const HCR0 = 0x4_8000_0000n;
const HCR1 = 0x4_8800_0000n;

/** A guest that reaches its loop, a hundred exits there, and in some tests what it does when it goes on. */
export function spinning(lab: Lab, fact: Fact, id: string): void {
  const s = new Session(lab, id, featuresOf(fact));
  s.init();
  s.set('PSTATE', hexOf(fact, 'start_pstate'));
  s.enter();
  const after = reach(s, fact);
  s.guest({ op: 'execute', pc: hexOf(fact, 'pc') });
  s.interrupt();
  s.registers(fact, givenIn(fact.test));
  for (const mode of Object.keys(fact['M100'] as object)) {
    s.enter();
    s.guest({ op: 'execute' });
    s.interrupt();
    s.get('PSTATE', { outcome: 'ok', mode });
  }
  if (!('final_M' in fact)) return;
  s.enter();
  after();
  s.guest({ op: 'execute' });
  s.interrupt();
  s.get('PSTATE', { outcome: 'ok', mode: fact['final_M'] });
}

/** The register that the way to the loop takes from the fact. */
function givenIn(test: string): 'ELR_EL2' | 'ELR_EL1' | null {
  if (test.startsWith('T6n')) return 'ELR_EL1';
  return /^T(3_eret|5_|6_)/.test(test) ? 'ELR_EL2' : null;
}

/** Leads the guest to its loop; gives what it does when it goes on. */
function reach(s: Session, fact: Fact): () => void {
  const nothing = (): void => undefined;
  const { test } = fact;
  if (test.startsWith('T5n_EL1t')) {
    s.guest({ op: 'msr', reg: 'SPSel', value: 0n });
    return nothing;
  }
  if (test.startsWith('T5n_EL1h')) return nothing;
  if (test.startsWith('T6n')) {
    s.guest({ op: 'msr', reg: 'SPSR_EL1', value: 0x3c0n });
    s.guest({ op: 'msr', reg: 'ELR_EL1', value: hexOf(fact, 'elr_el1') }, { op: 'eret' });
    return nothing;
  }
  s.vectors();
  if (test.startsWith('T11g')) {
    s.hcr(hexOf(fact, 'x12'));
    return nothing;
  }
  if (test.startsWith('T3_eret')) {
    s.hcr(hexOf(fact, 'x12'));
    s.eret(0x3c8n, hexOf(fact, 'elr_el2'), (hexOf(fact, 'x12') & TGE) !== 0n);
    return nothing;
  }
  s.hcr(HCR0);
  if (test.startsWith('T5_')) s.eret(0x3c5n, hexOf(fact, 'elr_el2'), false);
  else if (test.startsWith('T6_')) s.eret(0x3c0n, hexOf(fact, 'elr_el2'), false);
  else throw new Error(`no way is known to the loop of ${test}`);
  if (test === 'T5_EL1t') s.guest({ op: 'msr', reg: 'SPSel', value: 0n });
  return () => {
    if (test.startsWith('T6_')) s.guest({ op: 'exception', class: 'SVC' });
    s.guest({ op: 'hvc', imm: 0n }, { op: 'enter' });
    s.hcr(HCR1);
    s.eret(0x3c0n, null, true);
  };
}

/** Each place of the walk in the order of the payload: how it is reached from the one before, and M and TGE there. */
const WALK: readonly (readonly [way: (s: Session) => void, place: string])[] = [
  [() => undefined, 'EL2h,E2H=1,TGE=0'],
  [(s) => s.hcr(HCR1), 'EL2h,E2H=1,TGE=1'],
  [
    (s) => {
      s.hcr(HCR0);
      s.guest({ op: 'msr', reg: 'SPSel', value: 0n });
    },
    'EL2t,E2H=1,TGE=0',
  ],
  [(s) => s.hcr(HCR1), 'EL2t,E2H=1,TGE=1'],
  [
    (s) => {
      s.guest({ op: 'msr', reg: 'SPSel', value: 1n });
      s.eret(0x3c0n, null, true);
    },
    'EL0t,E2H=1,TGE=1',
  ],
  [(s) => s.guest({ op: 'exception', class: 'SVC' }), 'EL2h,E2H=1,TGE=1'],
  [(s) => s.hcr(HCR0), 'EL2h,E2H=1,TGE=0'],
  [(s) => s.eret(0x3c5n, null, false), 'EL1h,E2H=1,TGE=0'],
  [(s) => s.guest({ op: 'msr', reg: 'SPSel', value: 0n }), 'EL1t,E2H=1,TGE=0'],
  [
    (s) => s.guest({ op: 'msr', reg: 'SPSel', value: 1n }, { op: 'hvc', imm: 0n }, { op: 'enter' }),
    'EL2h,E2H=1,TGE=0',
  ],
  [(s) => s.eret(0x3c0n, null, false), 'EL0t,E2H=1,TGE=0'],
  [(s) => s.guest({ op: 'exception', class: 'SVC' }), 'EL1h,E2H=1,TGE=0'],
  [(s) => s.guest({ op: 'hvc', imm: 0n }, { op: 'enter' }), 'EL2h,E2H=1,TGE=0'],
  [
    (s) => {
      s.hcr(HCR1);
      s.eret(0x3c8n, null, true);
    },
    'EL2t,E2H=1,TGE=1',
  ],
];

/** T7: every kick found the M and TGE of the place that its PC was in, and only those eight pairs. */
export function walk(lab: Lab, fact: Fact, id: string): void {
  if (fact['mismatches'] !== 0) throw new Error('T7: there are mismatches, and the walk would hide them');
  const seen = new Set(Object.keys(fact['combos'] as object));
  const known = new Set(WALK.map(([, place]) => place));
  for (const place of seen) if (!known.has(place)) throw new Error(`T7: ${place} is no place of the walk`);
  const s = new Session(lab, id, featuresOf(fact));
  s.init();
  s.set('PSTATE', 0x3c9n);
  s.enter();
  s.vectors();
  s.hcr(HCR0);
  for (const [way, place] of WALK) {
    way(s);
    if (!seen.has(place)) continue;
    const [, mode, e2h, tge] = /^(\w+),E2H=(\d),TGE=(\d)$/.exec(place) ?? [];
    s.guest({ op: 'execute' });
    s.interrupt();
    s.get('PSTATE', { outcome: 'ok', mode });
    s.get('HCR_EL2', { outcome: 'ok', e2h: e2h === '1', tge: tge === '1' });
    s.enter();
  }
}
