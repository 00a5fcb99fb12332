/** `npm run test:fast`: the types, and of `npm test` what the files that changed touch. Exits as `npm test` does. */
import { execFileSync } from 'node:child_process';
import { LAYOUT } from '../reports/layout';
import { runParts } from './test/all';
import { partsFor } from './test/touched';

const HELP = `npm run test:fast [-- COMMIT]

What tells in seconds whether a small change is sound: the types; the features and the mutants (--quick) of the machines whose
files changed; the unit tests that changed, or that import what changed; lint and formatting of the changed files.
Changed is what differs from COMMIT (default: HEAD), and what Git does not know yet. Only \`npm test\` says that all is sound.

Exit codes: 0 where all passed, 1 where anything failed, 2 where COMMIT is none

Examples:
  $ npm run test:fast                # since the last commit
  $ npm run test:fast -- main        # since main`;

/** @throws where Git does not know the commit */
function changedSince(commit: string): readonly string[] {
  const git = (...words: readonly string[]): readonly string[] =>
    execFileSync('git', words, { cwd: LAYOUT.root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
      .split('\0')
      .filter(Boolean);
  return [
    ...git('diff', '--name-only', '-z', '--relative', '--end-of-options', commit, '--'),
    ...git('ls-files', '--others', '--exclude-standard', '-z'),
  ];
}

async function main([commit = 'HEAD', ...more]: readonly string[]): Promise<number> {
  if (commit === '--help' || commit === '-h') {
    console.log(HELP);
    return 0;
  }
  if (more.length > 0) {
    console.error(`test:fast takes one commit, and was given ${more.length + 1}: see --help`);
    return 2;
  }
  let files: readonly string[];
  try {
    files = changedSince(commit);
  } catch (error) {
    console.error(
      `Git cannot tell what changed since ${JSON.stringify(commit)}: ${(error as Error).message.trim()}`,
    );
    return 2;
  }
  console.log(`${files.length} files changed since ${commit}`);
  return runParts(partsFor(files));
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
