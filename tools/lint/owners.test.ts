import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Machine } from '../../model/core/machine';
import type { OwnerLine } from '../../model/core/owners';
import type { Catalogue } from '../../reports/catalogue';
import { lintOwners } from './owners';
import { schemaFields } from './schema-fields';

const FIELDS = ['outcome', 'leaves', 'leaves.*.eax', 'events.HOT', 'state.on'];

function lint(owners: readonly OwnerLine[], ids: readonly string[] = ['L-01']): readonly string[] {
  const machine = { name: 'lamp', operationNames: ['read'], fields: { owners } } as unknown as Machine;
  const requirements = ids.map((id) => ({ id })) as unknown as Catalogue['requirements'];
  return lintOwners(machine, { machine: 'lamp', tree: 'v6.12', requirements }, FIELDS).map((line) =>
    line.replace('lamp: ', ''),
  );
}

const ALL: OwnerLine = { id: 'L-01', fields: ['outcome', 'leaves', 'leaves.*.eax', 'events.*', 'state.**'] };

test('a table in which every field has a line, and every line a field', () => {
  assert.deepEqual(lint([ALL]), []);
});

test('a field without a line, also where lines speak of some of its values or bits', () => {
  const some: OwnerLine = {
    id: 'L-01',
    fields: ['outcome & 0x1', 'leaves', 'leaves.0x1.eax', 'events.HOT', 'state.on'],
  };
  assert.deepEqual(
    lint([some]).map((line) => line.split(' whatever')[0]),
    ['no line speaks of outcome', 'no line speaks of leaves.*.eax'],
  );
});

test('a line without a field, an operation that there is not', () => {
  const found = lint([ALL, { open: 'diagnostic', ops: ['dance'], fields: ['events.COLD'] }]);
  assert.deepEqual(found, [
    'the open line (diagnostic) speaks of events.COLD, which the schema does not have',
    'a line names the operation dance, which there is not',
  ]);
});

test('a line may speak of a record that is missing as a whole', () => {
  const whole: OwnerLine = { id: 'L-01', fields: ['leaves.*', 'state'] };
  assert.deepEqual(lint([ALL, whole]), []);
  assert.equal(lint([ALL, { id: 'L-01', fields: ['leaves.*.eax.low'] }]).length, 1);
});

test('requirements that own nothing, and owners that no catalogue knows', () => {
  assert.deepEqual(lint([{ ...ALL, id: 'L-09' }], ['L-01']), [
    'L-09 owns fields and is not in the catalogue',
    'L-01 owns no field: nothing can show it',
  ]);
});

test('a schema says which fields there are', () => {
  const fields = schemaFields('syndbg');
  for (const one of [
    'error',
    'leaves',
    'leaves.*.eax',
    'events',
    'events.SYNDBG',
    'events.SYNDBG.pad1',
    'state.vms.*.registers.control',
  ]) {
    assert.ok(fields.includes(one), one);
  }
  assert.ok(!fields.includes('state'), 'a record has no field of its own');
});
