/**
 * Unit tests in one process: `node --test` would start one for each file, and load the compiler in each.
 * The arguments are the files.
 */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

// This process writes its coverage all the same; the children that tests start need not.
delete process.env['NODE_V8_COVERAGE'];

const files = process.argv.slice(2);
if (files.length === 0) throw new Error('no test files were given');
for (const file of files) createRequire(__filename)(resolve(file));
