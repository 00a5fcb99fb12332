/** What every machine's scenarios can say of an answer. */
import { show } from '../model/core/compare';
import type { View } from './lab';
import { expectFields, fieldsOf } from './tables';
import { then } from './typed';

then('it succeeds', function () {
  return this.check(({ outcome }) => {
    if (outcome.outcome !== 'ok') throw new Error(`expected success, got ${show(outcome)}`);
  });
});

then('it returns {u64}', function (value) {
  return this.check(({ outcome }) => {
    expectFields({ outcome: 'ok', value }, withHostValue(outcome));
  });
});

then('it fails with {errno}', function (error) {
  return this.check(({ outcome }) => {
    expectFields({ outcome: 'error', error }, outcome);
  });
});

then('it is refused with {fault}', function (fault) {
  return this.check(({ outcome }) => {
    expectFields({ outcome: 'fault', fault }, outcome);
  });
});

then('it answers:', function (table) {
  return this.check(({ outcome }) => {
    expectFields(fieldsOf(table.rowsHash()), outcome);
  });
});

then('nothing else changes', function () {
  return this.checkFrame();
});

/** A host read of one MSR returns a list of one: let it read like a guest read. */
function withHostValue(outcome: View['outcome']): object {
  const { count, values } = outcome as { count?: number; values?: readonly bigint[] };
  return count === 1 && values?.length === 1 ? { ...outcome, value: values[0] } : outcome;
}
