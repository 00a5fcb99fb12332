// Generated from schemas/mktme.schema.json by `npm run types`. Change the schema, not this file.

/**
 * One operation.
 */
export type Op =
  | MapLeaves
  | Unmap
  | Protect
  | Split
  | Collapse
  | Replace
  | SyncDirectMapping
  | Compare
  | Enable
  | Disable
  | Hotplug
  | Hotremove
  | MarkRodataRo
  | ChangePageAttr
  | Access
  | PageToVirt
  | Pa
  | PrepEncryptedPage
  | FreeEncryptedPage
  | PageKeyid
  | Detect
  | SetupDirectMappingSize
  | EfiMemory
  | FailAllocation;
export type Outcome = Ok | Failed | Faulted;
export type Event = TlbFlush | CacheFlush | Wbinvd | Free | Gap | Warn | Log | PgdSync | Cleared;

/**
 * Per-KeyID direct mappings kept in sync with the canonical one: operations, outcomes and what can be inspected.
 */
export interface Mktme {
  config: Config;
  op: Op;
  outcome: Outcome;
  inspection: Inspection;
}
/**
 * A booted machine: geometry, what the canonical mapping holds, and whether MKTME is on.
 */
export interface Config {
  /**
   * Paging levels.
   */
  levels: 4 | 5;
  /**
   * PAGE_OFFSET.
   */
  page_offset: bigint;
  /**
   * A power of two of at least 1 TiB.
   */
  direct_mapping_size: bigint;
  /**
   * 0 for a CPU without KeyIDs.
   */
  keyid_bits: number;
  /**
   * Physical address bits.
   */
  phys_bits: number;
  /**
   * KeyIDs beside KeyID 0; 2^keyid_bits - 1 unless given.
   */
  nr_keyids?: number;
  /**
   * __supported_pte_mask; all bits unless given.
   */
  supported_mask?: bigint;
  /**
   * Whether 1 GiB pages are used for direct mappings.
   */
  gbpages: boolean;
  /**
   * What the canonical mapping holds at first.
   *
   * @maxItems 4096
   */
  canonical: Leaf[];
  /**
   * What other kernel areas (vmalloc) hold at first; nothing unless given.
   *
   * @maxItems 256
   */
  kernel?: Leaf[];
  /**
   * Whether MKTME is on.
   */
  enabled: boolean;
  /**
   * Whether the copies hold what the canonical mapping holds, or nothing yet.
   */
  copies: 'synced' | 'empty';
  /**
   * With empty copies: what they hold nevertheless, in tables that a sync allocated; nothing unless given.
   *
   * @maxItems 256
   */
  held?: Leaf[];
}
/**
 * A run of equal leaves whose frames count up with their addresses.
 */
export interface Leaf {
  /**
   * Address of the first.
   */
  va: bigint;
  level: '4k' | '2m' | '1g';
  /**
   * Frame number of the first; that of a non-present leaf as if it were present.
   */
  pfn: bigint;
  /**
   * All bits of the entry but the frame and the KeyID.
   */
  flags: bigint;
  /**
   * KeyID bits of the entry; 0 unless given.
   */
  keyid?: number;
  /**
   * How many; 1 unless given.
   */
  n?: number;
}
/**
 * Maps leaves where nothing is mapped, with no hook: in the canonical mapping or in another kernel area (vmalloc), never in a copy.
 */
export interface MapLeaves {
  op: 'map';
  /**
   * @minItems 1
   * @maxItems 4096
   */
  leaves: Leaf[];
}
/**
 * Removes whole leaves of [start, end) from the canonical mapping or another kernel area, with no hook.
 */
export interface Unmap {
  op: 'unmap';
  /**
   * First address.
   */
  start: bigint;
  /**
   * Address after the last.
   */
  end: bigint;
  /**
   * What becomes of tables that are empty then; freed unless given.
   */
  tables?: 'freed' | 'kept';
}
/**
 * Changes the flags of whole leaves of [start, end), with no hook.
 */
export interface Protect {
  op: 'protect';
  /**
   * First address.
   */
  start: bigint;
  /**
   * Address after the last.
   */
  end: bigint;
  /**
   * Flags to set.
   */
  set: bigint;
  /**
   * Flags to clear.
   */
  clear: bigint;
}
/**
 * Replaces the leaf at an address by a table of the next size below, down to `to`, with no hook.
 */
export interface Split {
  op: 'split';
  /**
   * An address inside the leaf.
   */
  va: bigint;
  to: '2m' | '4k';
}
/**
 * Replaces the table at an address by one leaf, with no hook: all its pages have to be mapped in order with equal flags.
 */
export interface Collapse {
  op: 'collapse';
  /**
   * An address inside the leaf to be.
   */
  va: bigint;
  to: '2m' | '1g';
}
/**
 * The canonical mapping becomes exactly these leaves, with no hook.
 */
export interface Replace {
  op: 'replace';
  /**
   * In ascending order.
   *
   * @maxItems 4096
   */
  leaves: Leaf[];
  /**
   * Tables without an entry that the canonical mapping keeps.
   *
   * @maxItems 64
   */
  empty_tables?: EmptyTable[];
}
/**
 * A table without entries.
 */
export interface EmptyTable {
  /**
   * First address that it covers.
   */
  va: bigint;
  /**
   * How much it covers.
   */
  size: '2m' | '1g' | '512g';
}
/**
 * sync_direct_mapping(start, end).
 */
export interface SyncDirectMapping {
  op: 'sync_direct_mapping';
  /**
   * Virtual address in the canonical mapping.
   */
  start: bigint;
  /**
   * Address after the last.
   */
  end: bigint;
}
/**
 * Holds the copy of a KeyID against the canonical mapping, leaf by leaf.
 */
export interface Compare {
  op: 'compare';
  /**
   * The copy.
   */
  keyid: number;
}
/**
 * init_page_mktme(): switches the key on and syncs everything.
 */
export interface Enable {
  op: 'enable';
}
/**
 * mktme_disable().
 */
export interface Disable {
  op: 'disable';
}
/**
 * kernel_physical_mapping_init(start, end): maps physical memory with the largest pages that fit, then the hook.
 */
export interface Hotplug {
  op: 'hotplug';
  /**
   * Physical address.
   */
  start: bigint;
  /**
   * Physical address after the last.
   */
  end: bigint;
}
/**
 * kernel_physical_mapping_remove(start, end): removes physical memory from the canonical mapping (splitting what it must), then the hook.
 */
export interface Hotremove {
  op: 'hotremove';
  /**
   * Physical address.
   */
  start: bigint;
  /**
   * Physical address after the last.
   */
  end: bigint;
}
/**
 * mark_rodata_ro(): write-protects a range through the page-attribute code.
 */
export interface MarkRodataRo {
  op: 'mark_rodata_ro';
  /**
   * Virtual address.
   */
  start: bigint;
  /**
   * Address after the last, at most 16 GiB after the first.
   */
  end: bigint;
}
/**
 * change_page_attr_set_clr(): changes protection bits and ends in cpa_flush().
 */
export interface ChangePageAttr {
  op: 'change_page_attr';
  /**
   * One address; with `array` one for each page; with `pages` the frame number of each page.
   *
   * @minItems 1
   * @maxItems 64
   *
   * Items: An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  addresses: bigint[];
  /**
   * numpages.
   */
  pages: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  set: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  clear: bigint;
  /**
   * One range (the default), CPA_ARRAY, or CPA_PAGES_ARRAY.
   */
  how?: 'range' | 'array' | 'pages';
  /**
   * Split without need; no unless given.
   */
  force_split?: boolean;
  /**
   * Whether the CPU has CLFLUSH; yes unless given.
   */
  clflush?: boolean;
  /**
   * Off in early boot is allowed; on unless given.
   */
  interrupts?: 'on' | 'off' | 'early-boot';
}
/**
 * Reads, writes or executes through the alias of a canonical address for a KeyID: by the TLB if it holds the page with that right, else by a walk that fills it.
 */
export interface Access {
  op: 'access';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  va: bigint;
  /**
   * 0 is the canonical mapping itself.
   */
  keyid: number;
  /**
   * What for; read unless given.
   */
  how?: 'read' | 'write' | 'execute';
}
/**
 * page_to_virt(): the address of a page in the mapping of its KeyID.
 */
export interface PageToVirt {
  op: 'page_to_virt';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  pfn: bigint;
}
/**
 * __pa().
 */
export interface Pa {
  op: 'pa';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  va: bigint;
}
/**
 * prep_encrypted_page(): gives pages a KeyID.
 */
export interface PrepEncryptedPage {
  op: 'prep_encrypted_page';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  pfn: bigint;
  /**
   * 2^order pages; 0 unless given.
   */
  order?: number;
  /**
   * The KeyID.
   */
  keyid: number;
  /**
   * Clear the pages; no unless given.
   */
  zero?: boolean;
}
/**
 * free_encrypted_page(): takes the KeyID away.
 */
export interface FreeEncryptedPage {
  op: 'free_encrypted_page';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  pfn: bigint;
  /**
   * 2^order pages; 0 unless given.
   */
  order?: number;
}
/**
 * page_keyid().
 */
export interface PageKeyid {
  op: 'page_keyid';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  pfn: bigint;
}
/**
 * The CPU announces its KeyIDs, at boot, before anything is enabled.
 */
export interface Detect {
  op: 'detect';
  /**
   * Physical address bits given to KeyIDs.
   */
  keyid_bits: number;
  /**
   * Physical address bits.
   */
  phys_bits: number;
}
/**
 * Lays out the direct mappings, at boot, before anything is mapped.
 */
export interface SetupDirectMappingSize {
  op: 'setup_direct_mapping_size';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  memory: bigint;
  /**
   * CONFIG_MEMORY_PHYSICAL_PADDING.
   */
  padding_tib: number;
  /**
   * __VIRTUAL_MASK_SHIFT: 47 with 4 levels, 56 with 5.
   */
  virtual_bits: 47 | 56;
}
/**
 * The memory of a node as the firmware describes it.
 */
export interface EfiMemory {
  op: 'efi_memory';
  /**
   * @minItems 1
   * @maxItems 64
   */
  ranges: EfiRange[];
}
/**
 * One range of the EFI memory map.
 */
export interface EfiRange {
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  start: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  end: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  attribute: bigint;
}
/**
 * Makes one allocation of a table page for a copy fail.
 */
export interface FailAllocation {
  op: 'fail_allocation';
  /**
   * 1 is the next one.
   */
  nth: number;
}
/**
 * It worked: 0 where the call returns a number.
 */
export interface Ok {
  outcome: 'ok';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value?: bigint;
  /**
   * Table pages that sync allocated.
   */
  allocated?: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  pa?: bigint;
  /**
   * The KeyID used.
   */
  keyid?: number;
  from?: 'tlb' | 'tables';
  /**
   * Leaves of the canonical mapping with no leaf at their place in the copy.
   */
  missing?: number;
  /**
   * Leaves of the copy with none at their place in the canonical mapping.
   */
  extra?: number;
  /**
   * Leaves at the same place that differ in size or entry.
   */
  mismatch?: number;
  /**
   * KeyIDs beside KeyID 0.
   */
  nr_keyids?: number;
  /**
   * Lowest KeyID bit.
   */
  keyid_shift?: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  keyid_mask?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  physical_mask?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  size?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  mask?: bigint;
  /**
   * In order; none unless given.
   *
   * @maxItems 256
   */
  events?: Event[];
}
/**
 * A TLB flush; flushes of single pages in a row are one event.
 */
export interface TlbFlush {
  event: 'tlb_flush';
  /**
   * Everything on all CPUs, everything on this CPU, or single pages.
   */
  scope: 'all' | 'local' | 'page';
  /**
   * With `page` the flushes in a row; 1 otherwise, each an event of its own.
   */
  count: number;
  /**
   * With `page`: which pages, in ascending order and each once, neighbours as one run.
   *
   * @minItems 1
   * @maxItems 4096
   */
  at?: PageRun[];
}
/**
 * Neighbouring pages.
 */
export interface PageRun {
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  va: bigint;
  /**
   * Pages.
   */
  pages: number;
}
/**
 * Cache lines of pages are flushed through an address; neighbours in a row are one event.
 */
export interface CacheFlush {
  event: 'cache_flush';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  va: bigint;
  /**
   * Pages.
   */
  pages: number;
}
/**
 * The caches are written back and invalidated.
 */
export interface Wbinvd {
  event: 'wbinvd';
}
/**
 * sync frees table pages; those of one sync, of whichever copies, are one event.
 */
export interface Free {
  event: 'free';
  /**
   * How many.
   */
  tables: number;
  /**
   * Whether the parent entry still pointed to them.
   */
  linked: boolean;
}
/**
 * Large leaves of a copy are cleared before the table that replaces them is in place.
 */
export interface Gap {
  event: 'gap';
  /**
   * How many.
   */
  leaves: number;
}
/**
 * A kernel warning.
 */
export interface Warn {
  event: 'warn';
  about: 'sync-failed' | 'page-has-keyid' | 'page-keyid-range' | 'unmapped-address';
}
/**
 * A line of the kernel log.
 */
export interface Log {
  event: 'log';
  text: string;
}
/**
 * The change is carried to the page tables of all processes.
 */
export interface PgdSync {
  event: 'pgd_sync';
}
/**
 * Pages are filled with zeros through their new alias.
 */
export interface Cleared {
  event: 'cleared';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  va: bigint;
  /**
   * Pages.
   */
  pages: number;
}
/**
 * An error is returned.
 */
export interface Failed {
  outcome: 'error';
  error: 'ENOMEM' | 'EFAULT' | 'EINVAL';
  /**
   * Table pages that sync allocated.
   */
  allocated?: number;
  /**
   * In order; none unless given.
   *
   * @maxItems 256
   */
  events?: Event[];
}
/**
 * A page fault of an access, or the end of a call in something that must never happen.
 */
export interface Faulted {
  outcome: 'fault';
  fault: '#PF' | '#BUG';
  /**
   * With #BUG: what the code did.
   */
  bug?: 'overrun' | 'data-walk' | 'frame-mismatch' | 'null-read' | 'interrupts-off';
  /**
   * Table pages that sync allocated.
   */
  allocated?: number;
  /**
   * In order; none unless given.
   *
   * @maxItems 256
   */
  events?: Event[];
}
/**
 * Everything that can be seen.
 */
export interface Inspection {
  /**
   * Whether MKTME is on.
   */
  enabled: boolean;
  /**
   * KeyIDs beside KeyID 0.
   */
  nr_keyids: number;
  /**
   * Lowest KeyID bit; 0 after a disable.
   */
  keyid_shift: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  keyid_mask: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  physical_mask: bigint;
  /**
   * The canonical mapping: its leaves in any order, neighbours as one run or apart.
   *
   * @maxItems 65536
   */
  canonical: Leaf[];
  /**
   * The copy of each KeyID, by its decimal number.
   */
  copies: {
    /**
     * One copy, told as the canonical mapping is.
     *
     * @maxItems 65536
     *
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[1-9][0-9]{0,4}$".
     */
    [k: string]: Leaf[];
  };
  /**
   * Leaves below the canonical mapping and above the last copy, told as those in it are.
   *
   * @maxItems 65536
   */
  outside: Leaf[];
  tables: Tables;
  /**
   * Pages with a KeyID, in any order.
   *
   * @maxItems 65536
   */
  page_keyids: PageKeyidEntry[];
}
/**
 * Table pages that sync allocated.
 */
export interface Tables {
  /**
   * Not freed.
   */
  live: number;
  /**
   * Found from the top table.
   */
  reachable: number;
}
/**
 * A page with a KeyID.
 */
export interface PageKeyidEntry {
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  pfn: bigint;
  /**
   * Its KeyID.
   */
  keyid: number;
}

/** The capabilities that operations (`reset`: the configuration) and their parameters ask for; all else is core. */
export const OPERATIONS = {
  reset: {"levels":{"5":"five-levels"}},
  compare: {"":"compare"},
  hotplug: {"":"hotplug"},
  hotremove: {"":"hotplug"},
  mark_rodata_ro: {"":"page-attributes"},
  change_page_attr: {"":"page-attributes"},
  access: {"":"access"},
  page_to_virt: {"":"page-keyids"},
  pa: {"":"page-keyids"},
  prep_encrypted_page: {"":"page-keyids"},
  free_encrypted_page: {"":"page-keyids"},
  page_keyid: {"":"page-keyids"},
  detect: {"":"boot"},
  setup_direct_mapping_size: {"":"boot","virtual_bits":{"56":"five-levels"}},
  efi_memory: {"":"boot"},
  fail_allocation: {"":"allocation-failures"},
} as const;

/** All operations. */
export const OPERATION_NAMES = ["map","unmap","protect","split","collapse","replace","sync_direct_mapping","compare","enable","disable","hotplug","hotremove","mark_rodata_ro","change_page_attr","access","page_to_virt","pa","prep_encrypted_page","free_encrypted_page","page_keyid","detect","setup_direct_mapping_size","efi_memory","fail_allocation"] as const;
