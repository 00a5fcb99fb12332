#!/usr/bin/env node
// The command: from the sources in a checkout, from dist/ in an installed package.
'use strict';
require('./engine');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const fromSources = existsSync(join(root, 'cli', 'main.ts'));
if (fromSources) require('./sources');

const { main } = require(join(root, fromSources ? 'cli' : 'dist/cli', 'main'));
void main(process.argv.slice(2));
