// @ts-check
/**
 * What ts-node calls for each source file: the types are taken out and the lines stay where they are. The result is
 * kept on disk under what it depends on (the text, the name, the options, the version): compiling is most of what a
 * short run does.
 */
'use strict';
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { transform, getVersion } = require('sucrase');

const CACHE = join(__dirname, '..', 'node_modules', '.cache', 'hvspec');

/** @type {import('sucrase').Options} */
const OPTIONS = {
  transforms: ['typescript', 'imports'],
  disableESTransforms: true,
  preserveDynamicImport: true,
};
const SALT = `${getVersion()} ${JSON.stringify(OPTIONS)}`;

/** @type {import('ts-node').TranspilerFactory} */
exports.create = () => ({
  transpile(input, { fileName }) {
    const name = createHash('sha256').update(`${SALT}\0${fileName}\0${input}`).digest('hex');
    const path = join(CACHE, `${name}.json`);
    const known = read(path);
    if (known) return known;
    const maps = { filePath: fileName, sourceMapOptions: { compiledFilename: fileName } };
    const { code, sourceMap } = transform(input, { ...OPTIONS, ...maps });
    const made = { outputText: code, sourceMapText: JSON.stringify(sourceMap) };
    keep(path, made);
    return made;
  },
});

/** @param {string} path */
function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null; // not there, or cut short by a full disk: transpiled again
  }
}

/**
 * Written beside and moved into place, so that no other process reads half of it. A cache that cannot be
 * written is no cache, and no error.
 * @param {string} path
 * @param {object} made
 */
function keep(path, made) {
  try {
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(`${path}.${process.pid}`, JSON.stringify(made));
    renameSync(`${path}.${process.pid}`, path);
  } catch {
    // as above
  }
}
