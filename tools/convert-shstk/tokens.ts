/** Sections 3 and 5: tokens, the instructions with the feature off, WRSS. */
import { valued } from './access';
import type { Observation } from './observations';
import { faultOutcome, num } from './observations';
import type { Lab } from './session';
import { firstStack, Session } from './session';

const WORDS: readonly (readonly [string, (addr: bigint) => bigint])[] = [
  ['token=addr+8 without bit0', (a) => a + 8n],
  ['token=addr+16|1', (a) => (a + 16n) | 1n],
  ['token=addr|1', (a) => a | 1n],
  ['token=(addr+8)|2', (a) => (a + 8n) | 2n],
  ['token=(addr+8)|3', (a) => (a + 8n) | 3n],
  ['zero', () => 0n],
  ['token bit63 set', (a) => (a + 8n) | 1n | (1n << 63n)],
  ['token=(addr+12)|1', (a) => (a + 12n) | 1n],
];

/** Section 3: one switch and back, then everything that is no token. */
export function tokens(lab: Lab): void {
  const session = new Session(lab);
  const find = (what: string): Observation | null => lab.observed.find('3.rstorssp', what);
  session.catchFaults();
  for (const feature of [1n, 2n]) session.enable(feature);
  const r = lab.top - 0x2000n;
  const [token, { end }] = [r + 0x1ff8n, firstStack(lab)];
  session.step({ op: 'map_shadow_stack', thread: 1, addr: 0n, size: 0x2000n, flags: 1n }, 'unprinted');
  const [there, back] = [
    lab.observed.find('3.switch', 'rstorssp;saveprevssp'),
    lab.observed.find('3.switch_back', ''),
  ];
  session.step({ op: 'rstorssp', thread: 1, addr: token }, 'unprinted');
  if (there) {
    session.rdssp(there, num(there, 'ssp_after_rstorssp'));
    session.load(there, token, num(there, 'newstack_token_slot_after_rstorssp'));
  }
  session.step({ op: 'saveprevssp', thread: 1 }, 'unprinted');
  if (there) {
    session.rdssp(there, num(there, 'ssp_after_saveprevssp'));
    session.load(there, num(there, 'oldstack_token_loc'), num(there, 'oldstack_token'));
    session.load(there, token, num(there, 'new_slot_after'));
  }
  session.step({ op: 'rstorssp', thread: 1, addr: end - 8n }, 'unprinted');
  session.step({ op: 'saveprevssp', thread: 1 }, 'unprinted');
  if (back) {
    session.rdssp(back, num(back, 'ssp'));
    session.load(back, token, num(back, 'token_left_on_new'));
  }
  const slot = find('slot no longer a restore token');
  session.tried({ op: 'rstorssp', thread: 1, addr: end - 8n }, slot, faultOutcome);
  const empty = lab.observed.find('3.saveprevssp', 'no prev token on top; SSP at end');
  session.tried({ op: 'saveprevssp', thread: 1 }, empty, faultOutcome);
  const addr = r + 0x800n;
  for (const [name, word] of WORDS) {
    if (name.includes('+12')) elsewhere(session, lab, token, addr);
    session.step({ op: 'wrss', thread: 1, addr, value: word(addr) }, 'unprinted');
    const of = find(name);
    session.tried({ op: 'rstorssp', thread: 1, addr }, of, faultOutcome);
    if (of && 'slot_after' in of.out) session.load(of, addr, num(of, 'slot_after'));
  }
}

function elsewhere(session: Session, lab: Lab, token: bigint, addr: bigint): void {
  const find = (what: string): Observation | null => lab.observed.find('3.rstorssp', what);
  session.tried({ op: 'rstorssp', thread: 1, addr: token + 4n }, find('address%8=4'), faultOutcome);
  const ordinary = find('well-formed token in ordinary memory');
  if (ordinary) {
    const at = num(ordinary, 'addr');
    session.step({ op: 'store', thread: 1, addr: at, value: (at + 8n) | 1n }, 'unprinted');
    session.tried({ op: 'rstorssp', thread: 1, addr: at }, ordinary, faultOutcome);
  }
  session.tried({ op: 'rstorssp', thread: 1, addr: 0x200000000n }, find('unmapped'), faultOutcome);
  for (const insn of ['setssbsy', 'clrssbsy']) {
    const of = lab.observed.find(`3.${insn}`, 'user mode');
    session.tried({ op: 'privileged', thread: 1, insn, addr }, of, faultOutcome);
  }
}

/** The instructions with the feature off, and INCSSP at the end of a stack. */
export function featureOff(lab: Lab): void {
  const session = new Session(lab);
  const find = (test: string, what: string): Observation | null => lab.observed.find(test, what);
  session.catchFaults();
  const read = find('3.rdssp', 'shstk off');
  if (read) session.rdssp(read, num(read, 'val'));
  session.tried({ op: 'incssp', thread: 1, count: 1 }, find('3.incssp', 'shstk off'), faultOutcome);
  const r = lab.top - 0x1000n;
  session.step({ op: 'map_shadow_stack', thread: 1, addr: 0n, size: 0x1000n, flags: 1n }, 'unprinted');
  session.tried(
    { op: 'rstorssp', thread: 1, addr: r + 0xff8n },
    find('3.rstorssp', 'shstk off'),
    faultOutcome,
  );
  session.tried({ op: 'wrss', thread: 1, addr: r, value: 1n }, find('5.wrss', 'shstk off'), faultOutcome);
  const fresh = new Session(lab);
  fresh.catchFaults();
  fresh.enable();
  const end = find('3.incssp', 'at empty top (page above)');
  fresh.tried({ op: 'incssp', thread: 1, count: 1 }, end, faultOutcome);
  if (end) fresh.rdssp(end, num(end, 'after'));
}

export function wrss(lab: Lab): void {
  const session = new Session(lab);
  const find = (what: string): Observation | null => lab.observed.find('5.wrss', what);
  const r = lab.top - 0x2000n;
  session.catchFaults();
  session.enable();
  session.step({ op: 'map_shadow_stack', thread: 1, addr: 0n, size: 0x2000n, flags: 0n }, 'unprinted');
  const put = (what: string, addr: bigint, value = 0x11n): void =>
    valued(session, { op: 'wrss', thread: 1, addr, value }, find(what), addr);
  put('shstk on, wrss not enabled', r);
  session.enable(2n);
  put('enabled, to shadow stack', r);
  const four = lab.observed.find('5.wrssd', 'enabled, to shadow stack');
  valued(session, { op: 'wrss', thread: 1, addr: r + 8n, value: 0x22n, unit: 4 }, four, r + 8n);
  const ordinary = find('ordinary writable memory');
  if (ordinary) put('ordinary writable memory', num(ordinary, 'addr'));
  const ro = r - 0x2000n;
  session.step({ op: 'mmap', thread: 1, addr: 0n, size: 0x1000n, prot: 1, place: 'hint' }, 'unprinted');
  put('read-only anon page, untouched', ro);
  session.step({ op: 'load', thread: 1, addr: ro }, 'unprinted');
  put('read-only anon page, zero page mapped', ro);
  put('unaligned (addr%8=4)', r + 4n);
  put('unmapped', 0x200000000n);
  const wruss = lab.observed.find('5.wruss', 'user mode');
  session.tried({ op: 'privileged', thread: 1, insn: 'wruss', addr: r }, wruss, faultOutcome);
  session.prctl(0x5002n, 2n);
  put('after DISABLE WRSS', r, 0x33n);
}
