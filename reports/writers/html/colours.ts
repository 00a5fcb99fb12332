/**
 * The page's colours, for light and dark. Text reaches a contrast of 4.5 to 1 on every ground that it stands on;
 * colours.test.ts measures it.
 */
export interface Palette {
  readonly [name: string]: string;
}

export const LIGHT: Palette = {
  ground: '#ffffff',
  panel: '#f4f6f8',
  target: '#fff6d6',
  text: '#15191e',
  muted: '#545d69',
  link: '#0a4fa3',
  key: '#5b3d99',
  line: '#d8dde3',
  edge: '#7a8490',
  pass: '#0f602c',
  'pass-ground': '#e3f4e8',
  fail: '#a5101d',
  'fail-ground': '#fdebeb',
  warn: '#744600',
  'warn-ground': '#fdf0d8',
  skip: '#4b5460',
  'skip-ground': '#ebeef1',
};

export const DARK: Palette = {
  ground: '#0f1216',
  panel: '#191e24',
  target: '#2b2a16',
  text: '#e5e9ee',
  muted: '#a4adb9',
  link: '#82b6ff',
  key: '#c3a8ff',
  line: '#2f3640',
  edge: '#7c8794',
  pass: '#7ed89b',
  'pass-ground': '#132c1d',
  fail: '#ff9d9d',
  'fail-ground': '#3a191c',
  warn: '#f0c36c',
  'warn-ground': '#332710',
  skip: '#b4bdc8',
  'skip-ground': '#252b33',
};

function declared(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(' ');
}

/** Paper is light, whatever the screen is. */
export const COLOURS = `:root { color-scheme: light dark; ${declared(LIGHT)} }
@media screen and (prefers-color-scheme: dark) { :root { ${declared(DARK)} } }
`;
