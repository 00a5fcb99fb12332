/** What a file says of implementations: a report (conformance.json) or a recording (NDJSON). */
import { closeSync, openSync, readSync } from 'node:fs';
import { RecordingError } from '../../subjects/recording';
import { readReport } from '../read-report';
import type { Conformance, RequirementStatus } from '../report-types';
import { oneLine } from '../text/clean';
import type { StatusWord } from './cell';
import type { Column } from './comparison';
import { recordedColumns } from './recorded';

const WANTED = 'give a report (conformance.json of hvspec run --out) or a recording (NDJSON)';

/**
 * The columns of a file: one for each machine and profile, in a recording one for each implementation.
 * @param name as it is shown
 * @throws RangeError where it is neither a report nor a recording, or cannot be read
 */
export async function columnsOf(file: string, name: string = file): Promise<readonly Column[]> {
  const shown = oneLine(name, 400);
  const first = beginning(file, shown);
  if (/^\s*\{\s*"recording"/.test(first)) return recordedOrRefused(file, shown);
  return reportedColumns(readReport(file, shown, WANTED).report, shown);
}

async function recordedOrRefused(file: string, shown: string): Promise<readonly Column[]> {
  try {
    return await recordedColumns(file, shown);
  } catch (error) {
    if (error instanceof RecordingError) throw new RangeError(error.message);
    throw error;
  }
}

function beginning(file: string, shown: string): string {
  const buffer = Buffer.alloc(256);
  try {
    const descriptor = openSync(file, 'r');
    try {
      return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new RangeError(`${shown} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
  }
}

function reportedColumns({ subject, requirements, cases }: Conformance, file: string): readonly Column[] {
  const name = oneLine(`${subject.name} ${subject.version}`, 120);
  const release = oneLine(subject.version, 120);
  return subject.machines.flatMap(({ machine, profile, choices }): readonly Column[] => {
    const known = requirements
      .filter((one) => one.machine === machine)
      .flatMap(({ id, statuses }) => {
        const found = statuses.find((one) => one.profile === profile);
        return found ? [{ id, ...found }] : [];
      });
    if (known.length === 0) return [];
    const passing = new Set(
      cases.filter((one) => one.profile === profile && PASSED.includes(one.verdict)).map((one) => one.id),
    );
    return [
      {
        ...{ machine, profile, name, file, release, source: 'report' },
        statuses: new Map(known.map(({ id, status }) => [id, WORDS[status]])),
        extents: new Map(
          known.map(({ id, cases: about }) => [
            id,
            {
              shown: shared(about.filter((one) => passing.has(one))),
              against: shared([]),
              all: shared(about),
            },
          ]),
        ),
        choices: new Map(Object.entries(choices).map(([choice, value]) => [choice, [oneLine(value, 120)]])),
      },
    ];
  });
}

const sets = new Map<string, ReadonlySet<string>>();

/** A set of cases, once for all reports of a fleet, which have the same ones. */
function shared(ids: readonly string[]): ReadonlySet<string> {
  const key = ids.join(' ');
  const known = sets.get(key) ?? new Set(ids.map(idOf));
  sets.set(key, known);
  return known;
}

/** The id of a case as it may be printed. */
function idOf(id: string): string {
  return /^[\x21-\x7e]{1,200}$/.test(id) ? id : oneLine(id, 200);
}

const PASSED: readonly string[] = ['pass', 'unexpected-pass'];

const WORDS: Readonly<Record<RequirementStatus['status'], StatusWord>> = {
  shown: 'kept',
  partly: 'partly',
  fail: 'broken',
  differs: 'differs',
  'not-shown': 'unknown',
  inapplicable: 'unknown',
  'not-covered': 'unknown',
  excluded: 'unknown',
};
