import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Command } from '@commander-js/extra-typings';
import { hekiRanges, registerHekiRanges } from './command';
import { physBaseOf } from './place';
import { surveyOf } from './survey';
import { MAX_BYTES, readImage } from './symbols';

const ROOT = join(__dirname, '..', '..', '..');
const LAYOUTS = join(ROOT, 'recordings', 'heki', 'layouts');
const NO_KASLR = join(LAYOUTS, 'linux-6.12-nokaslr.json');
const KASLR = join(LAYOUTS, 'linux-6.12-kaslr.json');
const scratch = mkdtempSync(join(tmpdir(), 'heki-ranges-'));
after(() => {
  rmSync(scratch, { recursive: true });
});

function file(name: string, text: string): string {
  const path = join(scratch, name);
  writeFileSync(path, text);
  return path;
}

/** A symbol table with the lines of the layout without KASLR, some of them changed or left out (null). */
function table(changes: Readonly<Record<string, string | null>> = {}): string {
  const { symbols } = JSON.parse(readFileSync(NO_KASLR, 'utf8')) as { symbols: Record<string, string> };
  return Object.entries({ ...symbols, ...changes })
    .flatMap(([name, address]) => (address === null ? [] : [`${address.replace('0x', '')} T ${name}\n`]))
    .join('');
}

const gfns = (path: string): readonly string[] => {
  const image = readImage(readFileSync(path, 'utf8'));
  return surveyOf(image, physBaseOf(image, null, [])).rows.map(
    ({ range }) => `${range.gfn_start.toString(16)}-${range.gfn_end.toString(16)}`,
  );
};

// From the iomem lines: code 01000000-01ffffff, rodata 02000000-02b8cfff; the ORC tables by their distance from the text.
test('without KASLR the frames are those that iomem shows', () => {
  assert.deepEqual(gfns(NO_KASLR), ['1000-1fff', '2000-2b8c', '2e8d-3044', '3044-32d8', '32d8-3318']);
});

// Code 14000000-14ffffff, rodata 15000000-15b8cfff: the physical base is 0x14000000 - 0x1d400000.
test('with KASLR the physical base is negative against the link address', () => {
  assert.deepEqual(gfns(KASLR), ['14000-14fff', '15000-15b8c', '15e8d-16044', '16044-162d8', '162d8-16318']);
  const image = readImage(readFileSync(KASLR, 'utf8'));
  assert.equal(physBaseOf(image, null, []), 0xfffffffff6c00000n);
});

test('the text says what a reader should know', () => {
  const text = hekiRanges(NO_KASLR, { format: 'text' });
  for (const line of [
    '.orc_unwind_ip and .orc_unwind share frame 0x3044: both ranges keep it',
    '.orc_unwind and .orc_lookup share frame 0x32d8: both ranges keep it',
    '2280 bytes before .orc_unwind_ip lie in its first frame 0x2e8d and become read-only too',
    '3576 bytes after .orc_lookup lie in its last frame 0x3318 and become read-only too',
    'a host with 4/9 knows no EXEC: it answers EINVAL at entry 1, and nothing is locked',
    'a host with 8/9 without MBEC cannot do EXEC: it answers EOPNOTSUPP at entry 1, and 1 write lock stays',
    'heki-guest: Configuring GFN 0x2e8d-0x3044 with [nowrite]',
  ])
    assert.ok(text.includes(line), `${line}\nis missing in\n${text}`);
  assert.ok(!text.includes('negative'), 'this base is not negative');
  assert.match(
    hekiRanges(KASLR, { format: 'text' }),
    /0xfffffffff6c00000, negative against the link address/,
  );
});

test('JSON carries the same, and the picture names each slot', () => {
  const survey = JSON.parse(hekiRanges(NO_KASLR, { format: 'json' })) as {
    rows: unknown[];
    answers: { whole: string; locked: number }[];
  };
  assert.equal(survey.rows.length, 5);
  assert.deepEqual(
    survey.answers.map(({ whole, locked }) => [whole, locked]),
    [
      ['EINVAL', 0],
      ['EOPNOTSUPP', 1],
      ['locked', 5],
    ],
  );
  const picture = readFileSync(join(ROOT, 'features', 'heki', 'pictures', 'ranges.dot'), 'utf8');
  assert.equal(
    hekiRanges(NO_KASLR, { format: 'dot' }),
    picture,
    'features/heki/pictures/ranges.dot is not what heki-ranges draws',
  );
});

test('a symbol table needs its place in memory from somewhere', () => {
  const path = file('System.map', table());
  assert.throws(() => hekiRanges(path, { format: 'text' }), /give --phys-base, or --iomem/);
  assert.match(hekiRanges(path, { format: 'text', physBase: '0x0' }), /0x1000 +0x1fff +NOWRITE\+EXEC/);
  const iomem = file('iomem', '01000000-01ffffff : Kernel code\n  02000000-02b8cfff : Kernel rodata\n');
  assert.match(hekiRanges(path, { format: 'text', iomem }), /physical base of the link address: 0x0\n/);
});

test('without the ORC tables there are two ranges, and the first frame of foreign bytes is gone', () => {
  const none = Object.fromEntries(
    [
      '__start_orc_unwind_ip',
      '__stop_orc_unwind_ip',
      '__start_orc_unwind',
      '__stop_orc_unwind',
      'orc_lookup',
      'orc_lookup_end',
    ].map((name) => [name, null]),
  );
  const text = hekiRanges(file('two', table(none)), { format: 'text', physBase: '0x0' });
  assert.ok(!text.includes('.orc'));
  assert.ok(!text.includes('bytes before'));
});

test('symbols of modules are not the kernel’s', () => {
  const text = `${table()}ffffffffc0000000 t _stext\t[some_module]\n`;
  assert.match(hekiRanges(file('kallsyms', text), { format: 'text', physBase: '0x0' }), /0xffffffff81000000/);
});

test('an empty section is pointed out', () => {
  const at = '0xffffffff82e8d000';
  const inverted = table({ __start_orc_unwind_ip: at, __stop_orc_unwind_ip: at });
  assert.match(
    hekiRanges(file('inverted', inverted), { format: 'text', physBase: '0x0' }),
    /\.orc_unwind_ip is empty and comes out inverted/,
  );
  const within = table({
    __start_orc_unwind_ip: '0xffffffff82e8d123',
    __stop_orc_unwind_ip: '0xffffffff82e8d123',
  });
  assert.match(
    hekiRanges(file('within', within), { format: 'text', physBase: '0x0' }),
    /\.orc_unwind_ip is empty, and one frame/,
  );
  assert.match(
    hekiRanges(file('high', table()), { format: 'text', physBase: '0xfffffffffe000000' }),
    /above frame 2\^52-1|inverted/,
  );
});

const WRONG: readonly (readonly [string, string, RegExp])[] = [
  ['empty file', '', /is empty: give System\.map/],
  ['missing symbol', table({ _etext: null }), /symbols are missing: _etext$/],
  [
    'table of text alone',
    'ffffffff81000000 T _text\nffffffff81000000 T _stext\nffffffff82000000 T _etext\n',
    /symbols are missing: __start_rodata, __end_rodata \(the kernel was built without CONFIG_KALLSYMS_ALL/,
  ],
  ['table without a bound of its rodata', table({ __end_rodata: null }), /are missing: __end_rodata$/],
  ['half of the ORC tables', table({ orc_lookup: null }), /symbols are missing: orc_lookup$/],
  [
    'start behind its end',
    table({ _stext: '0xffffffff82000001' }),
    /\.text starts behind its end: _stext is 0xffffffff82000001/,
  ],
  [
    'duplicate',
    `${table()}ffffffff81000000 T _stext\n`,
    /_stext stands there twice, the second time in line \d+/,
  ],
  ['truncated file', `${table()}ffffffff81`, /the file is truncated: its last line is "ffffffff81"/],
  ['garbage', `${table()}\u001b[31mhello\n`, /line \d+ is no symbol: "\\x1b\[31mhello"/],
  ['hidden addresses', table().replace(/^[0-9a-f]+/gm, '0000000000000000'), /all addresses are 0: .*as root/],
  ['bad JSON', '{"symbols": {', /bad JSON, or a truncated file/],
  ['JSON without symbols', '{}', /has no "symbols"/],
  ['JSON with a bad address', '{"symbols": {"_stext": "12"}}', /_stext: "12" is not a hexadecimal value/],
  [
    'JSON that says it twice',
    '{"symbols": {"_stext": "0x1", "_stext": "0x2"}}',
    /the member symbols\._stext stands twice/,
  ],
  ['JSON with bad iomem', '{"symbols": {}, "iomem": [1]}', /"iomem" is not a list of lines/],
];

for (const [what, text, message] of WRONG) {
  test(`${what}: one clear error`, () => {
    assert.throws(() => hekiRanges(file('wrong', text), { format: 'text', physBase: '0x0' }), {
      name: 'LayoutError',
      message,
    });
  });
}

const WRONG_IOMEM: readonly (readonly [string, string, RegExp])[] = [
  [
    'another boot',
    '01000000-01ffffff : Kernel code\n03000000-03b8cfff : Kernel rodata\n',
    /iomem is not of this boot/,
  ],
  // The first line has 0xc013c2 bytes: the kernel of another machine.
  [
    'the code of another kernel',
    '01000000-01c013c1 : Kernel code\n',
    /two kernels: Kernel code has 0xc013c2 bytes in iomem, and _text to _etext are 0x1000000$/,
  ],
  [
    'a code that is one byte short',
    '01000000-01fffffe : Kernel code\n',
    /has 0xffffff bytes in iomem, and _text to _etext are 0x1000000$/,
  ],
  ['no code', '00001000-0009fbff : System RAM\n', /iomem has no line "Kernel code"/],
  [
    'two codes',
    '01000000-01ffffff : Kernel code\n01000000-01ffffff : Kernel code\n',
    /2 lines "Kernel code"/,
  ],
  ['hidden', '00000000-00000000 : Kernel code\n', /shows all addresses as 0/],
  ['garbage', 'hello\n', /"hello" is no line of iomem/],
];

for (const [what, text, message] of WRONG_IOMEM) {
  test(`iomem with ${what}: one clear error`, () => {
    const iomem = file('wrong-iomem', text);
    assert.throws(() => hekiRanges(file('map', table()), { format: 'text', iomem }), {
      name: 'LayoutError',
      message,
    });
  });
}

test('options are checked too', () => {
  const path = file('map', table());
  assert.throws(
    () => hekiRanges(path, { format: 'xml', physBase: '0x0' }),
    /no format "xml": there are text, json, dot/,
  );
  assert.throws(
    () => hekiRanges(path, { format: 'text', physBase: '12' }),
    /--phys-base: "12" is not a hexadecimal value/,
  );
  assert.throws(() => hekiRanges(join(scratch, 'none'), { format: 'text' }), /cannot be read \(ENOENT\)/);
  assert.throws(
    () => hekiRanges(NO_KASLR, { format: 'text', physBase: '0x1000' }),
    /was given as 0x1000, and iomem says 0x0/,
  );
  for (const format of ['toString', 'constructor', '__proto__'])
    assert.throws(() => hekiRanges(path, { format, physBase: '0x0' }), {
      name: 'LayoutError',
      message: `no format "${format}": there are text, json, dot`,
    });
});

test('a file without end, and one that is too large, are read up to the limit', () => {
  const large = file('large', '');
  truncateSync(large, MAX_BYTES + 1);
  for (const path of ['/dev/zero', large])
    assert.throws(() => hekiRanges(path, { format: 'text' }), {
      name: 'LayoutError',
      message: `${path}: is larger than 64 MiB, and no more is read`,
    });
});

test('an error has the name of the file that it is in', () => {
  const path = file('map', table());
  for (const [iomem, what] of [
    ['/dev/zero', 'is larger than 4 MiB'],
    [join(scratch, 'none'), 'cannot be read \\(ENOENT\\)'],
    [file('hello', 'hello\n'), '"hello" is no line of iomem'],
  ] as const)
    assert.throws(() => hekiRanges(path, { format: 'text', iomem }), {
      name: 'LayoutError',
      message: new RegExp(`^${iomem}: ${what}`),
    });
});

test('the command hands the sentence on', () => {
  const messages: string[] = [];
  const program = new Command().exitOverride();
  registerHekiRanges(program, (message) => messages.push(message));
  program.parse(['node', 'hvspec', 'heki-ranges', join(scratch, 'none')]);
  assert.match(messages.join(), /cannot be read/);
  program.parse(['node', 'hvspec', 'heki-ranges', '\u001b[2J\n']);
  assert.match(messages.at(-1) ?? '', /^\\x1b\[2J\\n: cannot be read/);
});
