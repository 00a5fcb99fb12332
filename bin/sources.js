// @ts-check
/**
 * Lets Node run the sources of a checkout (`node -r ./bin/sources.js FILE.ts`): the types are taken out, and the lines
 * stay where they are. What a file becomes is kept on disk under what it depends on, its text, the options and the
 * version, so that nothing stale is ever run. Types are checked by `npm test`, not here.
 */
'use strict';
require('./engine');
const { createHash } = require('node:crypto');
const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');
const { usePack } = require('./pack');

try {
  require.resolve('sucrase');
} catch {
  console.error('hvspec: the packages are not installed: run `npm ci` in the checkout first');
  process.exit(2);
}

const CACHE = join(__dirname, '..', 'node_modules', '.cache', 'hvspec');
/** Several times the sources that there are: texts of old commits and of copies are among them. */
const KEPT = 10_000;

/** @type {import('sucrase').Options} */
const OPTIONS = {
  transforms: ['typescript', 'imports'],
  disableESTransforms: true,
  preserveDynamicImport: true,
};
/** Coverage is counted in what is run, and told in what was written. */
const MAPPED = process.env['NODE_V8_COVERAGE'] !== undefined;
if (MAPPED) process.setSourceMapsEnabled(true);
const SALT = `${require('sucrase/package.json').version} ${MAPPED} ${JSON.stringify(OPTIONS)}`;

/** @typedef {{ _compile(code: string, file: string): void }} Compiling */
/** @type {{ _extensions: Record<string, (module: Compiling, file: string) => void> }} */ (
  /** @type {unknown} */ (Module)
)._extensions['.ts'] = (module, file) => module._compile(compiled(readFileSync(file, 'utf8'), file), file);

// The code of a pack has no maps.
if (!MAPPED) usePack(CACHE, SALT);

/**
 * @param {string} text
 * @param {string} file absolute
 * @returns {string}
 */
function compiled(text, file) {
  const about = MAPPED ? `${SALT}\0${file}` : SALT;
  const path = join(CACHE, `${createHash('sha256').update(`${about}\0${text}`).digest('hex')}.js`);
  try {
    return readFileSync(path, 'utf8');
  } catch {
    const code = transformed(text, file);
    keep(path, code);
    return code;
  }
}

/**
 * @param {string} text
 * @param {string} file
 * @returns {string}
 */
function transformed(text, file) {
  const { transform } = /** @type {typeof import('sucrase')} */ (require('sucrase'));
  const maps = MAPPED ? { sourceMapOptions: { compiledFilename: file } } : {};
  const { code, sourceMap } = transform(text, { ...OPTIONS, filePath: file, ...maps });
  if (!sourceMap) return code;
  const map = Buffer.from(JSON.stringify(sourceMap)).toString('base64');
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${map}\n`;
}

/** Whether this process has looked how much is kept. */
let counted = false;

/**
 * Written beside and moved into place, so that no other process reads half of it. A cache that cannot be
 * written is no cache, and no error.
 * @param {string} path
 * @param {string} code
 */
function keep(path, code) {
  try {
    if (!counted && readdirSync(CACHE).length > KEPT) rmSync(CACHE, { recursive: true });
  } catch {
    // not there yet
  }
  counted = true;
  try {
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(`${path}.${process.pid}`, code);
    renameSync(`${path}.${process.pid}`, path);
  } catch {
    // as above
  }
}
