import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Palette } from './colours';
import { DARK, LIGHT } from './colours';

/** Relative luminance, as WCAG 2 defines it. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(palette: Palette, a: string, b: string): number {
  const [x, y] = [a, b].map((name) => luminance(palette[name] ?? assert.fail(name)));
  return (Math.max(x as number, y as number) + 0.05) / (Math.min(x as number, y as number) + 0.05);
}

const GROUNDS = ['ground', 'panel', 'target'];
const PAIRS = [
  ...['text', 'muted', 'link', 'pass', 'fail', 'warn', 'key'].flatMap((name) =>
    GROUNDS.map((ground) => [name, ground] as const),
  ),
  ...['pass', 'fail', 'warn', 'skip'].map((name) => [name, `${name}-ground`] as const),
  ['text', 'fail-ground'] as const,
];

test('the measure is that of WCAG', () => {
  assert.equal(contrast({ black: '#000000', white: '#ffffff' }, 'black', 'white').toFixed(2), '21.00');
  assert.equal(contrast({ grey: '#767676', white: '#ffffff' }, 'grey', 'white').toFixed(2), '4.54');
});

for (const [name, palette] of [
  ['light', LIGHT],
  ['dark', DARK],
] as const) {
  test(`text can be read on every ground of the ${name} page`, () => {
    for (const [text, ground] of PAIRS) {
      const found = contrast(palette, text, ground);
      assert.ok(found >= 4.5, `${text} on ${ground}: ${found.toFixed(2)}`);
    }
  });

  test(`the edges of fields can be seen on the ${name} page`, () => {
    for (const ground of GROUNDS) assert.ok(contrast(palette, 'edge', ground) >= 3, ground);
  });
}

test('both palettes have the same names', () => {
  assert.deepEqual(Object.keys(DARK), Object.keys(LIGHT));
});
