import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wantsColour } from './output';

test('colour is for terminals', () => {
  assert.equal(wantsColour(true, {}), true);
  assert.equal(wantsColour(false, {}), false);
  assert.equal(wantsColour(undefined, { CI: 'true', TERM: 'xterm' }), false);
  assert.equal(wantsColour(true, { TERM: 'dumb' }), false);
});

test('NO_COLOR forbids it, whatever FORCE_COLOR says; an empty one says nothing', () => {
  assert.equal(wantsColour(true, { NO_COLOR: '1' }), false);
  assert.equal(wantsColour(true, { NO_COLOR: '1', FORCE_COLOR: '1' }), false);
  assert.equal(wantsColour(true, { NO_COLOR: '' }), true);
});

test('FORCE_COLOR asks for it, and 0 is a no', () => {
  assert.equal(wantsColour(false, { FORCE_COLOR: '1' }), true);
  assert.equal(wantsColour(false, { FORCE_COLOR: 'true', TERM: 'dumb' }), true);
  assert.equal(wantsColour(true, { FORCE_COLOR: '0' }), false);
  assert.equal(wantsColour(false, { FORCE_COLOR: '' }), false);
});
