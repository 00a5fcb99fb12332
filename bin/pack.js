// @ts-check
/**
 * What a program of a checkout loads, in one file: where each module is, its text, and what V8 made of it. A start looks
 * whether every file and folder is as it was, and has them all at once, instead of looking for a thousand modules, reading and
 * compiling each. What changed is loaded as ever. Where no pack can be written there is none, and no error.
 */
'use strict';
const { createHash } = require('node:crypto');
const {
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require('node:fs');
const Module = require('node:module');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');
const { isMainThread } = require('node:worker_threads');

/** Packs that stay, of about ten megabytes each: one for each command and tool. */
const KEPT = 12;
/** Modules that a program lacks in its pack from which on it makes a new one. */
const WORTH = 40;
/** What changed so shortly before a program began may have changed again while it ran. */
const RACY_MS = 2000;
const HEAD = 8;
/** Another one where packs that were written before are not to be read. */
const FORMAT = 2;

/**
 * Where a module's text begins in the data, and how many bytes it and V8's code, which follows it, have.
 * @typedef {{ stamp: string, at: number, text: number, code: number }} Place
 * @typedef {{ files: Record<string, Place>, folders: Record<string, string>, resolved: Record<string, string> }} Index
 * @typedef {Index & { blob: Buffer, start: number }} Pack
 * @typedef {{ text: Buffer, code: () => Buffer }} Loaded
 * @typedef {NodeModule & { _compile(text: string, file: string): unknown }} Compiling
 * @typedef {{
 *   _cache: NodeJS.Dict<NodeModule>,
 *   _extensions: Record<string, (module: Compiling, file: string) => unknown>,
 *   _resolveFilename(request: string, parent?: NodeModule | null, isMain?: boolean, options?: object): string,
 *   _resolveLookupPaths(request: string, parent?: NodeModule): string[] | null,
 *   wrapper: readonly [string, string],
 *   prototype: Compiling,
 * }} Loader
 */
const loader = /** @type {Loader} */ (/** @type {unknown} */ (Module));
const [BEFORE, AFTER] = loader.wrapper;

/**
 * Loads from the pack of this program from now on, and writes one as the process ends where that lacked much.
 * @param {string} folder where the packs are, in node_modules
 * @param {string} salt what else the texts depend on
 */
exports.usePack = (folder, salt) => {
  // A copy that borrows the packages of another is soon gone.
  if (lstatSync(dirname(dirname(folder)), { throwIfNoEntry: false })?.isSymbolicLink() !== false) return;
  const [, program, word = ''] = process.argv;
  const about = [
    FORMAT,
    salt,
    process.version,
    process.arch,
    __dirname,
    program,
    /^[a-z-]+$/.test(word) ? word : '',
  ];
  const path = join(folder, `${createHash('sha256').update(about.join('\0')).digest('hex')}.pack`);
  const pack = read(path);
  /** @type {Map<string, Loaded>} */
  const loaded = new Map();
  const resolved = resolving(pack);
  loading(pack, loaded);
  // A thread has a part of what its program loads.
  if (!isMainThread) return;
  process.on('exit', () => {
    if (loaded.size >= WORTH) write(path, packed(pack, loaded, resolved));
  });
};

/**
 * @param {string} path
 * @returns {Pack | null} without the files that changed; null where a folder did: another file may be meant by a name
 */
function read(path) {
  try {
    const blob = readFileSync(path);
    const start = HEAD + blob.readUInt32LE(0);
    if (blob.readUInt32LE(4) !== blob.length) return null;
    const index = /** @type {Index} */ (JSON.parse(blob.toString('utf8', HEAD, start)));
    for (const [folder, stamp] of Object.entries(index.folders)) if (stampOf(folder) !== stamp) return null;
    for (const [file, { stamp }] of Object.entries(index.files))
      if (stampOf(file) !== stamp) delete index.files[file];
    return { ...index, blob, start };
  } catch {
    return null;
  }
}

/**
 * What cannot stay the same where the file or the folder changes.
 * @param {string} path
 * @returns {string} empty where it is not there, or has changed so lately that more may follow unseen
 */
function stampOf(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found || found.ctimeMs > performance.timeOrigin - RACY_MS) return '';
  return `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`;
}

/**
 * Names are looked up in the pack first.
 * @param {Pack | null} pack
 * @returns {Map<string, string>} what was looked up elsewhere
 */
function resolving(pack) {
  const found = new Map();
  const original = loader._resolveFilename;
  loader._resolveFilename = (request, parent, isMain, options) => {
    if (!parent?.filename || isMain || options) return original(request, parent, isMain, options);
    const key = `${dirname(parent.filename)}\0${request}`;
    const known = pack?.resolved[key];
    if (known !== undefined && pack?.files[known]) return known;
    const file = original(request, parent, isMain, options);
    found.set(key, file);
    return file;
  };
  return found;
}

/**
 * Modules are loaded from the pack; the others are put down in `loaded`.
 * @param {Pack | null} pack
 * @param {Map<string, Loaded>} loaded
 */
function loading(pack, loaded) {
  const original = loader.prototype._compile;
  /** Files that are being loaded as ever: a text that comes otherwise, as that of a mutant, is not what the file is. */
  const asEver = new Set();
  loader.prototype._compile = function (text, file) {
    // An import is resolved by where the module is, which Node has to be told in another way.
    if (!asEver.has(file) || /^#!|\bimport\s*\(/.test(text) || loaded.has(file))
      return original.call(this, text, file);
    const script = scriptOf(text, file);
    loaded.set(file, { text: Buffer.from(text), code: () => script.createCachedData() });
    return run(script, this, file);
  };
  for (const extension of ['.js', '.ts']) {
    const load = loader._extensions[extension];
    loader._extensions[extension] = (module, file) => {
      const place = pack?.files[file];
      if (!pack || !place) {
        asEver.add(file);
        try {
          return load?.(module, file);
        } finally {
          asEver.delete(file);
        }
      }
      const { text, code } = bytesOf(pack, place);
      return run(scriptOf(text.toString(), file, code), module, file);
    };
  }
}

/**
 * @param {Pack} pack
 * @param {Place} place
 */
function bytesOf({ blob, start }, { at, text, code }) {
  const end = start + at + text;
  return { text: blob.subarray(start + at, end), code: blob.subarray(end, end + code) };
}

/**
 * @param {string} text
 * @param {string} filename
 * @param {Buffer} [cachedData]
 */
function scriptOf(text, filename, cachedData) {
  return new Script(BEFORE + text + AFTER, { filename, columnOffset: -BEFORE.length, cachedData });
}

/**
 * As Node runs a module.
 * @param {Script} script
 * @param {Compiling} module
 * @param {string} file
 */
function run(script, module, file) {
  /** @param {string} id */
  const load = (id) => module.require(id);
  load.resolve = (/** @type {string} */ request, /** @type {object | undefined} */ options) =>
    loader._resolveFilename(request, module, false, options);
  load.resolve.paths = (/** @type {string} */ request) => loader._resolveLookupPaths(request, module);
  load.main = process.mainModule;
  load.extensions = loader._extensions;
  load.cache = loader._cache;
  return script.runInThisContext().call(module.exports, module.exports, load, module, file, dirname(file));
}

/**
 * @param {Pack | null} old
 * @param {Map<string, Loaded>} loaded
 * @param {Map<string, string>} found
 * @returns {Buffer}
 */
function packed(old, loaded, found) {
  const kept = Object.entries(old?.files ?? {}).map(([file, place]) => {
    const { text, code } = bytesOf(/** @type {Pack} */ (old), place);
    return /** @type {const} */ ([file, { text, code: () => code }]);
  });
  /** @type {Index} */
  const index = { files: {}, folders: {}, resolved: {} };
  const parts = [];
  let at = 0;
  for (const [file, { text, code: made }] of [...kept, ...loaded]) {
    const stamps = [stampOf(file), stampOf(dirname(file))];
    if (stamps.includes('')) continue;
    const code = made();
    index.files[file] = { stamp: stamps[0] ?? '', at, text: text.length, code: code.length };
    index.folders[dirname(file)] = stamps[1] ?? '';
    at += text.length + code.length;
    parts.push(text, code);
  }
  for (const [key, file] of [...Object.entries(old?.resolved ?? {}), ...found])
    if (index.files[file]) index.resolved[key] = file;
  const text = Buffer.from(JSON.stringify(index));
  const head = Buffer.alloc(HEAD);
  head.writeUInt32LE(text.length, 0);
  head.writeUInt32LE(HEAD + text.length + at, 4);
  return Buffer.concat([head, text, ...parts]);
}

/**
 * Written beside and moved into place, so that no other process reads half of it.
 * @param {string} path
 * @param {Buffer} blob
 */
function write(path, blob) {
  try {
    writeFileSync(`${path}.${process.pid}`, blob);
    renameSync(`${path}.${process.pid}`, path);
    const folder = dirname(path);
    const packs = readdirSync(folder).filter((name) => name.endsWith('.pack'));
    const aged = packs.map((name) => ({ name, time: statSync(join(folder, name)).mtimeMs }));
    for (const { name } of aged.sort((a, b) => b.time - a.time).slice(KEPT)) rmSync(join(folder, name));
  } catch {
    // a folder that cannot be written, or a full disk: what was written of it is never read
  }
}
