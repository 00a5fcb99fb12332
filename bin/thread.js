// The second thread of a run, from the sources in a checkout, from dist/ in an installed package.
'use strict';
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const fromSources = existsSync(join(root, 'cli', 'main.ts'));
if (fromSources) require('./sources');
require(join(root, fromSources ? 'reports' : 'dist/reports', 'thread'));
