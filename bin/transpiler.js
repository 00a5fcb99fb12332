// @ts-check
/** What ts-node calls for each source file: the types are taken out, the lines stay where they are. */
'use strict';
const { transform } = require('sucrase');

/** @type {import('ts-node').TranspilerFactory} */
exports.create = () => ({
  transpile(input, { fileName }) {
    const { code, sourceMap } = transform(input, {
      transforms: ['typescript', 'imports'],
      filePath: fileName,
      sourceMapOptions: { compiledFilename: fileName },
      disableESTransforms: true,
      preserveDynamicImport: true,
    });
    return { outputText: code, sourceMapText: JSON.stringify(sourceMap) };
  },
});
