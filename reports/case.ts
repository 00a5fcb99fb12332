/** What a scenario is as a case: its permanent id, and what its tags ask for. */
import type { GherkinDocument, Pickle, TableRow } from '@cucumber/messages';
import type { Machine } from '../model/core/machine';
import { MACHINES } from '../model/machines';

export interface Case {
  /** As in `syndbg.write-refused-when-off` or, for an Examples row, `syndbg.gate:no-interface-leaf`. */
  readonly id: string;
  readonly machine: Machine;
  /** Profiles named by tags; all of the machine's where no tag names one. */
  readonly profiles: readonly string[];
  readonly requirements: readonly string[];
  /** Capabilities named by `@needs-…`. */
  readonly needs: readonly string[];
  /** Choices named by `@choice-<name>=<value>`. */
  readonly choices: Readonly<Record<string, string>>;
  /** The number of the invariant that it states (`@invariant-4`), if it does. */
  readonly invariant: number | null;
  readonly usesFrame: boolean;
}

export const FRAME_STEP = 'nothing else changes';
const REQUIREMENT = /^@[A-Z]+-\d{2,3}$/;

/** Reads a case from a pickle. Null where the tags name no machine (the suite's own features). */
export function caseOf(pickle: Pickle, document: GherkinDocument): Case | null {
  const tags = pickle.tags.map(({ name }) => name);
  const machine = MACHINES.find(({ name }) => tags.includes(`@${name}`));
  if (!machine) return null;
  const slug = tags.find((tag) => tag.startsWith(`@${machine.name}.`))?.slice(1) ?? '';
  const row = rowName(pickle, document);
  const profiles = machine.profiles.map(({ name }) => name);
  const named = profiles.filter((name) => tags.includes(`@${name}`));
  const invariant = tags.find((tag) => tag.startsWith('@invariant-'));
  return {
    id: row === null ? slug : `${slug}:${row}`,
    machine,
    profiles: named.length > 0 ? named : profiles,
    requirements: tags.filter((tag) => REQUIREMENT.test(tag)).map((tag) => tag.slice(1)),
    needs: tags.filter((tag) => tag.startsWith('@needs-')).map((tag) => tag.slice('@needs-'.length)),
    choices: Object.fromEntries(
      tags
        .filter((tag) => tag.startsWith('@choice-'))
        .map((tag) => tag.slice('@choice-'.length).split('=', 2) as [string, string]),
    ),
    invariant: invariant === undefined ? null : Number(invariant.slice('@invariant-'.length)),
    usesFrame: pickle.steps.some(({ text }) => text === FRAME_STEP),
  };
}

/** The first cell of the Examples row behind a pickle, or null for a plain scenario. */
function rowName(pickle: Pickle, document: GherkinDocument): string | null {
  if (pickle.astNodeIds.length < 2) return null;
  const id = pickle.astNodeIds[1] as string;
  return rowsOf(document).get(id)?.cells[0]?.value ?? null;
}

const rowIndex = new WeakMap<GherkinDocument, ReadonlyMap<string, TableRow>>();

function rowsOf(document: GherkinDocument): ReadonlyMap<string, TableRow> {
  const known = rowIndex.get(document);
  if (known) return known;
  const children = (document.feature?.children ?? []).flatMap((child) => child.rule?.children ?? [child]);
  const rows = children.flatMap(
    ({ scenario }) => scenario?.examples.flatMap(({ tableBody }) => tableBody) ?? [],
  );
  const index = new Map(rows.map((row) => [row.id, row]));
  rowIndex.set(document, index);
  return index;
}
