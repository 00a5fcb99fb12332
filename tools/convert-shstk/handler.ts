/** The way to the handler of SIGUSR1, and what it does before it returns. */
import type { Observation } from './observations';
import { num } from './observations';
import type { Session } from './session';
import { firstStack, RESTORER } from './session';

export const BIT63 = 1n << 63n;
/** Where the two functions around the signal return to, as the fuller observations show. */
export const [OUTER, INNER] = [0x4067e4n, 0x406629n];
export const SIGRETURN = { op: 'sigreturn', thread: 1 };
export const RET = { op: 'ret', thread: 1 };

/** How the handler changes the entry, by the name of the experiment. */
const ENTRIES: Readonly<Record<string, (old: bigint, entry: bigint) => bigint>> = {
  'token bit63 cleared': (old) => old,
  'token unaligned (+1)': (old) => (old + 1n) | BIT63,
  'token unaligned (+4)': (old) => (old + 4n) | BIT63,
  'token=TASK_SIZE_MAX 0x7ffffffff000': () => 0x7ffffffff000n | BIT63,
  'token=TASK_SIZE_MAX-8': () => 0x7fffffffeff8n | BIT63,
  'token=old+8 elsewhere in same shadow stack': (old) => (old + 8n) | BIT63,
  'token=its own slot': (_old, entry) => entry | BIT63,
  'token=0': () => BIT63,
  'token bit62 also set': (old) => old | BIT63 | (1n << 62n),
  'token=kernel address': () => 0xffff888000000000n | BIT63,
  'token=(old&~b63)|1': (old) => old | 1n,
  'token=unmapped 0x200000000': () => 0x200000000n | BIT63,
};

/** Brings a session to where the handler of SIGUSR1 begins: two calls deep. Null where the experiment is another. */
export function toHandler(
  session: Session,
  name: string,
  seen: Observation | null,
): { readonly old: bigint; readonly entry: bigint } {
  const old = firstStack(session.lab).end - 16n;
  session.catchFaults();
  session.handler(10, name === 'no SA_RESTORER' ? null : RESTORER);
  for (const feature of [1n, 2n]) session.enable(feature);
  prepare(session, name, old);
  for (const ret of [OUTER, INNER]) session.step({ op: 'call', thread: 1, ret }, 'unprinted');
  const signal = { op: 'signal', thread: 1, signo: 10 };
  if (seen) {
    const ssp = num(seen, 'ssp_in_handler');
    session.step(signal, {
      of: seen,
      outcome: { outcome: 'ok', events: [{ event: 'handler', signo: 10, ssp }] },
    });
    (seen.out['slot'] as readonly string[]).forEach((word, i) =>
      session.load(seen, ssp + 8n * BigInt(i), BigInt(word)),
    );
  } else if (name !== 'no SA_RESTORER') session.step(signal, 'unprinted');
  return { old, entry: old - 8n };
}

/** What the probe mapped before it called. */
function prepare(session: Session, name: string, old: bigint): void {
  const mss = (addr: bigint, size: bigint, flags = 0n): void =>
    session.step({ op: 'map_shadow_stack', thread: 1, addr, size, flags }, 'unprinted');
  const put = (addr: bigint, value: bigint): void =>
    session.step({ op: 'wrss', thread: 1, addr, value }, 'unprinted');
  const b = 0x500000000n;
  if (name.startsWith('token=top of another shadow stack')) mss(0n, 0x1000n);
  if (name.startsWith('token=ordinary memory'))
    session.step({ op: 'mmap', thread: 1, addr: 0n, size: 0x2000n, prot: 3, place: 'hint' }, 'unprinted');
  if (name.startsWith('SSP page-aligned') || name.startsWith('valid token on another')) mss(b, 0x1000n, 1n);
  if (name.startsWith('valid token on another')) {
    put(b + 0xff8n, old | BIT63);
    put(b + 0xff0n, (b + 0xff8n) | 1n);
  }
  if (name.includes('ordinary memory holding')) {
    session.step(
      { op: 'mmap', thread: 1, addr: b + 0x1000n, size: 0x1000n, prot: 3, place: 'fixed' },
      'unprinted',
    );
    session.step({ op: 'store', thread: 1, addr: b + 0x1000n, value: old | BIT63 }, 'unprinted');
  }
  if (name.includes('adjacent shadow stack')) {
    mss(b + 0x1000n, 0x1000n);
    put(b + 0x1000n, old | BIT63);
  }
}

/** What the handler does before sigreturn; false where the experiment is not one of those that are known. */
export function inHandler(
  session: Session,
  name: string,
  { old, entry }: { readonly old: bigint; readonly entry: bigint },
): boolean {
  const go = (op: object): void => session.step(op, 'unprinted');
  const incssp = (count: number, unit = 8): void => go({ op: 'incssp', thread: 1, count, unit });
  const swap = (addr: bigint): void => {
    incssp(1);
    go({ op: 'rstorssp', thread: 1, addr });
    go({ op: 'saveprevssp', thread: 1 });
  };
  const other = /^token=(?:top of another shadow stack|ordinary memory) (0x[0-9a-f]+)$/.exec(name)?.[1];
  const forged = other === undefined ? ENTRIES[name]?.(old, entry) : BigInt(other) | BIT63;
  if (forged !== undefined) go({ op: 'wrss', thread: 1, addr: entry, value: forged });
  if (forged !== undefined || name === 'plain') go(RET);
  else if (name === 'SSP%8=4 at sigreturn (incsspd)') incssp(1, 4);
  else if (name === 'direct sigreturn after popping restorer') incssp(1);
  else if (name === 'direct sigreturn, token dropped (parasite)') incssp(2);
  else if (name.startsWith('SSP page-aligned')) swap(0x500000ff8n);
  else if (name.startsWith('valid token on another shadow stack')) swap(0x500000ff0n);
  else if (name.startsWith('DISABLE SHSTK in handler')) session.prctl(0x5002n, 1n);
  else return name === 'direct sigreturn with restorer still on top';
  return true;
}
