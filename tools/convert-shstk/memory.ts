/** Sections 2 and 8: mappings, and where they are placed. */
import type { Observation } from './observations';
import { Misfit, callOutcome, failed, num } from './observations';
import type { Lab } from './session';
import { Session, smapsOutcome } from './session';

const K64: readonly (readonly [string, string, bigint])[] = [
  ['RLIMIT_AS=64M', 'as', 64n << 20n],
  ['RLIMIT_STACK=64K', 'stack', 65536n],
  ['RLIMIT_DATA=0', 'data', 0n],
];

export function maps(lab: Lab): void {
  for (const of of lab.observed.of('2.map_shadow_stack')) {
    const match = /^(.*?)addr=(0x[0-9a-f]+) size=(0x[0-9a-f]+) flags=(0x[0-9a-f]+)$/.exec(of.in);
    if (!match) throw new Misfit(of, 'it does not say what was asked');
    const [addr, size, flags] = [BigInt(match[2] ?? 0), BigInt(match[3] ?? 0), BigInt(match[4] ?? 0)];
    const before = match[1] ?? '';
    const session = new Session(lab);
    if (before.startsWith('shstk on')) session.enable();
    if (before.includes('occupied')) {
      session.step(
        { op: 'mmap', thread: 1, addr: 0x300000000n, size: 0x2000n, prot: 3, place: 'fixed' },
        'unprinted',
      );
    }
    const limits = K64.findIndex(([name]) => before.startsWith(name));
    for (const [, resource, value] of K64.slice(0, limits + 1))
      session.step({ op: 'setrlimit', thread: 1, resource, value }, 'unprinted');
    const value = failed(of) ? {} : { value: num(of, 'ret') };
    session.step(
      { op: 'map_shadow_stack', thread: 1, addr, size, flags },
      { of, outcome: callOutcome(of, value) },
    );
    if (failed(of)) continue;
    session.step({ op: 'smaps', thread: 1, addr: num(of, 'ret') }, { of, outcome: smapsOutcome(of) });
    if (num(of, 'token_at') !== 0n) session.load(of, num(of, 'token_at'), num(of, 'token'));
    const end = (smapsOutcome(of) as { end?: bigint }).end ?? 0n;
    if (size <= 0x1000000n) session.load(of, end - 8n, num(of, 'last_qword'));
  }
}

/** Section 8: where the kernel puts what it may place, and what it accepts beside a shadow stack. */
export function placement(lab: Lab): void {
  for (const of of lab.observed.of('8.placement')) {
    const session = new Session(lab);
    session.enable();
    session.rdssp(of, num(of, 'main_ssp'));
    const shadow = (value: bigint): void =>
      session.step(
        { op: 'map_shadow_stack', thread: 1, addr: 0n, size: 0x1000n, flags: 0n },
        { of, outcome: { outcome: 'ok', value } },
      );
    const ordinary = (value: bigint): void =>
      session.step(
        { op: 'mmap', thread: 1, addr: 0n, size: 0x1000n, prot: 3, place: 'hint' },
        { of, outcome: { outcome: 'ok', value } },
      );
    for (const value of of.out['p'] as readonly string[]) shadow(BigInt(value));
    ordinary(num(of, 'mmap0'));
    shadow(num(of, 'p6'));
    ordinary(num(of, 'mmap1'));
    ordinary(num(of, 'mmap2'));
  }
  const b = 0x600000000n;
  const beside = (
    test: string,
    what: string,
    op: object,
    key: string,
    more: (session: Session, of: Observation) => void = () => undefined,
  ): void => {
    const of = lab.observed.find(test, what);
    if (!of) return;
    const session = new Session(lab);
    session.step({ op: 'map_shadow_stack', thread: 1, addr: b, size: 0x2000n, flags: 0n }, 'unprinted');
    const honoured = of.out['honoured'] === 0;
    session.step(op, {
      of,
      outcome: honoured ? { outcome: 'ok' } : callOutcome(of, { value: num(of, key) }, key),
    });
    more(session, of);
  };
  const hint = (addr: bigint): object => ({
    op: 'mmap',
    thread: 1,
    addr,
    size: 0x1000n,
    prot: 3,
    place: 'hint',
  });
  beside(
    '8.hint',
    'mmap hint = page directly below a shadow stack',
    hint(b - 0x1000n),
    'got',
    (session, of) =>
      session.step(
        { op: 'smaps', thread: 1, addr: b - 0x1000n },
        { of, outcome: { outcome: 'error', error: 'ENOENT' } },
      ),
  );
  beside('8.hint', 'mmap hint = two pages below (one page gap)', hint(b - 0x2000n), 'got');
  beside('8.hint', 'mmap hint = directly above', hint(b + 0x2000n), 'got');
  const below = { op: 'map_shadow_stack', thread: 1, addr: b - 0x1000n, size: 0x1000n, flags: 0n };
  beside(
    '8.fixed_noreplace',
    'ordinary mmap directly below a shadow stack',
    { ...hint(b - 0x1000n), place: 'noreplace' },
    'ret',
  );
  beside('8.fixed_noreplace', 'map_shadow_stack directly below a shadow stack', below, 'ret');
  beside(
    '8.fixed_noreplace',
    'map_shadow_stack directly above a shadow stack',
    { ...below, addr: b + 0x2000n },
    'ret',
  );
  for (const of of lab.observed.of('8.merge')) {
    const session = new Session(lab);
    session.step({ op: 'map_shadow_stack', thread: 1, addr: b, size: 0x2000n, flags: 0n }, 'unprinted');
    session.step(below, 'unprinted');
    session.step({ op: 'smaps', thread: 1, addr: b }, { of, outcome: smapsOutcome(of) });
  }
}
