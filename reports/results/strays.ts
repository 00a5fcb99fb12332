/** What went wrong in a run outside any case: files that do not parse, hooks around the run. */
import type { Envelope } from '@cucumber/messages';
import { MACHINES } from '../../model/machines';
import type { CaseReport } from '../report-types';
import { clean, relativePath, withoutPlaces } from '../text/clean';

/** Each as an error that belongs to no profile. */
export function straysOf(envelopes: readonly Envelope[]): readonly CaseReport[] {
  return envelopes.flatMap(({ parseError, testRunHookFinished }) => {
    if (parseError) {
      const { source, message } = parseError;
      const feature = relativePath(source.uri ?? '');
      const line = source.location?.line ?? 0;
      return [
        stray(`${feature}:${line}`, machineOf(feature), 'the file does not parse', feature, line, message),
      ];
    }
    const result = testRunHookFinished?.result;
    if (!result || result.status === 'PASSED') return [];
    return [
      stray('the run', '-', 'a hook around the run', '', 0, result.message ?? `it ended as ${result.status}`),
    ];
  });
}

/** The machine whose folder a file lies in, or a dash. */
function machineOf(feature: string): string {
  return MACHINES.find(({ name }) => feature.split('/').includes(name))?.name ?? '-';
}

function stray(
  id: string,
  machine: string,
  scenario: string,
  feature: string,
  line: number,
  message: string,
): CaseReport {
  return {
    id,
    profile: '-',
    machine,
    scenario,
    feature,
    line,
    verdict: 'error',
    requirements: [],
    exercised: [],
    message: clean(withoutPlaces(message)),
  };
}
