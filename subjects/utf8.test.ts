import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Utf8 } from './utf8';

test('characters are put together from pieces of any size', () => {
  const text = 'a ä € 😀 \ufffd \ufeff z';
  const bytes = Buffer.from(text);
  for (let size = 1; size <= bytes.length; size += 1) {
    const utf8 = new Utf8();
    let got = '';
    for (let i = 0; i < bytes.length; i += size) got += utf8.decode(bytes.subarray(i, i + size));
    assert.equal(got, text);
    assert.ok(utf8.isClean, `pieces of ${size}`);
  }
});

test('other bytes are remembered, whatever the pieces', () => {
  const samples = [
    'ff',
    'c328',
    'e28228',
    'f0288cbc',
    'c0af',
    'eda080',
    'f5808080',
    '80',
    'bfbfbfbf',
    'e282',
  ];
  for (const sample of samples) {
    const bytes = Buffer.concat([Buffer.from('{"a'), Buffer.from(sample, 'hex'), Buffer.from('"}\n')]);
    for (let size = 1; size <= bytes.length; size += 1) {
      const utf8 = new Utf8();
      let got = '';
      for (let i = 0; i < bytes.length; i += size) got += utf8.decode(bytes.subarray(i, i + size));
      assert.ok(!utf8.isClean, `${sample} in pieces of ${size}`);
      assert.match(got, /^\{"a.*\ufffd.*"\}\n$/);
    }
  }
});
