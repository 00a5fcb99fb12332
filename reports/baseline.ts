/** Known failures: what is listed may fail in the same way, and in no other, until a day. */
import type { BaselineEntry } from './baseline-file';
import type { Expectation } from './conformance';
import type { Finding } from './guard';
import { finding } from './guard';
import type { CaseReport } from './report-types';
import { signatureOf } from './signature';

export interface Judged {
  /** For results that the baseline turns into `expected-fail` or `unexpected-pass`. */
  readonly expectations: readonly Expectation[];
  readonly findings: readonly Finding[];
}

/**
 * Judges results by a baseline.
 * @param cases the ids of all cases that there are, with the profiles that each holds in
 * @param today as in 2027-01-31; an entry holds on its last day
 */
export function applyBaseline(
  results: readonly CaseReport[],
  entries: readonly BaselineEntry[],
  cases: ReadonlyMap<string, readonly string[]>,
  today: string,
): Judged {
  const judged = entries.map((entry) => {
    const stale = staleness(entry, cases);
    if (stale !== null)
      return {
        expectations: [],
        findings: [finding('stale-baseline', `${lists(entry)}, and ${stale}: remove the entry`)],
      };
    return judge(
      entry,
      results.find(({ id, profile }) => id === entry.case && profile === entry.profile),
      today,
    );
  });
  return {
    expectations: judged.flatMap(({ expectations }) => expectations),
    findings: judged.flatMap(({ findings }) => findings),
  };
}

function lists(entry: BaselineEntry): string {
  return `the baseline lists ${entry.case} [${entry.profile}]`;
}

function staleness(entry: BaselineEntry, cases: ReadonlyMap<string, readonly string[]>): string | null {
  const profiles = cases.get(entry.case);
  if (!profiles) return 'there is no such case';
  return profiles.includes(entry.profile) ? null : `that case holds in ${profiles.join(' and ')} only`;
}

/** What an entry makes of its result; nothing where the case was not among those that ran. */
function judge(entry: BaselineEntry, result: CaseReport | undefined, today: string): Judged {
  if (!result) return { expectations: [], findings: [] };
  if (entry.expires < today) {
    const message = `${lists(entry)} until ${entry.expires}: mend it (${entry.issue}) or set another day`;
    return { expectations: [], findings: [finding('expired-baseline', message)] };
  }
  const { case: id, profile, reason, issue, signature, expires } = entry;
  const baseline = { reason, issue, signature, expires };
  switch (result.verdict) {
    case 'pass':
    case 'differs':
      return { expectations: [{ case: id, profile, verdict: 'unexpected-pass', baseline }], findings: [] };
    case 'inapplicable': {
      const message = `${lists(entry)}, and it does not apply (${result.message ?? ''}): remove the entry`;
      return { expectations: [], findings: [finding('stale-baseline', message)] };
    }
    case 'fail': {
      const found = signatureOf(result);
      if (found === signature)
        return { expectations: [{ case: id, profile, verdict: 'expected-fail', baseline }], findings: [] };
      const message = `${lists(entry)} with signature ${signature}, and it fails in another way (${found})`;
      return { expectations: [], findings: [finding('other-failure', message)] };
    }
    case 'expected-fail':
    case 'unexpected-pass':
    case 'untestable':
    case 'inconclusive':
    case 'error':
      return { expectations: [], findings: [] };
  }
}
