// @ts-check
/**
 * A run comes by a great deal of code a few times each, and ends in seconds. By its defaults V8 takes as much time for compiling
 * that once more, better, as is won by it: here it waits until a function has done eight times as much.
 */
'use strict';
const { setFlagsFromString } = require('node:v8');

/** Bytes of bytecode that a function has run before it is compiled again; 67,584 by default. Later versions of V8 count otherwise. */
if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=540000');
