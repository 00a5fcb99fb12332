/** README's failure as it looks: a real one, of a variant of the sample adapter that makes a mistake. */
import { join } from 'node:path';
import { run } from '../../cli/main';
import { LAYOUT } from '../../reports/layout';

const ADAPTER = 'adapters/testing/syndbg_variants.py';
/** A write of the value that is there already asks for no exit. */
const VARIANT = 'asked-once';

/** The first failure, without its trace, as if the adapter were somebody's own. @throws Error where there is none */
export async function failureSample(): Promise<string> {
  const subject = `python3 ${join(LAYOUT.root, ADAPTER)} ${VARIANT}`;
  const said: string[] = [];
  const output = {
    out: (text: string) => void said.push(text),
    err: () => undefined,
    colour: false,
    terminal: null,
  };
  await run(['run', '--tags', '@SYNDBG-09', '--subject', subject], output);
  const lines = failureOf(said.join('\n')).map((line) => line.replace(`'${subject}'`, './my-adapter'));
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
