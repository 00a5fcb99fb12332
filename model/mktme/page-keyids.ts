/** Which pages have a KeyID of their own: a list in the order of the frames, of which most machines have few. */

export interface Keyed {
  readonly pfn: bigint;
  readonly keyid: number;
}

export type PageKeyids = readonly Keyed[];

/** Frames that follow each other. */
export interface Block {
  readonly pfn: bigint;
  readonly n: number;
}

/** The KeyID of a frame; 0 where it has none of its own. */
export function keyidIn(list: PageKeyids, pfn: bigint): number {
  const found = list[indexIn(list, pfn)];
  return found?.pfn === pfn ? found.keyid : 0;
}

/** How many frames of a block have one. */
export function countIn(list: PageKeyids, { pfn, n }: Block): number {
  return indexIn(list, pfn + BigInt(n)) - indexIn(list, pfn);
}

/** The list with a KeyID for each frame of a block. */
export function withKeyid(list: PageKeyids, block: Block, keyid: number): PageKeyids {
  const given: Keyed[] = [];
  for (let i = 0; i < block.n; i += 1) given.push({ pfn: block.pfn + BigInt(i), keyid });
  return replaced(list, block, given);
}

/** The list without the frames of a block. */
export function without(list: PageKeyids, block: Block): PageKeyids {
  return replaced(list, block, []);
}

function replaced(list: PageKeyids, { pfn, n }: Block, by: PageKeyids): PageKeyids {
  return [...list.slice(0, indexIn(list, pfn)), ...by, ...list.slice(indexIn(list, pfn + BigInt(n)))];
}

/** Index of the first that is not before a frame. */
function indexIn(list: PageKeyids, pfn: bigint): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as Keyed).pfn < pfn) low = middle + 1;
    else high = middle;
  }
  return low;
}
