/** What a recording says of requirements: which were seen to hold, and which something in it breaks. */
import type { Look } from '../../model/core/owners';
import { showsAt } from '../../model/core/showing';
import { catalogueFor } from '../law';
import type { Judged, Witness } from '../check';
import { check } from '../check';
import { oneLine } from '../text/clean';
import type { Column, StatusWord } from './comparison';

/** One for each implementation (machine, profile, kernel) in the file. @throws RecordingError where it is no recording */
export async function recordedColumns(file: string, shown: string = file): Promise<readonly Column[]> {
  const found = new Map<string, Seen>();
  const seen = (run: Judged): Seen => {
    const key = JSON.stringify([run.machine.name, run.profile.name, nameOf(run)]);
    const known = found.get(key) ?? newSeen(run, shown);
    found.set(key, known);
    return known;
  };
  const witness: Witness = {
    explained: (run, look, past, isInspected) => addLook(seen(run), run, look, past, isInspected),
    contradicted: (run, requirements) => addBreach(seen(run), run, requirements[0]),
  };
  await check(file, { witness });
  return [...found.values()].map(({ column }) => column);
}

/** Columns of recordings of one implementation as one: what breaks in one file is broken. Those of reports stay. */
export function mergedRecordings(columns: readonly Column[]): readonly Column[] {
  const found = new Map<string, Column>();
  for (const column of columns) {
    const { machine, profile, name, file, source } = column;
    const key = JSON.stringify([machine, profile, name, source === 'recording' ? null : file]);
    const known = found.get(key);
    found.set(key, known ? both(known, column) : column);
  }
  return [...found.values()];
}

const WEIGHTS: readonly StatusWord[] = ['broken', 'differs', 'partly', 'kept'];

function both(a: Column, b: Column): Column {
  const statuses = new Map(a.statuses);
  for (const [id, word] of b.statuses) {
    const worst = WEIGHTS.find((one) => one === word || one === statuses.get(id));
    statuses.set(id, worst ?? word);
  }
  return { ...a, file: commonFile(a.file, b.file), statuses };
}

/** `recordings/mktme/*` for two files of one folder. */
function commonFile(a: string, b: string): string {
  const folder = (file: string): string => file.slice(0, file.lastIndexOf('/') + 1);
  return folder(a) !== '' && folder(a) === folder(b) ? `${folder(a)}*` : `${a}, ${b}`;
}

interface Seen {
  readonly column: Column;
  readonly statuses: Map<string, StatusWord>;
  /** Of the profile, those that nothing is known of. */
  readonly open: Set<string>;
}

function nameOf({ header }: Judged): string {
  return oneLine(header.source.kernel ?? header.source.observed, 120);
}

function newSeen(run: Judged, file: string): Seen {
  const statuses = new Map<string, StatusWord>();
  const { machine, profile, law } = run;
  const open = catalogueFor(machine).requirements.filter(({ id }) => law.holds(id));
  const column = {
    machine: machine.name,
    profile: profile.name,
    name: nameOf(run),
    file,
    source: 'recording' as const,
    statuses,
  };
  return { column, statuses, open: new Set(open.map(({ id }) => id)) };
}

function addLook(
  { statuses, open }: Seen,
  { machine: { fields }, header: { insight } }: Judged,
  look: Look,
  past: readonly Look[],
  isInspected: boolean,
): void {
  for (const id of open) {
    if (!showsAt(fields, id, look, past, isInspected, insight)) continue;
    statuses.set(id, 'kept');
    open.delete(id);
  }
}

/** The most telling one breaks; the others that speak of the field may well hold. */
function addBreach({ statuses, open }: Seen, { law }: Judged, id: string | undefined): void {
  if (id === undefined || !law.holds(id)) return;
  statuses.set(id, law.isDemanded([id]) ? 'broken' : 'differs');
  open.delete(id);
}
