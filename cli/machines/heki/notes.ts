/** What the owner of a kernel image should know before its frames are sealed. */
import type { Answer, Row } from './row';

const PAGE = 0x1000n;
const GFN_LIMIT = 1n << 52n;

const hex = (value: bigint): string => `0x${value.toString(16)}`;

export function notesOf(
  rows: readonly Row[],
  answers: readonly Answer[],
  physBase: bigint,
): readonly string[] {
  return [
    ...sharedPages(rows),
    ...foreignBytes(rows),
    ...oddRanges(rows),
    ...refusals(answers),
    ...base(physBase),
  ];
}

/** Two ranges that name one frame: it takes part in both, and in two slots. */
function sharedPages(rows: readonly Row[]): readonly string[] {
  return rows.flatMap((one, i) =>
    rows.slice(i + 1).flatMap((other) => {
      const first = one.range.gfn_start > other.range.gfn_start ? one.range.gfn_start : other.range.gfn_start;
      const last = one.range.gfn_end < other.range.gfn_end ? one.range.gfn_end : other.range.gfn_end;
      if (first > last) return [];
      const frames = first === last ? `frame ${hex(first)}` : `frames ${hex(first)} to ${hex(last)}`;
      return [`${one.section.name} and ${other.section.name} share ${frames}: both ranges keep it`];
    }),
  );
}

/** Bytes on the first and the last page of a range that belong to no section of the table. */
function foreignBytes(rows: readonly Row[]): readonly string[] {
  return rows.flatMap(({ section, start, end, range }) => {
    if (start === end) return [];
    const [before, after] = [start % PAGE, (PAGE - (end % PAGE)) % PAGE];
    // Where another section begins or ends, the page is shared with it, and named above.
    const met = (at: bigint): boolean =>
      rows.some((row) => row.section !== section && (row.start === at || row.end === at));
    return [
      ...(before === 0n || met(start)
        ? []
        : [
            `${before} bytes before ${section.name} lie in its first frame ${hex(range.gfn_start)} and become read-only too`,
          ]),
      ...(after === 0n || met(end)
        ? []
        : [
            `${after} bytes after ${section.name} lie in its last frame ${hex(range.gfn_end)} and become read-only too`,
          ]),
    ];
  });
}

function oddRanges(rows: readonly Row[]): readonly string[] {
  return rows.flatMap(({ section, start, end, range }) => {
    const outside = range.gfn_end >= GFN_LIMIT || range.gfn_start >= GFN_LIMIT;
    if (range.gfn_start > range.gfn_end)
      return [`${section.name} is empty and comes out inverted: a host refuses it, and what follows it`];
    if (start === end) return [`${section.name} is empty, and one frame of foreign bytes is sealed for it`];
    return outside ? [`${section.name} lies above frame 2^52-1: a host refuses it, and what follows it`] : [];
  });
}

function refusals(answers: readonly Answer[]): readonly string[] {
  return answers.flatMap(({ host, whole, locked, alone }) => {
    const first = alone.findIndex((answer) => answer !== 'locked');
    if (whole === 'locked') return [];
    const kept =
      locked === 0 ? 'nothing is locked' : locked === 1 ? '1 write lock stays' : `${locked} write locks stay`;
    const what =
      whole === 'EINVAL' && host === '4/9'
        ? 'knows no EXEC'
        : whole === 'EOPNOTSUPP'
          ? 'cannot do EXEC'
          : 'refuses';
    return [`a host with ${host} ${what}: it answers ${whole} at entry ${first + 1}, and ${kept}`];
  });
}

function base(physBase: bigint): readonly string[] {
  const negative = physBase >= 1n << 63n;
  return negative
    ? [
        `the physical base is ${hex(physBase)}, negative against the link address: the arithmetic wraps as it should`,
      ]
    : [];
}
