// @ts-check
/**
 * What ts-node calls for each source file: TypeScript's own transpilation, kept on disk under what it depends on
 * (the text, the name, the options, the version of TypeScript). Compiling is most of what a short run does.
 */
'use strict';
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const ts = require('typescript');

const CACHE = join(__dirname, '..', 'node_modules', '.cache', 'hvspec');

/** @type {import('ts-node').TranspilerFactory} */
exports.create = ({ service }) => {
  const compilerOptions = { ...service.config.options, sourceMap: true, inlineSourceMap: false };
  const salt = `${ts.version} ${JSON.stringify(compilerOptions)}`;
  return {
    transpile(input, { fileName }) {
      const name = createHash('sha256').update(`${salt}\0${fileName}\0${input}`).digest('hex');
      const path = join(CACHE, `${name}.json`);
      const known = read(path);
      if (known) return known;
      const { outputText, sourceMapText } = ts.transpileModule(input, { fileName, compilerOptions });
      const made = { outputText, sourceMapText: sourceMapText ?? '' };
      keep(path, made);
      return made;
    },
  };
};

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
