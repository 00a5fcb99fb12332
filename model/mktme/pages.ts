/** Pages and their KeyIDs: reading through an alias, converting addresses, giving and taking a KeyID. */
import { Misuse } from '../core/machine';
import { addressIn, pageOffset } from '../core/page';
import { isNone, isPresent, NX, PAGE, PAGES, WRITE } from './bits';
import type { Context } from './context';
import { done, set } from './context';
import type { Geometry } from './geometry';
import { addressOf, copyBase, frameOf, pageOf } from './geometry';
import type { Block } from './page-keyids';
import { countIn, keyidIn, withKeyid, without } from './page-keyids';
import type { TlbEntry, Warned } from './state';
import { lookup } from './tree';
import type {
  Access,
  FreeEncryptedPage,
  Outcome,
  Pa,
  PageKeyid,
  PageToVirt,
  PrepEncryptedPage,
} from './types';

/**
 * A read, a write or a fetch through the alias of a canonical address: the TLB first, then the tables. A page
 * fault drops what the TLB holds of its page (Intel SDM 3A, 4.10.4.1), and the kernel tries a spurious one again.
 */
export function access(c: Context, { va, keyid, how = 'read' }: Access): Outcome {
  const { geo } = c.state;
  const canonical = pageOf(geo.levels, va);
  if (canonical < geo.base || canonical >= geo.base + geo.dm)
    throw new Misuse('the address has to lie in the canonical mapping');
  if (keyid > c.state.copies) throw new Misuse(`there are ${c.state.copies} copies: no KeyID ${keyid}`);
  const page = canonical + keyid * geo.dm;
  const byte = pageOffset(va);
  const holds = (one: TlbEntry): boolean => page >= one.leaf && page < one.leaf + one.pages;
  const known = c.state.tlb.find(holds);
  if (known !== undefined && permits(known.entry, how)) return read(known, page, byte, 'tlb');
  const tlb = c.state.tlb.filter((one) => !holds(one));
  const found = lookup(c.state.root, page);
  if (found === null || isNone(found.entry) || !permits(found.entry, how)) {
    set(c, { tlb });
    return { outcome: 'fault', fault: '#PF' };
  }
  const filled: TlbEntry = {
    page,
    leaf: found.page,
    pages: PAGES[found.level] as number,
    pa: frameOf(geo, found.entry) << 12n,
    keyid: Number((found.entry & geo.keyMask) >> geo.shift),
    level: found.level,
    entry: found.entry,
  };
  set(c, { tlb: [...tlb, filled] });
  return read(filled, page, byte, 'tables');
}

/** Whether an entry lets the kernel do this: it is present, and writable or executable where that is asked. */
function permits(entry: bigint, how: NonNullable<Access['how']>): boolean {
  if (!isPresent(entry)) return false;
  return how === 'write' ? (entry & WRITE) !== 0n : how !== 'execute' || (entry & NX) === 0n;
}

function read(entry: TlbEntry, page: number, byte: number, from: 'tlb' | 'tables'): Outcome {
  const pa = entry.pa + BigInt((page - entry.leaf) * PAGE + byte);
  return { outcome: 'ok', pa, keyid: entry.keyid, from };
}

/** @throws Misuse where there is no such frame */
function needFrame(c: Context, pfn: bigint): void {
  if (pfn >= c.state.geo.dm) throw new Misuse(`frame 0x${pfn.toString(16)} lies beyond the direct mapping`);
}

function keyidOf(c: Context, pfn: bigint): number {
  needFrame(c, pfn);
  return c.state.enabled ? keyidIn(c.state.keyids, pfn) : 0;
}

export function pageKeyid(c: Context, { pfn }: PageKeyid): Outcome {
  return { outcome: 'ok', keyid: keyidOf(c, pfn) };
}

/** page_to_virt(): the alias of the page's KeyID (MKTME-42). */
export function pageToVirt(c: Context, { pfn }: PageToVirt): Outcome {
  const { geo } = c.state;
  return { outcome: 'ok', value: addressOf(geo.levels, aliasOf(geo, pfn, keyidOf(c, pfn))) };
}

/** __pa(): the same for all aliases (MKTME-42). */
export function pa(c: Context, { va }: Pa): Outcome {
  const { geo, copies } = c.state;
  const page = pageOf(geo.levels, va);
  if (page < geo.base || page >= geo.base + (copies + 1) * geo.dm)
    throw new Misuse('__pa() takes an address of a direct mapping');
  return { outcome: 'ok', value: addressIn((page - geo.base) % geo.dm, pageOffset(va)) };
}

/** prep_encrypted_page() (MKTME-44). KeyID 0 asks for nothing. */
export function prepEncryptedPage(c: Context, op: PrepEncryptedPage): Outcome {
  const { geo, nrKeyids, enabled } = c.state;
  const block = blockOf(op);
  if (!enabled || op.keyid > nrKeyids)
    throw new Misuse(`KeyID ${op.keyid} cannot be given: ${enabled ? nrKeyids : 0} are in use`);
  needFrames(c, block);
  if (op.keyid === 0) return { outcome: 'ok' };
  flushThrough(c, aliasOf(geo, op.pfn, keyidOf(c, op.pfn)), block.n);
  if (countIn(c.state.keyids, block) > 0) warnOnce(c, 'page-has-keyid');
  set(c, { keyids: withKeyid(c.state.keyids, block, op.keyid) });
  if (op.zero === true) {
    const va = addressOf(geo.levels, aliasOf(geo, op.pfn, op.keyid));
    c.events.push({ event: 'cleared', va, pages: block.n });
  }
  return done(c);
}

/** free_encrypted_page() (MKTME-44). */
export function freeEncryptedPage(c: Context, op: FreeEncryptedPage): Outcome {
  const { geo, enabled } = c.state;
  if (!enabled) throw new Misuse('pages have no KeyIDs while MKTME is off');
  const block = blockOf(op);
  needFrames(c, block);
  flushThrough(c, aliasOf(geo, op.pfn, keyidOf(c, op.pfn)), block.n);
  if (countIn(c.state.keyids, block) < block.n) warnOnce(c, 'page-keyid-range');
  set(c, { keyids: without(c.state.keyids, block) });
  return done(c);
}

/** Where the mapping of a KeyID has a frame. */
function aliasOf(geo: Geometry, pfn: bigint, keyid: number): number {
  return copyBase(geo, keyid) + Number(pfn);
}

/** The pages of an allocation. */
export function blockOf({ pfn, order = 0 }: { readonly pfn: bigint; readonly order?: number }): Block {
  return { pfn, n: 2 ** order };
}

/** @throws Misuse where a frame of the block is none */
function needFrames(c: Context, { pfn, n }: Block): void {
  needFrame(c, pfn + BigInt(n - 1));
}

function flushThrough(c: Context, page: number, pages: number): void {
  c.events.push({ event: 'cache_flush', va: addressOf(c.state.geo.levels, page), pages });
}

/** WARN_ON_ONCE(): each is told of once a boot (MKTME-111). */
function warnOnce(c: Context, about: Warned): void {
  if (c.state.warned.includes(about)) return;
  set(c, { warned: [...c.state.warned, about] });
  c.events.push({ event: 'warn', about });
}
