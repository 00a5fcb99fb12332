import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capabilitiesOf } from '../model/core/capability';
import { MACHINES } from '../model/machines';
import { Pool } from './pool';
import { questionsOf } from './questions';
import { Random } from './random';

test('a subject with the core alone has configurations to be asked for, in every profile', () => {
  for (const { name, profiles, operations } of MACHINES)
    for (const { name: profile } of profiles) {
      const core = (op: Parameters<typeof capabilitiesOf>[1]): boolean =>
        capabilitiesOf(operations, op).length === 0;
      const pool = new Pool(questionsOf(name), profile, 1, core);
      assert.ok(pool.config(new Random(1)), `${name}/${profile}`);
    }
});
