import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheFolder, kept } from './cache';
import { LiveError } from './error';
import type { Tested } from './testing/context';
import { tested } from './testing/context';

function nothingUnderWay({ cache }: Tested): void {
  assert.deepEqual(readdirSync(join(cache, 'work')), []);
}

test('the folder is the one given, or that of XDG, or in the home folder', () => {
  assert.equal(cacheFolder('/a/../b', {}), '/b');
  assert.equal(cacheFolder(undefined, { XDG_CACHE_HOME: '/x' }), '/x/hvspec');
  assert.match(cacheFolder(undefined, { XDG_CACHE_HOME: 'relative' }), /^\/.*\/\.cache\/hvspec$/);
  assert.match(cacheFolder(undefined, {}), /^\/.*\/\.cache\/hvspec$/);
});

test('what is there is not made again, and several who want it at once make it once', async (t) => {
  const context = tested(t);
  let made = 0;
  const make = async (into: string): Promise<void> => {
    made += 1;
    await sleep(100);
    writeFileSync(join(into, 'x'), String(made));
  };
  const want = (): Promise<string> => kept(context, 'images', 'key', make);
  const folders = await Promise.all([want(), want(), want()]);
  assert.deepEqual(new Set([...folders, await want()]), new Set([join(context.cache, 'images', 'key')]));
  assert.equal(made, 1);
  nothingUnderWay(context);
});

test('nobody sees half of it, and what fails leaves nothing', async (t) => {
  const context = tested(t);
  const failing = kept(context, 'images', 'key', async (into) => {
    writeFileSync(join(into, 'half'), '');
    await sleep(50);
    throw new LiveError('no more');
  });
  await sleep(30);
  assert.equal(existsSync(join(context.cache, 'images', 'key')), false);
  await assert.rejects(failing, { message: 'no more' });
  assert.equal(existsSync(join(context.cache, 'images', 'key')), false);
  nothingUnderWay(context);
});

test('made afresh it replaces what was there, and only when it is whole', async (t) => {
  const context = tested(t);
  const write = (text: string, fails: boolean) => (into: string) => {
    writeFileSync(join(into, 'x'), text);
    return fails ? Promise.reject(new LiveError('no more')) : Promise.resolve();
  };
  const folder = await kept(context, 'images', 'key', write('old', false));
  await assert.rejects(kept(context, 'images', 'key', write('half', true), true));
  assert.equal(readFileSync(join(folder, 'x'), 'utf8'), 'old');
  await kept(context, 'images', 'key', write('new', false), true);
  assert.equal(readFileSync(join(folder, 'x'), 'utf8'), 'new');
  nothingUnderWay(context);
});

test('an interruption while another one makes it ends the waiting', async (t) => {
  const [first, second] = [tested(t), tested(t)];
  const both = { ...second, cache: first.cache };
  const long = kept(first, 'images', 'key', () => sleep(1500));
  await sleep(200);
  const waiting = kept(both, 'images', 'key', () => Promise.resolve());
  setTimeout(second.interrupt, 1100);
  await assert.rejects(waiting, { kind: 'interrupted' });
  assert.match(second.said.join(), /waiting for another box that makes images-key/);
  await long;
  nothingUnderWay(first);
});

test('a folder that cannot be written is an error that says what to do', async (t) => {
  const context = tested(t);
  const file = join(context.cache, 'file');
  writeFileSync(file, '');
  mkdirSync(join(context.cache, 'x'));
  const made = kept({ ...context, cache: join(file, 'below') }, 'images', 'key', () => Promise.resolve());
  await assert.rejects(made, {
    name: 'LiveError',
    message: /cannot be written \(ENOTDIR\): --cache names another folder/,
  });
  // Where Node itself would try for ever.
  await assert.rejects(
    kept({ ...context, cache: '/proc/none/below' }, 'images', 'key', () => Promise.resolve()),
    /^LiveError: the cache \/proc\/none\/below cannot be written \(ENOENT\)/,
  );
});

test('of each kind the last twelve are kept, by their use, and all that were used within the hour', async (t) => {
  const context = tested(t);
  const want = (key: string): Promise<string> => kept(context, 'frozen', key, () => Promise.resolve());
  const keys = Array.from({ length: 14 }, (_, i) => `k${i}`);
  for (const key of keys) await want(key);
  const kind = join(context.cache, 'frozen');
  assert.equal(readdirSync(kind).length, 14);
  for (const [i, key] of keys.entries()) utimesSync(join(kind, key), 1_000_000 + i, 1_000_000 + i);
  await want('k0');
  await want('new');
  assert.deepEqual(
    readdirSync(kind).sort(),
    [...keys.filter((key) => !['k1', 'k2', 'k3'].includes(key)), 'new'].sort(),
  );
  nothingUnderWay(context);
});
