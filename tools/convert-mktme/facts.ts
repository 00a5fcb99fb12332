/** The facts that a run of the posted code printed: one JSON object a line, numbers as `0x…` (or `-0x…`). */

export interface FactLeaf {
  readonly va: string;
  readonly level: string;
  readonly pfn: string;
  readonly flags: string;
  readonly keyid?: string;
  readonly n?: string;
}

export type Shown = readonly (FactLeaf | { readonly more_runs: unknown })[];

export interface FactGeometry {
  readonly levels: string;
  readonly page_offset: string;
  readonly dm: string;
  readonly nr_keyids: string;
  readonly keyid_shift: string;
  readonly keyid_mask: string;
  readonly supported_mask: string;
  readonly gbpages: boolean;
}

export interface FactCpa {
  readonly form: string;
  readonly what: string;
  readonly addr: readonly string[];
  readonly numpages: string;
  readonly set: string;
  readonly clear: string;
  readonly force_split: boolean;
  readonly flags: string;
  readonly clflush: boolean;
}

export interface FactIn {
  readonly geo: FactGeometry;
  readonly before?: Shown;
  readonly after?: Shown;
  readonly copies_before?: Readonly<Record<string, Shown | string>>;
  readonly canon_empty_tables?: readonly { readonly va: string; readonly entries: string }[];
  readonly range?: readonly [string, string];
  readonly split_at?: string;
  readonly enabled: boolean;
  readonly fail_at?: string | null;
  readonly note?: string;
  readonly op?: FactCpa;
  readonly ops?: readonly string[];
  readonly start?: readonly string[];
  readonly form?: string;
  readonly after_disable?: Readonly<Record<string, string | boolean>>;
  readonly virtual_mask_shift?: string;
  readonly nr_keyids?: string;
  readonly memory?: string;
  readonly padding_tib?: string;
}

export type Versus = Readonly<
  Record<string, 'equal' | { readonly missing: string; readonly extra: string; readonly mismatch: string }>
>;

export interface FactOut {
  readonly ret?: string | null;
  readonly copies?: Readonly<Record<string, Shown>>;
  readonly vs_canonical?: Versus;
  readonly outside?: readonly [Shown, Shown];
  readonly tables?: Readonly<Record<string, string>>;
  readonly events?: string;
  readonly tlb_all?: string;
  readonly tlb_local?: string;
  readonly tlb_one?: string;
  readonly cache_lines_pages?: string;
  readonly cache_addrs?: readonly string[];
  readonly wbinvd?: string;
  readonly warn?: string;
  readonly bug: string | null;
  readonly canonical_after?: Shown;
  readonly sync_calls?: readonly (readonly [string, string])[];
  readonly one?: Readonly<Record<string, string>>;
  readonly two?: Readonly<Record<string, string>>;
  readonly same_copies?: boolean;
  readonly final?: Shown;
  readonly syncs?: string;
  readonly alloc?: string;
  readonly freed?: string;
  readonly live?: string;
  readonly leaked_total?: string;
  readonly freed_while_linked_total?: string;
  readonly tlb_all_total?: string;
  readonly cache_pages_total?: string;
  readonly first_disagreement_after_op?: string | null;
  readonly caller_sees_error?: boolean;
  readonly dm?: string;
  readonly dm_mask?: string;
  readonly nr_keyids_after?: string;
  readonly messages?: string;
}

export interface Fact {
  readonly group: string;
  readonly case: string;
  readonly code: string;
  readonly in: FactIn;
  readonly out: FactOut;
}

/** @throws Error with the line on anything but facts */
export function factsOf(text: string): readonly Fact[] {
  return text.split('\n').flatMap((line, i) => {
    if (line === '') return [];
    const fact = JSON.parse(line) as Partial<Fact>;
    if (typeof fact.group !== 'string' || typeof fact.case !== 'string' || !fact.in || !fact.out) {
      throw new Error(`line ${i + 1}: no group, case, in and out: is this a facts file?`);
    }
    return [fact as Fact];
  });
}

/** A count, as a number. */
export function count(text: string | undefined): number {
  return Number(text ?? '0x0');
}

/** Leaves in the form of the protocol, or null where the list was cut. */
export function leavesOf(shown: Shown | undefined): object[] | null {
  const leaves: object[] = [];
  for (const leaf of shown ?? []) {
    if (!('va' in leaf)) return null;
    const keyid = count(leaf.keyid);
    const n = count(leaf.n ?? '0x1');
    leaves.push({
      va: leaf.va,
      level: leaf.level,
      pfn: leaf.pfn,
      flags: leaf.flags,
      ...(keyid === 0 ? {} : { keyid }),
      ...(n === 1 ? {} : { n }),
    });
  }
  return leaves;
}
