/** What the kernel does with KeyIDs, other than to change its direct mapping. */
import { hex, parseU64 } from '../../model/core/u64';
import { wordOf } from './grammar';
import type { Place } from './places';
import { PLACE, placeOf, textOfPlace } from './places';
import { bytesOf, SIZE, textOfBytes } from './sizes';

const HEX = '0x[0-9a-f_]+';

/** What the kernel does. */
export type KernelCall =
  | { readonly call: 'enable' | 'disable' }
  | { readonly call: 'hotplug' | 'hotremove'; readonly start: bigint; readonly end: bigint }
  | { readonly call: 'mark_rodata_ro'; readonly start: Place; readonly end: Place }
  | { readonly call: 'detect'; readonly keyidBits: number; readonly physBits: number }
  | { readonly call: 'size'; readonly memory: bigint; readonly spare: number; readonly bits: 47 | 56 }
  | { readonly call: 'page_to_virt' | 'page_keyid'; readonly frame: bigint }
  | { readonly call: 'pa'; readonly at: Place };

export const kernelCall = wordOf<KernelCall>([
  {
    pattern: /(enable|disable)s MKTME/,
    form: 'enables MKTME, disables MKTME',
    read: (call) => ({ call: call === 'enable' ? 'enable' : 'disable' }),
    write: ({ call }) => (call === 'enable' || call === 'disable' ? `${call}s MKTME` : null),
  },
  {
    pattern: new RegExp(`(plugs in|removes) memory (${HEX}) to (${HEX})`),
    form: 'plugs in memory 0x40000000 to 0x80000000, removes memory 0x… to 0x…',
    read: (verb, start = '', end = '') => ({
      call: verb === 'removes' ? 'hotremove' : 'hotplug',
      start: parseU64(start),
      end: parseU64(end),
    }),
    write: (one) =>
      one.call === 'hotplug' || one.call === 'hotremove'
        ? `${one.call === 'hotplug' ? 'plugs in' : 'removes'} memory ${hex(one.start)} to ${hex(one.end)}`
        : null,
  },
  {
    pattern: new RegExp(`protects its read-only data from (${PLACE}) to (${PLACE})`),
    form: 'protects its read-only data from C+0x200000 to C+0x400000',
    read: (start = '', end = '') => ({ call: 'mark_rodata_ro', start: placeOf(start), end: placeOf(end) }),
    write: (one) =>
      one.call === 'mark_rodata_ro'
        ? `protects its read-only data from ${textOfPlace(one.start)} to ${textOfPlace(one.end)}`
        : null,
  },
  {
    pattern: /finds (\d+) of (\d+) address bits for KeyIDs/,
    form: 'finds 6 of 52 address bits for KeyIDs',
    read: (keyidBits, physBits) => ({
      call: 'detect',
      keyidBits: Number(keyidBits),
      physBits: Number(physBits),
    }),
    write: (one) =>
      one.call === 'detect' ? `finds ${one.keyidBits} of ${one.physBits} address bits for KeyIDs` : null,
  },
  {
    pattern: new RegExp(`lays out (${SIZE}) of memory with (\\d+) TiB to spare under (47|56) address bits`),
    form: 'lays out 16 GiB of memory with 0 TiB to spare under 47 address bits',
    read: (memory = '', spare, bits) => ({
      call: 'size',
      memory: bytesOf(memory),
      spare: Number(spare),
      bits: bits === '56' ? 56 : 47,
    }),
    write: (one) =>
      one.call === 'size'
        ? `lays out ${textOfBytes(one.memory)} of memory with ${one.spare} TiB to spare under ${one.bits} address bits`
        : null,
  },
  {
    pattern: new RegExp(`asks for page_to_virt of frame (${HEX})`),
    form: 'asks for page_to_virt of frame 0x3',
    read: (frame = '') => ({ call: 'page_to_virt', frame: parseU64(frame) }),
    write: (one) => (one.call === 'page_to_virt' ? `asks for page_to_virt of frame ${hex(one.frame)}` : null),
  },
  {
    pattern: new RegExp(`asks for the KeyID of frame (${HEX})`),
    form: 'asks for the KeyID of frame 0x3',
    read: (frame = '') => ({ call: 'page_keyid', frame: parseU64(frame) }),
    write: (one) => (one.call === 'page_keyid' ? `asks for the KeyID of frame ${hex(one.frame)}` : null),
  },
  {
    pattern: new RegExp(`asks for __pa of (${PLACE})`),
    form: 'asks for __pa of C1+0x3000',
    read: (at = '') => ({ call: 'pa', at: placeOf(at) }),
    write: (one) => (one.call === 'pa' ? `asks for __pa of ${textOfPlace(one.at)}` : null),
  },
]);

/** Pages handed out with a KeyID, or taken back where it is null: 2^order of them from a frame on. */
export interface Allocation {
  readonly keyid: number | null;
  readonly frame: bigint;
  readonly order: number;
  readonly cleared: boolean;
}

const PAGES = `(\\d+) pages? from frame (${HEX})`;

export const allocation = wordOf<Allocation>([
  {
    pattern: new RegExp(`gives KeyID (\\d+) to ${PAGES}(, cleared)?`),
    form: 'gives KeyID 2 to 2 pages from frame 0x4 (, cleared)',
    read: (keyid, pages, frame = '', cleared?: string) => ({
      keyid: Number(keyid),
      frame: parseU64(frame),
      order: orderOf(Number(pages)),
      cleared: cleared !== undefined,
    }),
    write: ({ keyid, cleared, ...pages }) =>
      keyid === null ? null : `gives KeyID ${keyid} to ${textOfPages(pages)}${cleared ? ', cleared' : ''}`,
  },
  {
    pattern: new RegExp(`frees ${PAGES}`),
    form: 'frees 1 page from frame 0x4',
    read: (pages, frame = '') => ({
      keyid: null,
      frame: parseU64(frame),
      order: orderOf(Number(pages)),
      cleared: false,
    }),
    write: ({ keyid, ...pages }) => (keyid === null ? `frees ${textOfPages(pages)}` : null),
  },
]);

/** @throws RangeError on a number of pages that is no power of two */
function orderOf(pages: number): number {
  const order = Math.log2(pages);
  if (!Number.isInteger(order)) throw new RangeError(`${pages} pages: the allocator has powers of two`);
  return order;
}

function textOfPages({ order, frame }: Pick<Allocation, 'order' | 'frame'>): string {
  return `${2 ** order} ${order === 0 ? 'page' : 'pages'} from frame ${hex(frame)}`;
}
