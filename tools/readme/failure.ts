/** README's failure as it looks: a real one, of a variant of the sample adapter that makes a mistake. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { LAYOUT } from '../../reports/layout';

const ADAPTER = 'adapters/testing/syndbg_variants.py';
/** A write of the value that is there already asks for no exit. */
const VARIANT = 'asked-once';

/** The first failure, without its trace, as if the adapter were somebody's own. @throws Error where there is none */
export function failureSample(): string {
  const subject = `python3 ${ADAPTER} ${VARIANT}`;
  const argv = [join('bin', 'hvspec.js'), 'run', '--tags', '@SYNDBG-09', '--subject', subject];
  const { stdout } = spawnSync(process.execPath, argv, { cwd: LAYOUT.root, encoding: 'utf8' });
  const lines = failureOf(stdout).map((line) => line.replace(`'${subject}'`, './my-adapter'));
  return ['```', ...lines, '```'].join('\n');
}

/** From a run's text: the lines of its first failure up to the trace, and the command that shows it again. */
export function failureOf(text: string): readonly string[] {
  const lines = text.split('\n');
  const begin = lines.findIndex((line) => line.startsWith('FAIL '));
  const trace = lines.indexOf('  trace', begin);
  const again = lines.find((line, i) => i > trace && line.startsWith('  again: '));
  if (begin < 0 || trace < 0 || again === undefined)
    throw new Error(`no failure to show in what the run said:\n${text}`);
  return [...lines.slice(begin, trace), again];
}
