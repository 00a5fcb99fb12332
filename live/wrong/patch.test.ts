import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NV } from './nv';
import { SHSTK } from './shstk';
import { SYNDBG } from './syndbg';
import { patched, patchedImage, unsigned } from './patch';
import { functionIn } from './elf';
import { moduleWith } from './testing/module';

const ALL = [...SYNDBG, ...NV, ...SHSTK];
const CODE = 'f30f1efa 817828f1000040 750e c3';
const WRONG = {
  id: 'always',
  in: 'complete',
  find: '81 78 28 f1 00 00 40  75 0e',
  put: '81 78 28 f1 00 00 40  90 90',
};
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const signed = (module: Buffer): Buffer => {
  const info = Buffer.alloc(12);
  info.writeUInt32BE(5, 8);
  return Buffer.concat([module, Buffer.from('12345'), info, Buffer.from('~Module signature appended~\n')]);
};

test('bytes are changed in their function alone, and the module is as long as before', () => {
  const module = moduleWith({ before: hex(CODE), complete: hex(CODE), after: hex(CODE) });
  const found = patched(module, WRONG);
  assert.equal(found.length, module.length);
  const place = functionIn(module, 'complete');
  assert.ok(place);
  assert.equal(
    found.toString('hex', place.offset, place.offset + place.size),
    CODE.replaceAll(' ', '').replace('750e', '9090'),
  );
  const rest = (bytes: Buffer): string =>
    bytes.toString('hex', 0, place.offset) + bytes.toString('hex', place.offset + place.size);
  assert.equal(rest(found), rest(module));
});

test('the module given stays as it is', () => {
  const module = moduleWith({ complete: hex(CODE) });
  const before = module.toString('hex');
  patched(module, WRONG);
  assert.equal(module.toString('hex'), before);
});

test('a signature is taken off, and only one that ends the module', () => {
  const module = moduleWith({ complete: hex(CODE) });
  assert.deepEqual(unsigned(signed(module)), module);
  assert.deepEqual(unsigned(module), module);
  assert.equal(patched(signed(module), WRONG).length, module.length);
  const cut = signed(module);
  cut.writeUInt32BE(0xffffffff, cut.length - 32);
  assert.equal(unsigned(cut).length, cut.length);
});

for (const [what, code, message] of [
  ['not there', 'f30f1efac3', /always: its bytes are not in complete: the kernel is not the one/],
  ['there twice', CODE + CODE, /more than once/],
] as const) {
  test(`bytes that are ${what}: another kernel`, () => {
    assert.throws(() => patched(moduleWith({ complete: hex(code) }), WRONG), { name: 'LiveError', message });
  });
}

test('a function that is not there, and files that are no modules', () => {
  const module = moduleWith({ other: hex(CODE) });
  for (const bytes of [module, Buffer.alloc(0), Buffer.from('\x7fELF'), Buffer.alloc(200, 0xff)])
    assert.throws(() => patched(bytes, WRONG), { message: /no function complete, or is no module/ });
});

test('tables that point out of the file give no function, whatever is cut off', () => {
  const module = moduleWith({ complete: hex(CODE) });
  for (let size = 0; size < module.length; size += 1) functionIn(module.subarray(0, size), 'complete');
  for (let at = 0; at + 8 <= module.length; at += 4) {
    const broken = Buffer.from(module);
    broken.writeBigUInt64LE(0xffff_ffff_ffff_fff0n, at);
    const place = functionIn(broken, 'complete');
    assert.ok(place === null || place.offset + place.size <= broken.length);
  }
});

test('a patch that changes the length, nothing, or is no hex is a mistake', () => {
  const module = moduleWith({ complete: hex(CODE) });
  for (const put of ['90', WRONG.find, 'zz'])
    assert.throws(() => patched(module, { ...WRONG, put }), RangeError);
});

test('each wrong kernel has an id of its own and a patch of one length', () => {
  assert.equal(new Set(ALL.map(({ id }) => id)).size, ALL.length);
  for (const wrong of ALL) {
    const places = [wrong, ...(wrong.also ?? [])];
    const code = Buffer.concat(places.map(({ find }) => hex(find)));
    const found = patched(moduleWith({ [wrong.in]: code }), wrong);
    const place = functionIn(found, wrong.in);
    assert.ok(place);
    const wanted = Buffer.concat(places.map(({ put }) => hex(put)));
    assert.deepEqual(found.subarray(place.offset, place.offset + place.size), wanted);
  }
});

test('of a kernel itself the bytes are changed where they stand once in all of it', () => {
  const image = Buffer.concat([Buffer.alloc(64), hex(CODE), Buffer.alloc(64)]);
  const found = patchedImage(image, WRONG);
  assert.equal(found.toString('hex'), image.toString('hex').replace('750e', '9090'));
  assert.equal(image.toString('hex', 64, 64 + 14), CODE.replaceAll(' ', ''));
  assert.throws(() => patchedImage(Buffer.concat([image, image]), WRONG), {
    name: 'LiveError',
    message: /more than once/,
  });
});
