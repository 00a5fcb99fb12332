#!/usr/bin/env node
// The command: from sources through ts-node in a checkout, from dist/ in an installed package.
'use strict';
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const fromSources = existsSync(join(root, 'cli', 'main.ts'));
// ts-node looks for tsconfig.json from the current folder upwards unless it is told.
if (fromSources) require('ts-node').register({ transpileOnly: true, project: join(root, 'tsconfig.json') });

const { main } = require(join(root, fromSources ? 'cli' : 'dist/cli', 'main'));
void main(process.argv.slice(2));
