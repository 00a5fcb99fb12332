/**
 * `npm run mutation`: every mistake that a mutator can make in the reference model (or, with --python, in the sample
 * adapter), and whether the cases, the properties and the unit tests notice it. Each machine is a process of its own, since
 * its model is loaded with the mutants in it as switches.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { LAYOUT } from '../reports/layout';
import type { Options } from './mutation/options';
import { optionsOf, wordsOf } from './mutation/options';
import { machinesOrExit } from './words';

const HELP = `Usage: npm run mutation -- [OPTIONS] [MACHINE…]

  --python      the sample adapter in adapters/python instead of the model
  --sample N    N mutants drawn at random; all of them without
  --seed N      where the drawing begins (1)
  --only PLACE  those whose place begins so, as in traps.ts:13
  --triage      looks for what tells each survivor from the reference: cases beside it, random operations
  --write       keep the result in tools/mutation/RESULT.md and alive/
  --help

Prints each survivor as it is found, and the score of each machine: the dead, per cent of those that are not in
tools/mutation/equivalents/ and not seen to differ in open fields alone. Exits 0 where each has 97 % and, with --triage, no survivor differs in a field that a requirement speaks of,
1 where not, 2 where the words make no sense.

  npm run mutation -- nv                            all mutants of the model of nv
  npm run mutation -- --sample 200 --write          200 of each machine, kept
  npm run mutation -- --python --only nv_host.py nv a file of the adapter
`;

function main(): number {
  const options = optionsOrExit();
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const codes = machinesOrExit(options.machines).map((machine) => {
    const argv = [
      '-r',
      './bin/sources.js',
      join('tools', 'mutation', 'run.ts'),
      ...wordsOf(options),
      machine,
    ];
    return spawnSync(process.execPath, argv, { cwd: LAYOUT.root, stdio: 'inherit' }).status ?? 1;
  });
  return Math.max(...codes);
}

function optionsOrExit(): Options {
  try {
    return optionsOf(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    process.exit(2);
  }
}

process.exitCode = main();
