import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AnySchemaObject } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import { checkOf, SCHEMAS, schemaNames, validator } from './validate';

const EXIT = {
  event: 'exit',
  exit: 'SYNDBG',
  reason: '0x1b',
  rip: '0x1002',
  type: '0x3',
  pad1: '0x0',
  msr: '0x400000f1',
  pad2: '0x0',
  control: '0x5',
  status: '0x0',
  send_page: '0x0',
  recv_page: '0x0',
  pending_page: '0x0',
};

/** A value, and the sentence about it. */
const OUTCOMES: readonly (readonly [unknown, string])[] = [
  [{}, 'outcome is missing: wanted one of "ok", "error", "fault"'],
  [[], 'it is the list []: wanted an object'],
  [5, 'it is the number 5: wanted an object'],
  [null, 'it is null: wanted an object'],
  [
    { outcome: 'faults' },
    'outcome is the string "faults": wanted one of "ok", "error", "fault" (perhaps "fault"?)',
  ],
  [
    { outcome: 'ok', value: 5 },
    'value is the number 5: wanted a string: "0x" and 1 to 16 lower-case hex digits, such as "0x1f"',
  ],
  [
    { outcome: 'ok', eax: '0x123456789' },
    'eax is the string "0x123456789": wanted "0x" and 1 to 8 lower-case hex digits, such as "0x1f"',
  ],
  [{ outcome: 'error' }, 'it lacks "error": it needs outcome, error, and may have nent, events'],
  [
    { outcome: 'error', error: '-22' },
    'error is the string "-22": wanted the name of an error such as "EINVAL"',
  ],
  [{ outcome: 'fault', fault: '#PF' }, 'fault is the string "#PF": wanted one of "#GP", "#UD"'],
  [{ outcome: 'ok', leaf: { function: '0x1' } }, 'leaf lacks "eax": it needs function, eax, ebx, ecx, edx'],
  [{ outcome: 'ok', leaf: 5 }, 'leaf is the number 5: wanted an object or null'],
  [{ outcome: 'ok', events: [3] }, 'events.0 is the number 3: wanted an object'],
  [{ outcome: 'ok', events: [{}] }, 'events.0.event is missing: wanted one of "exit", "trace", "packet"'],
  [
    { outcome: 'ok', events: [EXIT, { event: 'exit', exit: 'SYNDGB' }] },
    'events.1.exit is the string "SYNDGB": wanted one of "SYNDBG", "HCALL", "SYNIC", "RDMSR", "WRMSR", "BARE" (perhaps "SYNDBG"?)',
  ],
  [
    { outcome: 'ok', events: [{ ...EXIT, status: 0 }] },
    'events.0.status is the number 0: wanted a string: "0x" and 1 to 16 lower-case hex digits, such as "0x1f"',
  ],
  [
    { outcome: 'ok', events: [{ ...EXIT, Status: 0 }] },
    'events.0 has "Status", which does not belong there: it needs event, exit, reason, rip, type, pad1, msr, pad2, control, status, send_page, recv_page, pending_page (perhaps "status"?)',
  ],
  [{ outcome: 'ok', listed: 1 }, 'listed is the number 1: wanted a boolean'],
  [{ outcome: 'ok', count: 65 }, 'count is the number 65: wanted at most 64'],
  [
    { outcome: 'ok', values: Array(65).fill('0x0') },
    'values is the list ["0x0","0x0","0x0","0x0","0x0","0x0","0x0","0x0","0x0","0x0","0x0","0x0","0x0","0x0","0x0","0x0","0x0","0x0","0x0","0x0"… (391 characters in all): wanted at most 64 items',
  ],
];

for (const [value, sentence] of OUTCOMES) {
  test(`outcome ${JSON.stringify(value).slice(0, 60)}`, () => {
    assert.equal(validator('syndbg', 'outcome')(value), sentence);
  });
}

test('what is right has no sentence', () => {
  assert.equal(validator('syndbg', 'outcome')({ outcome: 'ok', events: [EXIT], leaf: null }), null);
  assert.equal(validator('syndbg', 'op')({ op: 'run', vm: 0, vcpu: 0 }), null);
});

test('an operation that is no object is not one', () => {
  for (const value of [5, 'wrmsr', null, ['wrmsr'], true])
    assert.match(validator('syndbg', 'op')(value) ?? '', /wanted an object$/);
});

test('an own member of the name __proto__ does not get through', () => {
  const value: unknown = JSON.parse('{"outcome":"ok","__proto__":{"value":"0x0"}}');
  assert.match(
    validator('syndbg', 'outcome')(value) ?? '',
    /it has "__proto__", which does not belong there/,
  );
});

test('the error of a reply is narrowed by its code', () => {
  const refusal = checkOf('protocol', 'refusal');
  const reply = (error: object): unknown => ({ jsonrpc: '2.0', id: 1, error });
  assert.equal(
    refusal(reply({ code: -32601, message: '' })),
    'error lacks "data": it needs code, message, data',
  );
  assert.equal(
    refusal(reply({ code: -32001 })),
    'error lacks "message": it needs code, message, and may have data',
  );
  assert.match(
    refusal(reply({ code: 7, message: '' })) ?? '',
    /^error\.code is the number 7: wanted one of -32601, -32001, /,
  );
});

test('what an adapter wrote cannot act on a terminal', () => {
  const sentence = validator('syndbg', 'outcome')({ outcome: 'ok', '\u001b[2J\u202e': 1 }) ?? '';
  assert.match(sentence, /\\u202e/);
  assert.doesNotMatch(sentence, /[^ -~]/);
});

test('a schema, or a part of one, that there is not', () => {
  assert.throws(() => checkOf('syndgb'), {
    name: 'RangeError',
    message: /there is no schema "syndgb": there are .*syndbg/,
  });
  assert.throws(() => checkOf('../package'), { name: 'RangeError' });
  assert.throws(() => checkOf('syndbg', 'operation'), {
    name: 'RangeError',
    message: /has nothing at #\/\$defs\/operation/,
  });
  assert.ok(schemaNames().includes('protocol') && !schemaNames().includes('common'));
});

test('each schema is right as a schema', () => {
  const ajv = new Ajv2020({ strict: true, discriminator: true, keywords: ['tsType', 'x-capabilities'] });
  const wrong = (schema: AnySchemaObject): boolean => ajv.validateSchema(schema) !== true;
  for (const name of [...schemaNames(), 'common']) {
    const text = readFileSync(join(SCHEMAS, `${name}.schema.json`), 'utf8');
    assert.ok(!wrong(JSON.parse(text) as AnySchemaObject), `${name}: ${ajv.errorsText()}`);
  }
  assert.ok(wrong({ type: 'objekt' }), 'the check can fail');
});
