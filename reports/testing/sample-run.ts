/** Messages of a run that never ran, for the tests of the reports: features as they are parsed, verdicts as given. */
import type { Envelope, Pickle, TestStepResult } from '@cucumber/messages';
import type { Catalogue } from '../catalogue';
import type { RunData } from '../conformance';
import { conformance } from '../conformance';
import { parseFeature } from '../gherkin';
import type { Conformance } from '../report-types';
import type { Verdict } from '../verdict';
import { VERDICT_MEDIA_TYPE } from '../verdict';

export const FEATURE = `@syndbg
Feature: Registers
  Prose of the feature.

  Rule: A write is stored

    @syndbg.stored @SYNDBG-05
    Example: CONTROL keeps what is written
      Prose of the case.

      Given a VM
      When the guest writes 0x1 to CONTROL
      Then it exits with:
        | control | 0x1 |

    @syndbg.refused @SYNDBG-13 @since-upstream
    Scenario Outline: <case> is refused
      Given a VM
      Then <register> is refused

      Examples:
        | case    | register |
        | options | OPTIONS  |
        | status  | STATUS   |
`;
export const URI = 'features/syndbg/registers.feature';

/** What becomes of one scenario. */
export interface Fate {
  /** Those of its first attachment; null where it attaches none. */
  readonly verdicts: readonly Partial<Verdict>[] | null;
  /** Status and message of its step number `at` (from 0), passed where there is none. */
  readonly broke?: Pick<TestStepResult, 'status'> & { readonly at: number; readonly message?: string };
  /** False where the run ends in it. */
  readonly ends?: boolean;
  /** Attempts that are thrown away before this one. */
  readonly retries?: number;
}

const TIME = { seconds: 1_700_000_000, nanos: 0 };
export const PASS: Fate = { verdicts: [{ profile: 'upstream' }] };

/** The messages of a run of a feature; `fate` is asked for each pickle, and null means that it never begins. */
export function messages(
  fate: (pickle: Pickle) => Fate | null = () => PASS,
  text = FEATURE,
  uri = URI,
): readonly Envelope[] {
  const parsed = parseFeature(text, uri);
  const pickles = parsed.flatMap(({ pickle }) => pickle ?? []);
  const planned = pickles.map((pickle): Envelope => ({ testCase: planOf(pickle) }));
  return [...parsed, ...planned, ...pickles.flatMap((pickle) => ranOf(pickle, fate(pickle)))];
}

function planOf({ id, steps }: Pickle): NonNullable<Envelope['testCase']> {
  return {
    id: `t${id}`,
    pickleId: id,
    testSteps: steps.map((step) => ({ id: `s${step.id}`, pickleStepId: step.id })),
  };
}

function ranOf(pickle: Pickle, fate: Fate | null): readonly Envelope[] {
  if (!fate) return [];
  const { retries = 0, ...last } = fate;
  const failed: Fate = { verdicts: [{ profile: 'upstream', verdict: 'fail', message: 'thrown away' }] };
  const thrown = Array.from({ length: retries }, (_one, i) => attemptOf(pickle, failed, i, true));
  return [...thrown.flat(), ...attemptOf(pickle, last, retries, false)];
}

function attemptOf(
  pickle: Pickle,
  { verdicts, broke, ends = true }: Fate,
  attempt: number,
  willBeRetried: boolean,
): readonly Envelope[] {
  const testCaseStartedId = `a${pickle.id}-${attempt}`;
  const body = JSON.stringify((verdicts ?? []).map((one) => verdictOf(pickle, one)));
  const attachment = {
    body,
    contentEncoding: 'IDENTITY',
    mediaType: VERDICT_MEDIA_TYPE,
    testCaseStartedId,
  } as NonNullable<Envelope['attachment']>;
  return [
    { testCaseStarted: { attempt, id: testCaseStartedId, testCaseId: `t${pickle.id}`, timestamp: TIME } },
    ...pickle.steps.map((step, i): Envelope => {
      const testStepResult = {
        duration: TIME,
        status: 'PASSED',
        ...(broke?.at === i ? broke : {}),
      } as TestStepResult;
      return {
        testStepFinished: { testCaseStartedId, testStepId: `s${step.id}`, testStepResult, timestamp: TIME },
      };
    }),
    ...(verdicts ? [{ attachment }] : []),
    ...(ends ? [{ testCaseFinished: { testCaseStartedId, timestamp: TIME, willBeRetried } }] : []),
  ];
}

function verdictOf({ tags, name }: Pickle, given: Partial<Verdict>): Verdict {
  const requirements = tags.flatMap(({ name: tag }) => /^@([A-Z]+-\d+)$/.exec(tag)?.[1] ?? []);
  return {
    case: name,
    machine: 'syndbg',
    profile: 'v6',
    verdict: 'pass',
    requirements,
    exercised: requirements,
    ...given,
  };
}

const requirement = { class: 'seed', level: 'MUST', profiles: ['v6', 'review', 'upstream'] } as const;

export const CATALOGUE: Catalogue = {
  machine: 'syndbg',
  tree: 'v6.12',
  requirements: [
    {
      ...requirement,
      id: 'SYNDBG-05',
      text: 'A write MUST be stored.',
      source: 'a@example.org (v6 3/5)',
      profiles: ['v6', 'upstream'],
    },
    {
      ...requirement,
      id: 'SYNDBG-13',
      text: 'A write MUST be refused.',
      source: 'hyperv.c',
      profiles: ['upstream'],
    },
    {
      ...requirement,
      id: 'SYNDBG-20',
      text: 'The reason MUST be 27.',
      source: 'kvm.h',
      profiles: ['review', 'upstream'],
    },
    {
      ...requirement,
      id: 'SYNDBG-27',
      text: 'It means a new page.',
      source: 'a@example.org',
      profiles: ['v6'],
      excluded: { reason: 'meaning-only', why: 'no operation shows it' },
    },
  ],
};

const offer = (profile: string): RunData['subject']['machines'][number] => ({
  machine: 'syndbg',
  profile,
  capabilities: ['trace'],
  choices: { sysfd_get: 'count1' },
});

export const RUN: Omit<RunData, 'envelopes'> = {
  suite: { name: 'hvspec', version: '1.2.3' },
  subject: { name: 'a subject', version: '7', machines: [offer('v6'), offer('upstream')] },
  seed: 42,
  catalogues: [CATALOGUE],
  findings: [],
  exit: 0,
};

export function reportOf(envelopes: readonly Envelope[], more: Partial<RunData> = {}): Conformance {
  return conformance({ ...RUN, envelopes, ...more });
}
