/** Envelopes of runs of parts of the features, as if they were of one run. */
import type { Envelope } from '@cucumber/messages';

/** In the order of the parts: what a run says once is said once, and whatever refers to its run refers to the first. Pure. */
export function joined(parts: readonly (readonly Envelope[])[]): readonly Envelope[] {
  const all = parts.flat();
  const id = all.find(({ testRunStarted }) => testRunStarted)?.testRunStarted?.id ?? '';
  const finished = all.flatMap(({ testRunFinished }) => testRunFinished ?? []);
  const said = new Set<string>();
  const isFirst = (name: string): boolean => said.size < said.add(name).size;
  const ofRun = <T extends object>(one: T): T => Object.assign({}, one, { testRunStartedId: id });
  const body = all.flatMap((envelope): readonly Envelope[] => {
    const { meta, testRunStarted, testRunFinished, testCase, testRunHookStarted } = envelope;
    const { stepDefinition, parameterType, hook } = envelope;
    if (testCase) return [{ testCase: ofRun(testCase) }];
    if (testRunHookStarted) return [{ testRunHookStarted: ofRun(testRunHookStarted) }];
    if (testRunFinished) return [];
    if (meta) return isFirst('meta') ? [envelope] : [];
    if (testRunStarted) return isFirst('testRunStarted') ? [envelope] : [];
    // A type of parameter has another id each time, to which nothing refers.
    const known = parameterType?.name ?? (stepDefinition ?? hook)?.id;
    return known !== undefined && !isFirst(known) ? [] : [envelope];
  });
  const last = finished.at(-1);
  if (!last) return body;
  const success = finished.length === parts.length && finished.every((one) => one.success);
  return [...body, { testRunFinished: Object.assign(ofRun(last), { success }) }];
}
