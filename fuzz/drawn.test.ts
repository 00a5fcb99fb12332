/** The generators draw all that a machine can be asked: what none draws, fuzz can never try. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { AnyOp } from '../model/core/machine';
import { MACHINES } from '../model/machines';
import { SCHEMAS } from '../subjects/validate';
import { questionsOf } from './questions';

const DRAWS = 10_000;
const STARTS = 10;
const SEED = 20260921;

interface Node {
  readonly $ref?: string;
  readonly enum?: readonly unknown[];
  readonly type?: unknown;
  readonly oneOf?: readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
}

type Definitions = Readonly<Record<string, Node>>;

function definitionsOf(machine: string): Definitions {
  const text = readFileSync(join(SCHEMAS, `${machine}.schema.json`), 'utf8');
  return (JSON.parse(text) as { readonly $defs: Definitions }).$defs;
}

const nameIn = ({ $ref = '' }: Node): string => $ref.replace(/^.*\//, '');

/** The words, or flags, that a member may be; none where it is a number, or consists of others. */
function valuesOf(node: Node, all: Definitions): readonly unknown[] {
  const { enum: words, type } = all[nameIn(node)] ?? node;
  return words ?? (type === 'boolean' ? [true, false] : []);
}

/** As in `wrmsr.upper` and `wrmsr.mode=real`. */
function asksOf(machine: string): readonly string[] {
  const all = definitionsOf(machine);
  return (all['op']?.oneOf ?? []).map(nameIn).flatMap((op) =>
    Object.entries(all[op]?.properties ?? {}).flatMap(([name, node]) => {
      const values = valuesOf(node, all);
      return [`${op}.${name}`, ...values.map((value) => `${op}.${name}=${String(value)}`)];
    }),
  );
}

for (const { name, profiles } of MACHINES)
  test(`${name}: every member of every operation is drawn, with each of its words`, () => {
    const { operations, placed, config } = questionsOf(name);
    const starts = fc.sample(config, { seed: SEED, numRuns: STARTS });
    const drawn = new Set<string>();
    for (const { name: profile } of profiles)
      for (const [i, one] of fc
        .sample(operations(profile), { seed: SEED, numRuns: DRAWS })
        .flat()
        .entries()) {
        const op = (placed?.(one, starts[i % STARTS] as object) ?? one) as AnyOp;
        for (const [member, value] of Object.entries(op)) {
          drawn.add(`${op.op}.${member}`);
          if (typeof value !== 'bigint' && typeof value !== 'object')
            drawn.add(`${op.op}.${member}=${String(value)}`);
        }
      }
    const missing = asksOf(name).filter((ask) => !drawn.has(ask));
    assert.deepEqual(missing, []);
  });
