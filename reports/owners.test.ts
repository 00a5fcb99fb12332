/**
 * Every value that a real kernel or the model showed has an owner or is open: a recorded line with one value
 * changed is laid at somebody's door, or is a note.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Machine, Model } from '../model/core/machine';
import { Misuse, Unsupported } from '../model/core/machine';
import { firstLook } from '../model/core/naming';
import type { Look } from '../model/core/owners';
import { ruledOutcome } from '../model/core/ruling';
import { MACHINES } from '../model/machines';
import { referenceModel } from '../subjects/model-subject';
import { catalogueFor, lawOf } from './law';
import { changedOnce } from './testing/changed';
import { recorded, RECORDINGS } from './testing/recorded';

/** Recordings of a file that are looked at: every so many. */
const EVERY = 41;
/** Times that one value of one operation is changed. */
const ENOUGH = 8;

function filesOf({ name }: Machine): readonly string[] {
  const files = readdirSync(join(RECORDINGS, name), { recursive: true }) as string[];
  return files.filter((file) => file.endsWith('.ndjson')).map((file) => join(RECORDINGS, name, file));
}

for (const machine of MACHINES) {
  test(`${machine.name}: no field of a recorded outcome is forgotten`, async () => {
    const forgotten = new Set<string>();
    /** How often a value of an operation was changed. */
    const met = new Map<string, number>();
    let [changes, named] = [0, 0];
    for (const file of filesOf(machine)) {
      let count = 0;
      let looks: Look[] | null = null;
      let judge = null;
      for (const entry of await recorded(file)()) {
        if (entry.kind === 'header') {
          count += 1;
          const { profile, choices } = entry;
          const model = referenceModel({ machine: machine.name, profile: profile.name, choices });
          const { holds } = lawOf(catalogueFor(machine), profile.name, true);
          judge = { fields: machine.fields, model, holds, insight: true };
          looks = count % EVERY === 1 ? [firstLook(model.initial(entry.config))] : null;
        } else if (entry.kind === 'step' && looks && judge) {
          const look = lookAt(judge.model, looks.at(-1) as Look, entry.op);
          if (!look) {
            looks = null;
            continue;
          }
          for (const { what, outcome: changed } of changedOnce(look.outcome)) {
            const key = `${entry.op.op} ${what}`;
            const times = (met.get(key) ?? 0) + 1;
            met.set(key, times);
            if (times > ENOUGH) continue;
            const found = ruledOutcome(judge, look, looks, changed);
            changes += 1;
            if (found.some(({ owners }) => owners.length > 0)) named += 1;
            for (const one of found) {
              if (one.owners.length === 0 && one.open === null)
                forgotten.add(`${entry.op.op}: ${one.field ?? one.path}`);
            }
            assert.ok(found.length > 0, `${entry.op.op}: ${JSON.stringify(changed, text)} is no change`);
          }
          looks.push(look);
        }
      }
    }
    assert.deepEqual([...forgotten].sort(), []);
    assert.ok(changes > 100 && named > changes / 2, `${named} of ${changes} changes have an owner`);
  });
}

function text(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

function lookAt(model: Model, { after }: Look, op: Look['op']): Look | null {
  try {
    const { state, outcome } = model.step(after, op);
    return { op, before: after, after: state, outcome };
  } catch (error) {
    if (error instanceof Misuse || error instanceof Unsupported) return null;
    throw error;
  }
}
