import assert from 'node:assert/strict';
import { test } from 'node:test';
import { twice } from './twice';

const TWICE: readonly (readonly [string, string])[] = [
  ['{"a":1,"a":1}', 'a'],
  ['{"id":3,"result":{"outcome":"fault"},"result":{"outcome":"ok"}}', 'result'],
  ['{"result":{"events":[{"event":"x"},{"event":"x" , "event" : "y"}]}}', 'result.events.1.event'],
  ['[[0,1,{"a":{},"b":{"c":1,"c":2}}]]', '0.2.b.c'],
  // The same name, written in two ways.
  ['{"a":1,"\\u0061":2}', 'a'],
  ['{"\\"":1,"\\"":2}', '"'],
  ['{"\\\\":{"\\\\":1},"x":[],"\\\\":2}', '\\'],
  ['{"__proto__":1,"__proto__":2}', '__proto__'],
  ['{"":1,"":2}', ''],
];

for (const [text, path] of TWICE)
  test(`${text}: ${path} stands twice`, () => assert.equal(twice(text, JSON.parse(text)), path));

const ONCE: readonly string[] = [
  '{}',
  '7',
  '"a\\":"',
  '{"a":{"a":[{"a":1},{"a":1}]}}',
  '{"a":"\\"a\\":1","b":"\\\\","c":"\\\\\\":"}',
  '{"__proto__":{"__proto__":1},"constructor":2,"toString":3}',
  '{ "a" : [ "b" , ":" ] ,\t"c" : ":" }',
  '{"a":"{\\"a\\":1,\\"a\\":2}"}',
];

for (const text of ONCE)
  test(`${text}: nothing stands twice`, () => assert.equal(twice(text, JSON.parse(text)), null));

test('what is deep is looked through too', () => {
  const deep = (inner: string): string => '[{"a":'.repeat(50_000) + inner + '}]'.repeat(50_000);
  assert.equal(twice(deep('1'), JSON.parse(deep('1'))), null);
  const text = deep('{"b":1,"b":2}');
  assert.match(twice(text, JSON.parse(text)) ?? '', /^0\.a\.0\.a\..*\.b$/);
});
