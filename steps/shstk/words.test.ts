import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fromWire, toWire } from '../../model/core/wire';
import type { Json } from '../../model/core/wire';
import { rulesOf } from '../../model/shstk/profiles';
import type { Op } from '../../model/shstk/types';
import type { Act } from '../phrases/phrase';
import { listOf } from '../phrases/scene';
import type { Word } from '../phrases/word';
import { ACTS } from './acts';
import type { Setup, Shstk } from './course';
import { COURSE } from './course';
import { call, value } from './call';
import { insnOp, REGISTER } from './insns';
import { readValue, writeValue } from './values';
import { WORDS } from './words';

const GOOD = join(__dirname, '../../schemas/fixtures/shstk/good.ndjson');
const acts = ACTS.filter((phrase): phrase is Act<Shstk, Setup> => phrase.kind === 'act');

/** The operations of the examples, without what is so anyhow; what RDSSP finds in its register no phrase says. */
function examples(): readonly Op[] {
  const lines = readFileSync(GOOD, 'utf8').trim().split('\n');
  const values = lines.map((line) => (JSON.parse(line) as { readonly value: { readonly op?: Json } }).value);
  return values
    .flatMap(({ op }) => (op === undefined ? [] : [fromWire(op) as Op]))
    .map((op) => {
      if (op.op === 'rdssp') return { ...op, reg: REGISTER };
      return Object.fromEntries(
        Object.entries(op).filter(([name, value]) => name !== 'unit' || value !== 8),
      ) as unknown as Op;
    });
}

/** What comes of an operation that is written and read again; undefined where no phrase says it. */
function again(op: Op, setup: Setup): Op | undefined {
  const words: Readonly<Record<string, Word<unknown>>> = { ...WORDS };
  for (const phrase of acts) {
    const args = phrase.say?.([op], setup);
    if (!args) continue;
    const names = [...phrase.text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const read = args.map((arg, i) => {
      const word = words[names[i] ?? ''];
      return word ? word.read(word.write(arg) ?? '') : arg;
    });
    return listOf(phrase.ops(setup, ...read))[0];
  }
  return undefined;
}

for (const profile of ['v1', 'upstream']) {
  test(`${profile}: each operation has words, and they are read as the same operation`, () => {
    const setup = COURSE.fresh({ profile, offers: () => true });
    assert.equal(setup.numbers, rulesOf(profile).numbers);
    const all = examples();
    assert.ok(all.length > 30);
    for (const op of all) assert.deepEqual(toWire(again(op, setup)), toWire(op), op.op);
  });
}

test('a value is a sum of names and offsets, and is written so near the end of the stack', () => {
  assert.equal(readValue('END-8+1|BIT63'), 0x8000_7fff_f7df_fff9n);
  assert.equal(readValue('0x10-0x20'), 0xffff_ffff_ffff_fff0n);
  assert.equal(writeValue(readValue('END-16|BIT63')), 'END-16|BIT63');
  assert.equal(writeValue(0x7fff_f7e0_0008n), '0x7ffff7e00008');
  assert.throws(() => readValue('ENDE'), /not a hexadecimal value/);
});

test('an instruction with an operand too many, and a call with an argument too many, are refused', () => {
  assert.throws(() => insnOp('RDSSPQ RAX', 1), /RDSSPQ has not 1 operands/);
  assert.throws(() => insnOp('WRSSQ [END-8], 0x1, 0x2', 1), /WRSSQ has not 3 operands/);
  const munmap = call(
    'munmap',
    'munmap',
    (args) => ({ addr: value(args, 0), size: value(args, 1) }),
    () => null,
  );
  const { numbers } = rulesOf('upstream');
  assert.deepEqual(munmap.read(['0x1000', '0x1000'], { thread: 1 }, numbers), {
    op: 'munmap',
    thread: 1,
    addr: 0x1000n,
    size: 0x1000n,
  });
  assert.throws(
    () => munmap.read(['0x1000', '0x1000', '7'], { thread: 1 }, numbers),
    /munmap has no argument "7"/,
  );
});
