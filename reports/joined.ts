/** Envelopes of runs of parts of the features, as if they were of one run. */
import type { Envelope, TestRunFinished, TestRunStarted, Timestamp } from '@cucumber/messages';

/**
 * In the order of the parts: what a run says once is said once, and whatever refers to it refers to the first. A run of which a part
 * did not come to its end has none. Pure.
 * @param parts those of a part that was never run are none
 */
export function joined(parts: readonly (readonly Envelope[])[]): readonly Envelope[] {
  const all = parts.flat();
  const started = all.flatMap(({ testRunStarted }) => testRunStarted ?? []);
  const finished = all.flatMap(({ testRunFinished }) => testRunFinished ?? []);
  const run = startOf(started);
  const ids = firstIds(all);
  const silent = silentHooks(parts);
  const told = new Set<string>();
  const isFirst = (name: string): boolean => told.size < told.add(name).size;
  const idOf = (id: string): string => ids.get(id) ?? id;
  const body = all.flatMap((envelope): readonly Envelope[] => {
    const { meta, testRunStarted, testRunFinished, testCase, testRunHookStarted, testRunHookFinished } =
      envelope;
    const { stepDefinition, parameterType, hook } = envelope;
    if (testRunFinished) return [];
    if (testRunStarted) return run && isFirst('testRunStarted') ? [{ testRunStarted: run }] : [];
    if (meta) return isFirst('meta') ? [envelope] : [];
    if (parameterType) return isFirst(`parameter type ${parameterType.name}`) ? [envelope] : [];
    const defined = stepDefinition ?? hook;
    if (defined) return idOf(defined.id) === defined.id && isFirst(defined.id) ? [envelope] : [];
    const ofHook = testRunHookStarted?.id ?? testRunHookFinished?.testRunHookStartedId;
    if (ofHook !== undefined && silent.has(ofHook)) return [];
    if (testRunHookStarted) {
      const its = { testRunStartedId: run?.id ?? '', hookId: idOf(testRunHookStarted.hookId) };
      return [{ testRunHookStarted: Object.assign({}, testRunHookStarted, its) }];
    }
    if (!testCase) return [envelope];
    const testSteps = testCase.testSteps.map((step) =>
      Object.assign(
        {},
        step,
        step.hookId === undefined ? {} : { hookId: idOf(step.hookId) },
        step.stepDefinitionIds ? { stepDefinitionIds: step.stepDefinitionIds.map(idOf) } : {},
      ),
    );
    return [{ testCase: Object.assign({}, testCase, { testRunStartedId: run?.id ?? '', testSteps }) }];
  });
  if (!run || finished.length < parts.length) return body;
  return [...body, { testRunFinished: endOf(finished, run.id ?? '') }];
}

/** It began when the first part did. */
function startOf(started: readonly TestRunStarted[]): TestRunStarted | undefined {
  const [first] = started;
  const timestamp = inTime(started)[0];
  return first && timestamp && Object.assign({}, first, { timestamp });
}

/** It ended when the last part did, and is a success where each was. */
function endOf(finished: readonly TestRunFinished[], testRunStartedId: string): TestRunFinished {
  const timestamp = inTime(finished).at(-1) as Timestamp;
  return { testRunStartedId, timestamp, success: finished.every(({ success }) => success) };
}

function inTime(all: readonly { readonly timestamp: Timestamp }[]): readonly Timestamp[] {
  const times = all.map(({ timestamp }) => timestamp);
  return times.sort((a, b) => a.seconds - b.seconds || a.nanos - b.nanos);
}

/** Of each phrase and hook of a later part the id that it had in an earlier one, by where it stands. */
function firstIds(all: readonly Envelope[]): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  const ids = new Map<string, string>();
  for (const { stepDefinition, hook } of all) {
    const defined = stepDefinition ?? hook;
    if (!defined) continue;
    const place = JSON.stringify([stepDefinition?.pattern.source ?? hook?.type, defined.sourceReference]);
    const id = first.get(place) ?? defined.id;
    first.set(place, id);
    ids.set(defined.id, id);
  }
  return ids;
}

/** What was done before and after each part, but for the first, and went well: of a run it is done once. */
function silentHooks(parts: readonly (readonly Envelope[])[]): ReadonlySet<string> {
  const later = parts.slice(parts.findIndex((part) => part.length > 0) + 1).flat();
  return new Set(
    later.flatMap(({ testRunHookFinished: one }) =>
      one?.result.status === 'PASSED' ? one.testRunHookStartedId : [],
    ),
  );
}
