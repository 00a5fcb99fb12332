/** The machines' features as python3-behave can run them: one scenario a case, and every step does nothing. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pickle, PickleStep } from '@cucumber/messages';
import { parseFeatures } from '../../reports/gherkin';

/** One body for every step, which is the least that it can look for and do. */
const STEPS = `from behave import step

@step('{text}')
def nothing(context, text):
    pass
`;

/**
 * Writes them into a folder that is there. Rules and tags of Examples, which behave does not know, have no part in them.
 * @returns how many scenarios there are
 */
export function writeForBehave(files: readonly string[], root: string, folder: string): number {
  mkdirSync(join(folder, 'steps'));
  writeFileSync(join(folder, 'steps', 'steps.py'), STEPS);
  let scenarios = 0;
  files.forEach((file, i) => {
    const pickles = parseFeatures([file], root).flatMap(({ pickle }) => pickle ?? []);
    writeFileSync(join(folder, `${i}.feature`), `Feature: ${i}\n\n${pickles.map(scenarioOf).join('\n')}`);
    scenarios += pickles.length;
  });
  return scenarios;
}

function scenarioOf({ name, steps }: Pickle): string {
  return `  Scenario: ${name}\n${steps.map(stepOf).join('')}`;
}

function stepOf({ text, argument }: PickleStep): string {
  const rows = argument?.dataTable?.rows ?? [];
  const table = rows.map(
    ({ cells }) => `      | ${cells.map(({ value }) => escaped(value)).join(' | ')} |\n`,
  );
  const said = argument?.docString ? `      """\n      ${argument.docString.content}\n      """\n` : '';
  return `    Given ${text}\n${table.join('')}${said}`;
}

function escaped(cell: string): string {
  return cell.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('\n', '\\n');
}
