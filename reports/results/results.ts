/** The results of a run, one for each case in each profile, from its messages. */
import type { Envelope } from '@cucumber/messages';
import type { Description } from '../../subjects/subject';
import type { Case } from '../case';
import { caseOf } from '../case';
import type { Executed } from '../executed';
import { executedOf } from '../executed';
import type { CaseReport } from '../report-types';
import { clean, cleanJson, relativePath, withoutPlaces } from '../text/clean';
import type { Verdict } from '../verdict';
import { straysOf } from './strays';
import type { Test } from './tests';
import { testsOf } from './tests';
import { troubleOf } from './trouble';

/** Stands for the machine or profile of what belongs to none. */
export const NONE = '-';

/** What a result says besides where it stands. */
type Finding = Pick<Verdict, 'profile' | 'machine' | 'verdict' | 'requirements' | 'exercised'> &
  Partial<Verdict>;

/**
 * Sorted by id, then profile. A test that left no verdict, or broke beside its verdicts, is an error in each
 * profile that it was to run in; so is a file that does not parse and a hook around the run that failed.
 * @param finished the scenarios in the envelopes that came to their end, where they are known already
 */
export function resultsOf(
  envelopes: readonly Envelope[],
  subject: Pick<Description, 'machines'>,
  finished: readonly Executed[] = executedOf(envelopes),
): readonly CaseReport[] {
  const ran = testsOf(envelopes, finished).flatMap((test) => resultsOfTest(test, subject));
  return [...ran, ...straysOf(envelopes)].sort(byIdAndProfile);
}

/** The order of the results in a report. */
export function byIdAndProfile(a: CaseReport, b: CaseReport): number {
  return (
    compare(a.id, b.id) || compare(a.profile, b.profile) || compare(a.feature, b.feature) || a.line - b.line
  );
}

/** By code units: the same on every machine, whatever its language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function resultsOfTest(test: Test, subject: Pick<Description, 'machines'>): readonly CaseReport[] {
  const found = caseOf(test.pickle, test.document);
  if (!found) return [resultOf(test, null, homeless())];
  const trouble = troubleOf(test.executed);
  const verdicts = relevant(found, test.executed?.verdicts ?? []);
  if (trouble === null) return verdicts.map((verdict) => resultOf(test, found, verdict));
  const findings = verdicts.length > 0 ? verdicts : expected(found, subject);
  const passes = findings.some(({ verdict }) => verdict === 'pass');
  return findings.map((finding) => {
    const broke = !passes || finding.verdict === 'pass';
    return resultOf(test, found, broke ? { ...finding, verdict: 'error', message: trouble } : finding);
  });
}

/** A case is no result in profiles that it does not hold in. In each of the others the last word counts. */
function relevant({ profiles }: Case, verdicts: readonly Verdict[]): readonly Verdict[] {
  const last = [...new Map(verdicts.map((verdict) => [verdict.profile, verdict])).values()];
  return last.filter(({ profile }) => profiles.includes(profile));
}

function homeless(): Finding {
  const message = 'its tags name no machine (as @syndbg does), so nothing was tested';
  return { machine: NONE, profile: NONE, verdict: 'error', requirements: [], exercised: [], message };
}

/** What would have been there, had the test come to its end. */
function expected(of: Case, { machines }: Pick<Description, 'machines'>): readonly Finding[] {
  const offered = machines.filter(({ machine }) => machine === of.machine.name).map(({ profile }) => profile);
  const both = of.profiles.filter((profile) => offered.includes(profile));
  return (both.length > 0 ? both : of.profiles).map((profile) => ({
    machine: of.machine.name,
    profile,
    verdict: 'pass',
    requirements: of.requirements,
    exercised: [],
  }));
}

function resultOf({ pickle }: Test, of: Case | null, finding: Finding): CaseReport {
  const feature = relativePath(pickle.uri);
  const line = pickle.location?.line ?? 0;
  const id = of !== null && of.id !== '' ? of.id : `${feature}:${line}`;
  const { message, broken, perhaps, differences, lacks, notes, unlike } = finding;
  const { step, at, trace, reproducer, killed, named } = finding;
  const said = finding.verdict === 'pass' ? undefined : (message ?? 'no reason was given');
  return {
    id: clean(id, 400),
    profile: clean(finding.profile, 100),
    machine: clean(finding.machine, 100),
    scenario: clean(pickle.name, 1000),
    feature,
    line,
    verdict: finding.verdict,
    requirements: cleanJson([...finding.requirements]),
    exercised: cleanJson([...finding.exercised]),
    ...(said === undefined ? {} : { message: clean(withoutPlaces(said)) }),
    ...(broken ? { broken: cleanJson([...broken]) } : {}),
    ...(perhaps && perhaps.length > 0 ? { perhaps: cleanJson([...perhaps]) } : {}),
    ...(differences ? { differences: cleanJson([...differences]) } : {}),
    ...(lacks && lacks.length > 0 ? { lacks: cleanJson([...lacks]) } : {}),
    ...(notes ? { notes: notes.map((note) => clean(note, 1000)) } : {}),
    ...(unlike ? { unlike: cleanJson([...unlike]) } : {}),
    ...(step === undefined ? {} : { step: clean(step, 2000) }),
    ...(at === undefined ? {} : { at }),
    ...(trace ? { trace: cleanJson([...trace]) as NonNullable<CaseReport['trace']> } : {}),
    ...(reproducer ? { reproducer: cleanJson({ ...reproducer }) } : {}),
    ...(killed ? { killed: cleanJson([...killed]) } : {}),
    ...(named ? { named: cleanJson({ ...named }) as NonNullable<CaseReport['named']> } : {}),
  };
}
