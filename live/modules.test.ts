import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { LiveError } from './error';
import type { Group } from './guests';
import { dependenciesOf, loadingOrder, modulesOf } from './modules';
import { tested } from './testing/context';

const GROUPS: readonly Group[] = [
  { group: 'virtio', modules: ['virtio_pci'] },
  { group: 'kvm-amd', modules: ['kvm-amd'] },
];
const DEPENDS = new Map([
  ['kvm-amd', ['kvm', 'ccp']],
  ['kvm', ['irqbypass']],
  ['ccp', []],
  ['irqbypass', []],
]);

function module(depends: string): Buffer {
  return Buffer.from(`\x7fELF\0license=GPL\0depends=${depends}\0retpoline=Y\0`);
}

test('a module comes after all that it depends on, and a group that is built in is left out', () => {
  const order = loadingOrder(GROUPS, DEPENDS);
  assert.deepEqual(
    order.map((one) => `${one.group} ${one.module}`),
    ['kvm-amd irqbypass', 'kvm-amd kvm', 'kvm-amd ccp', 'kvm-amd kvm-amd'],
  );
});

test('what two groups need stands in both, since either may be loaded alone', () => {
  const groups = [...GROUPS, { group: 'kvm-intel', modules: ['kvm-intel'] }];
  const order = loadingOrder(groups, new Map([...DEPENDS, ['kvm-intel', ['kvm']]]));
  assert.deepEqual(
    order.filter(({ module: name }) => name === 'kvm').map(({ group }) => group),
    ['kvm-amd', 'kvm-intel'],
  );
});

test('modules that depend on each other are an error that names them', () => {
  const depends = new Map([
    ['kvm-amd', ['kvm']],
    ['kvm', ['kvm-amd']],
  ]);
  assert.throws(
    () => loadingOrder(GROUPS, depends),
    (error) => error instanceof LiveError && error.message.includes('kvm-amd > kvm > kvm-amd'),
  );
});

test('a module itself says what it depends on', () => {
  assert.deepEqual(dependenciesOf(module('kvm,ccp')), ['kvm', 'ccp']);
  assert.deepEqual(dependenciesOf(module('virtio_ring')), ['virtio-ring']);
  assert.deepEqual(dependenciesOf(module('')), []);
  assert.deepEqual(dependenciesOf(Buffer.from('no module')), []);
});

test('modules are found below the release, unpacked, with what they need and nothing else', async (t) => {
  const context = tested(t);
  const kernel = join(context.cache, 'kernel');
  mkdirSync(join(kernel, 'arch'), { recursive: true });
  writeFileSync(join(kernel, 'arch', 'kvm_amd.ko.gz'), gzipSync(module('kvm')));
  writeFileSync(join(kernel, 'kvm.ko'), module('irqbypass'));
  writeFileSync(join(kernel, 'snd.ko'), module(''));
  const found = await modulesOf(context, context.cache, GROUPS);
  assert.deepEqual(
    found.map(({ name }) => name),
    ['kvm-amd', 'kvm'],
  );
  assert.deepEqual(found[0]?.bytes, module('kvm'));
});
