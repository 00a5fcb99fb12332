import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convert } from './convert-shstk';

type Line = Readonly<Record<string, unknown>>;

const BANNER: Line = {
  test: '0.version',
  in: '',
  out: { version: 'Linux version 6.12.107+deb13-cloud-amd64 (builder)' },
};
const SMALL: Line = {
  test: '1.enable_size',
  in: 'RLIMIT_STACK=0x10000 overcommit=0',
  out: {
    ret: 0,
    err: '0',
    ssp: '0x7fa7a9190000',
    vma: '7fa7a9180000-7fa7a9190000 rw-p []',
    vmflags: 'rd wr mr mw me ac sd ss',
  },
};
const LOW: Line = {
  test: '10.int80_map_shadow_stack',
  in: '453,0,4096,SET_TOKEN',
  out: { ret32: '0xf7fdc000', err: '0' },
};

/** The lines, without headers, that one observation more gives. */
function added(...more: readonly Line[]): readonly Line[] {
  const lines = (list: readonly Line[]): readonly string[] =>
    convert(list.map((line) => JSON.stringify(line)).join('\n')).lines;
  const base = new Set(lines([BANNER, SMALL, LOW]));
  return lines([BANNER, SMALL, LOW, ...more])
    .filter((line) => !base.has(line) && !line.includes('"recording"'))
    .map((line) => JSON.parse(line) as Line);
}

test('a sequence of calls becomes the calls, each with the mask and the SSP after it', () => {
  const step = { op: 'ENABLE', arg: '0x2', ret: -1, err: 'EPERM', status: '0x0', ssp: '0x0', ss_vmas: 0 };
  const lines = added({
    test: '1.prctl_seq',
    in: 'wrss_first',
    out: { steps: [step], proc_features: '', proc_locked: '' },
  });
  assert.deepEqual(
    lines.map(({ step: op }) => (op as { op: string }).op),
    ['arch_prctl', 'arch_prctl', 'rdssp', 'smaps', 'proc_status'],
  );
  assert.deepEqual(lines[0]?.['outcome'], { outcome: 'error', error: 'EPERM' });
  assert.deepEqual(lines[1]?.['outcome'], { outcome: 'ok', stored: ['0x0'] });
});

test('a fault keeps its code, its address and the word of the CPU', () => {
  const out = {
    fault: 1,
    sig: 11,
    si_code: 2,
    si_addr: '0x7fa7a918fff8',
    trapno: 14,
    err: '0x7',
    val: '0x7fa7a9190001',
  };
  const [, , , fault, ret, sigreturn, load] = added({
    test: '2.access',
    in: 'shstk off; store over token',
    out,
  });
  assert.deepEqual(fault?.['outcome'], {
    outcome: 'fault',
    signal: 11,
    si_code: 'SEGV_ACCERR',
    si_addr: '0x7fa7a918fff8',
    trapno: 14,
    error_code: '0x7',
  });
  assert.deepEqual([ret?.['unobserved'], sigreturn?.['unobserved']], ['way-back', 'way-back']);
  assert.deepEqual(load?.['outcome'], { outcome: 'ok', value: '0x7fa7a9190001' });
});

test('what is in no recording has a reason, and what has none is left out all the same', () => {
  const { leftOut, taken, version } = convert(
    [BANNER, SMALL, LOW, { test: '4.iret', in: 'survived', out: { x: 1 } }]
      .map((line) => JSON.stringify(line))
      .join('\n'),
  );
  assert.deepEqual(leftOut, { '0.version: environment': 1, '4.iret: cpu-model': 1 });
  assert.deepEqual([taken, version], [2, '6.12.107']);
  added({ test: '11.news', in: 'x', out: {} });
  assert.throws(() => convert(''), /no 0\.version/);
  assert.throws(() => convert('{"test":1}'), /line 1 is no observation/);
  const strange = added({
    test: '5.wrss',
    in: 'shstk off',
    out: { fault: 1, sig: 7, si_code: 1, si_addr: '0x0' },
  });
  assert.deepEqual(strange, added());
});
