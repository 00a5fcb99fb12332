/** What differs and is no failure: fields that no requirement speaks of, and what kernels were merely seen to do. */
import type { Conformance } from './report-types';

/** Notes that are told; conformance.json has those of each case. */
const MAX_TOLD = 5;

/** A few lines for the end of a run; none where nothing differs. */
export function seenLines(report: Pick<Conformance, 'cases' | 'requirements'>): readonly string[] {
  return [...notesLines(report), ...unlikeLines(report)];
}

/** `field: expected …, got … [open: why]`, each field once. */
function notesLines({ cases }: Pick<Conformance, 'cases'>): readonly string[] {
  const open = cases.flatMap(({ notes = [] }) =>
    notes.filter((note) => note.endsWith(']') && note.includes('[open: ')),
  );
  const fields = new Map(open.map((note) => [note.split(': ', 1)[0] ?? '', note]));
  if (fields.size === 0) return [];
  const told = [...fields.values()].slice(0, MAX_TOLD).map((note) => `  ${note.slice(0, 200)}`);
  const count =
    fields.size === 1
      ? '1 field that no requirement speaks of differs'
      : `${fields.size} fields that no requirement speaks of differ`;
  const more = fields.size > MAX_TOLD ? [`  and ${fields.size - MAX_TOLD} more`] : [];
  return [`notes: ${count}`, ...told, ...more];
}

/** `differs from what was seen: SYNDBG-62 (12 cases), …`, most cases first, and what each of the first says. */
function unlikeLines({
  cases,
  requirements,
}: Pick<Conformance, 'cases' | 'requirements'>): readonly string[] {
  const counts = new Map<string, number>();
  for (const { verdict, broken = [], unlike = [] } of cases)
    for (const id of new Set([...unlike, ...(verdict === 'differs' ? broken : [])]))
      counts.set(id, (counts.get(id) ?? 0) + 1);
  if (counts.size === 0) return [];
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const told = sorted.slice(0, MAX_TOLD).flatMap(([id]) => {
    const found = requirements.find((one) => one.id === id);
    return found ? [`  ${id}: ${found.text}`] : [];
  });
  const more = sorted.length > MAX_TOLD ? [`  and ${sorted.length - MAX_TOLD} more`] : [];
  return [
    `differs from what was seen: ${sorted.map(([id, n]) => `${id} (${n} ${n === 1 ? 'case' : 'cases'})`).join(', ')}`,
    ...told,
    ...more,
    '  what was merely seen is no failure; with --strict-seen it is one, and told in full',
  ];
}
