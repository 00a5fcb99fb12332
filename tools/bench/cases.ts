/** How fast cases run: against the same cases with steps that do nothing, in Cucumber and in behave. */
import { join } from 'node:path';
import { featureFiles } from '../../reports/gherkin';
import { LAYOUT } from '../../reports/layout';
import { writeForBehave } from './behave';
import type { Bench, Row } from './bench';
import { isInstalled, ran, scratch } from './bench';
import { paces } from './noop';

export const CASES: Bench = {
  name: 'cases',
  about:
    'cases a second of CPU, in all profiles: against a no-op suite in Cucumber, and one in python3-behave',
  async *run(quick) {
    const { suite, noop } = await paces(quick ? 1 : 5);
    const [own, idle] = [suite, noop].map(({ cases, seconds }) => cases / seconds) as [number, number];
    yield { what: `cases, ${suite.cases} in all profiles`, value: own, unit: 'cases/s', better: 'more' };
    yield { what: 'the same with no-op steps', value: idle, unit: 'cases/s', better: 'more' };
    yield { what: 'cases against no-op steps', value: own / idle, unit: 'x', better: 'more', goal: 0.7 };
    yield* againstBehave(quick, idle);
  },
};

/**
 * Whole commands, from the start of the program to its end.
 * @param idle cases a second of CPU that Cucumber passes through where steps do nothing: no suite in it is faster
 */
function* againstBehave(quick: boolean, idle: number): Iterable<Row> {
  const what = 'scenarios against behave';
  if (!isInstalled('behave')) {
    yield { what, skipped: 'behave is not installed (Debian: python3-behave)' };
    return;
  }
  // Properties run a hundred sequences each: they are work, not overhead.
  const all = featureFiles(LAYOUT.features).filter((file) => !file.includes('invariant'));
  const files = quick ? all.filter((file) => file.includes('mktme')) : all;
  const folder = scratch();
  const scenarios = writeForBehave(files, LAYOUT.root, folder);
  const theirs = ran('behave', ['--format', 'null', '--no-summary', folder], folder);
  const ours = ran(process.execPath, [join(LAYOUT.root, 'bin/hvspec.js'), 'run', ...files]);
  const paceOf = (seconds: number): number => scenarios / seconds;
  yield {
    what: `hvspec run, ${scenarios} scenarios`,
    value: paceOf(ours.seconds),
    unit: 'cases/s',
    better: 'more',
  };
  yield {
    what: 'behave, the same without bodies',
    value: paceOf(theirs.seconds),
    unit: 'cases/s',
    better: 'more',
  };
  yield { what, value: theirs.seconds / ours.seconds, unit: 'x', better: 'more', goal: 2 };
  yield {
    what: 'no-op steps in Cucumber against behave',
    value: idle / paceOf(theirs.seconds),
    unit: 'x',
    better: 'more',
  };
}
