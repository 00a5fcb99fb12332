/** `hvspec claim`: reports as a statement that can be signed. */
import { basename } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import type { Claim, FileClaim } from '../reports/claim/claim-types';
import { fileDigest } from '../reports/claim/digest';
import { ClaimRefused } from '../reports/claim/refused';
import type { ClaimData, DigestedReport } from '../reports/claim/statement';
import { claimOf, claimText } from '../reports/claim/statement';
import { planOf } from '../reports/plan';
import { readReport } from '../reports/read-report';
import { clean, oneLine } from '../reports/text/clean';
import { writeFileWhole } from '../reports/write';
import { DEFAULT_RUNS } from '../steps/session';
import { notOver } from './input';
import type { Output } from './output';
import { folder, notEmpty } from './values';

const EXAMPLES = `
The claim is an in-toto Statement v1: the files that it is about by their digests, what reports (conformance.json of
\`hvspec run --out\`) show of them, and in so many words what they do not. That these files are what was tested is the
word of whoever signs it. Reports of one subject are taken together: shards of one run make a whole.

Exit codes: 0 written, 1 the reports allow no claim, 2 a file cannot be read or written.

Examples:
  $ hvspec claim out/conformance.json --about ./my-adapter --out claim.json
  $ hvspec claim 1/conformance.json 2/conformance.json --about bzImage --about my-adapter > claim.json
  $ minisign -Sm claim.json                # signs it; or any other tool that signs files
  $ hvspec verify claim.json out/conformance.json my-adapter --key minisign.pub
`;

export function addClaim(program: Command, output: Output, done: (code: number) => void): void {
  program
    .command('claim')
    .description('make a statement of what reports show, to be signed and checked by others')
    .argument('<reports...>', 'conformance.json of runs')
    .requiredOption('-a, --about <file>', 'a file of the implementation; again for more of them', several)
    .option('-o, --out <file>', 'write it there (without: print it)', notEmpty)
    .option('--features <folder>', 'the folder of your own features that the runs were of', folder)
    .addHelpText('after', EXAMPLES)
    .action(async (files, { about, out, features }) => {
      if (out !== undefined) notOver([out], [...files, ...about]);
      const subject = await filesOf(about);
      const reports = files.map((file) => reportOf(file, basename(file)));
      const claim = refusedOr(output, () => claimOf({ reports, subject, ...judgedBy(features) }));
      if (!claim) return done(1);
      if (out === undefined) output.out(claimText(claim).trimEnd());
      else {
        await writeFileWhole(out, claimText(claim));
        output.err(`written: ${out}; sign it: minisign -Sm ${out}`);
      }
      for (const line of extentOf(claim)) output.err(line);
      done(0);
    });
}

/** What claims are judged by: the package's features, or a folder of one's own. */
export function judgedBy(features: string | undefined): Pick<ClaimData, 'suite' | 'runs'> {
  const { book, catalogues, own, folder: path, digest } = planOf(features === undefined ? {} : { features });
  const cases = book.entries.flatMap((entry) => entry.case ?? []);
  return { suite: { cases, catalogues, own: own ? path : null, digest }, runs: DEFAULT_RUNS };
}

/** A report as a claim has it. @throws RangeError where it cannot be read, or is none */
export function reportOf(file: string, name: string): DigestedReport {
  return { name, ...readReport(file, oneLine(file, 400), 'give conformance.json of hvspec run --out') };
}

/** What a refusal is told with, and null; else the value. */
export function refusedOr<T>(output: Output, make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ClaimRefused)) throw error;
    output.err(`hvspec: refused: ${clean(error.message)}`);
    return null;
  }
}

/** How far a claim goes, for people: what it says, of which profiles and files, and what was left out. */
export function extentOf({ subject, predicate: { hvspec } }: Claim): readonly string[] {
  const { name, version } = hvspec.subject;
  const where = hvspec.profiles.map(({ machine, profile }) => `${machine} ${profile}`).join(', ');
  return [
    oneLine(`${name} ${version} ${hvspec.outcome} (${where})`, 1000),
    ...subject.map((one) => oneLine(`about ${one.name}, sha256 ${one.digest.sha256}`, 400)),
    ...hvspec.less.map((one) => oneLine(`less than the whole: ${one}`, 1000)),
  ];
}

function several(file: string, before: readonly string[] = []): readonly string[] {
  return [...before, notEmpty(file)];
}

/** @throws RangeError where one cannot be read, and where two have one name */
async function filesOf(paths: readonly string[]): Promise<readonly FileClaim[]> {
  const found: FileClaim[] = [];
  for (const path of paths) {
    const name = basename(path);
    if (found.some((one) => one.name === name))
      throw new RangeError(`two of the files are called ${oneLine(name, 300)}: give each a name of its own`);
    found.push({ name, digest: { sha256: await fileDigest(path) } });
  }
  return found;
}
