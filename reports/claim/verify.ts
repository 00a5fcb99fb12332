/** Whether a claim is what this suite would claim of the same reports and files. */
import { describeDifference, differences } from '../../model/core/compare';
import { sample } from '../../subjects/text';
import { checkOf } from '../../subjects/validate';
import { oneLine } from '../text/clean';
import type { Claim, FileClaim } from './claim-types';
import { ClaimRefused } from './refused';
import type { ClaimData, DigestedReport } from './statement';
import { claimOf, claimText } from './statement';

/** A file that the claim is held against. */
export interface Given {
  readonly file: string;
  readonly sha256: string;
}

/** @throws ClaimRefused where the bytes are no claim as one is written, or one of a version that is not known */
export function parseClaim(bytes: Buffer): Claim {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new ClaimRefused(`no claim: it begins with ${sample(bytes.toString('utf8', 0, 60), 60)}`);
  }
  const wrong = checkOf('claim')(value);
  if (wrong !== null) throw new ClaimRefused(`no claim that this hvspec knows: ${wrong}`);
  const claim = value as Claim;
  // A member that stands twice would be one thing to us, and another to who reads the file or takes the first.
  if (!bytes.equals(Buffer.from(claimText(claim))))
    throw new ClaimRefused(
      'the file is not as `hvspec claim` writes it: a member stands twice, bytes are no UTF-8, or it was laid out anew',
    );
  return claim;
}

/**
 * Which of the given files are reports of the claim: by digest alone, in the claim's order. Every file of the claim
 * has to be there, and every file that is there has to be the claim's.
 * @throws RangeError where one is missing; ClaimRefused where one is not the claim's
 */
export function reportsAmong(claim: Claim, given: readonly Given[]): readonly (Given & { name: string })[] {
  const { subject, predicate } = claim;
  const named: readonly FileClaim[] = [...predicate.hvspec.reports, ...subject];
  for (const { file, sha256 } of given)
    if (!named.some(({ digest }) => digest.sha256 === sha256))
      throw new ClaimRefused(
        `${oneLine(file, 300)} (sha256 ${sha256}) is none of the claim's files: ${named.map(fileText).join(', ')}`,
      );
  const found = named.map((one) => {
    const match = given.find(({ sha256 }) => sha256 === one.digest.sha256);
    if (!match)
      throw new RangeError(`the claim is about ${fileText(one)}, too: give that file, which is not here`);
    return { ...match, name: one.name };
  });
  return found.slice(0, predicate.hvspec.reports.length);
}

/**
 * @param reports those of the claim, read
 * @param partial whether less than the whole is accepted
 * @throws ClaimRefused where the reports and files do not allow this very claim, or it is less than the whole
 */
export function checkClaim(
  claim: Claim,
  reports: readonly DigestedReport[],
  { suite, runs }: Pick<ClaimData, 'suite' | 'runs'>,
  partial: boolean,
): void {
  const { configuration, hvspec } = claim.predicate;
  if (configuration[0]?.digest.sha256 !== suite.digest)
    throw new ClaimRefused(
      `the claim was made with other features (sha256 ${configuration[0]?.digest.sha256 ?? ''}) than the ones here (${suite.digest}): take hvspec ${oneLine(hvspec.suite.version, 40)} as it was made with`,
    );
  const [wrong] = differences(claimOf({ reports, subject: claim.subject, suite, runs }), claim);
  if (wrong)
    throw new ClaimRefused(
      `the reports do not say what the claim says: ${oneLine(describeDifference(wrong), 300)}`,
    );
  if (hvspec.less.length > 0 && !partial)
    throw new ClaimRefused(
      `less than the whole: ${oneLine(hvspec.less.join('; '), 1000)} (--partial accepts that)`,
    );
}

function fileText({ name, digest }: FileClaim): string {
  return `${oneLine(name, 300)} (sha256 ${digest.sha256})`;
}
