import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeChoices } from '../core/machine';
import { firstLook } from '../core/naming';
import type { Look, Ruling } from '../core/owners';
import { rulingOf } from '../core/owners';
import { SHSTK_MACHINE } from '.';
import { EMPTY_CONFIG } from './testing/config';
import type { Config, Op } from './types';

const CONFIG: Config = { ...EMPTY_CONFIG, mappings: [{ start: 0x50_0000n, end: 0x51_0000n, prot: 3 }] };
/** The requirements of the first interface, and those that are its own. */
const FIRST = [
  ...['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '31', '39', '44', '53', '54', '55', '107'],
  ...['143', '144', '180', '181', '186', '187'],
];
const FIRST_ALONE = ['31', '39', '44', '54', '143', '180', '181', '186', '187'];
const at = { thread: 1 } as const;
const PAGE = 0x7_0000_0000n;
const ENABLE: Op = { op: 'arch_prctl', ...at, option: 0x5001n, arg: 1n };
const DISABLE: Op = { op: 'arch_prctl', ...at, option: 0x5002n, arg: 1n };
const WRSS_ON: Op = { op: 'arch_prctl', ...at, option: 0x5001n, arg: 2n };
const RDSSP: Op = { op: 'rdssp', ...at, reg: 0x5a5an };
const CALL: Op = { op: 'call', ...at, ret: 0x401005n };
const RET: Op = { op: 'ret', ...at };
const HANDLED: Op = { op: 'sigaction', ...at, signo: 10, handler: 'function', restorer: 0x401f00n };
const SIGNAL: Op = { op: 'signal', ...at, signo: 10 };
const SIGRETURN: Op = { op: 'sigreturn', ...at };
const MAP: Op = { op: 'map_shadow_stack', ...at, addr: PAGE, size: 0x1000n, flags: 1n };

/** Who speaks of a field of the last operation. */
function ruling(field: string, ops: readonly Op[], name = 'upstream'): Ruling {
  const profile = SHSTK_MACHINE.profiles.find((one) => one.name === name);
  assert.ok(profile);
  const model = profile.model(completeChoices(profile, {}));
  const looks = ops.reduce<readonly Look[]>(
    (list, op) => {
      const before = list.at(-1)?.after;
      const { state, outcome } = model.step(before, op);
      return [...list, { op, before, after: state, outcome }];
    },
    [firstLook(model.initial(CONFIG))],
  );
  const holds = (id: string): boolean => {
    const number = id.replace('SHSTK-', '');
    return name === 'v1' ? FIRST.includes(number) : !FIRST_ALONE.includes(number);
  };
  return rulingOf(SHSTK_MACHINE.fields, field, looks.at(-1) as Look, looks.slice(0, -1), holds);
}

function first(field: string, ...ops: readonly Op[]): string | undefined {
  return ruling(field, ops).owners[0];
}

test('what RDSSP reads belongs to whoever put SSP there, and with the feature off to RDSSP', () => {
  assert.deepEqual(ruling('value', [RDSSP]).owners, ['SHSTK-194']);
  assert.deepEqual(ruling('value', [ENABLE, RDSSP]).owners, ['SHSTK-23']);
  assert.deepEqual(ruling('value', [ENABLE, DISABLE, RDSSP]).owners, ['SHSTK-194']);
  assert.deepEqual(ruling('value', [ENABLE, { op: 'execve', ...at, marked: true }, RDSSP]).owners, [
    'SHSTK-01',
  ]);
  assert.deepEqual(ruling('value', [ENABLE, HANDLED, SIGNAL, RDSSP]).owners, ['SHSTK-49']);
  const child: Op = { op: 'clone', ...at, vm: true, vfork: false };
  assert.deepEqual(ruling('value', [ENABLE, child, { ...RDSSP, thread: 2 }]).owners, ['SHSTK-45']);
});

test('an error belongs to the objection that is made', () => {
  const lock: Op = { op: 'arch_prctl', ...at, option: 0x5003n, arg: 2n };
  assert.equal(first('error', ENABLE, lock, WRSS_ON), 'SHSTK-18');
  assert.equal(first('error', WRSS_ON), 'SHSTK-24');
  assert.equal(first('error', { ...ENABLE, arg: 3n }), 'SHSTK-19');
  assert.equal(first('error', { ...ENABLE, arg: 4n }), 'SHSTK-20');
  assert.equal(first('error', { ...ENABLE, entry: '32' }), 'SHSTK-69');
  assert.equal(first('outcome', { ...ENABLE, entry: '32' }), 'SHSTK-127');
  assert.equal(first('error', { ...MAP, flags: 2n }), 'SHSTK-33');
  assert.equal(first('error', { ...MAP, flags: 2n, size: 0n }), 'SHSTK-72');
  assert.deepEqual(ruling('outcome', [{ ...MAP, flags: 2n, size: 0n }]).owners, ['SHSTK-33']);
  assert.equal(first('error', { ...MAP, size: 0n, flags: 0n }), 'SHSTK-38');
  assert.equal(first('error', { ...MAP, addr: PAGE + 8n }), 'SHSTK-74');
  assert.equal(first('error', MAP, MAP), 'SHSTK-76');
});

test('a return belongs to what makes it fail, or lets it through', () => {
  const over: Op = { op: 'overwrite', ...at, what: 'return', frame: 0, value: 0x402000n };
  assert.equal(first('outcome', ENABLE, CALL, over, RET), 'SHSTK-55');
  assert.equal(first('outcome', CALL, ENABLE, RET), 'SHSTK-04');
  assert.equal(first('si_code', CALL, ENABLE, RET), 'SHSTK-110');
  assert.equal(first('error_code', ENABLE, CALL, { ...RET, far: true }), 'SHSTK-111');
  assert.equal(first('outcome', ENABLE, HANDLED, SIGNAL, RET), 'SHSTK-53');
  assert.equal(first('outcome', ENABLE, HANDLED, SIGNAL, over, RET), 'SHSTK-107');
});

test('sigreturn belongs to what decides it', () => {
  assert.equal(first('outcome', ENABLE, CALL, SIGRETURN), 'SHSTK-196');
  assert.ok(ruling('outcome', [ENABLE, CALL, SIGRETURN]).owners.includes('SHSTK-06'));
  assert.equal(first('outcome', ENABLE, HANDLED, SIGNAL, SIGRETURN), 'SHSTK-103');
  assert.equal(first('outcome', HANDLED, SIGNAL, ENABLE, SIGRETURN), 'SHSTK-104');
  const forge: Op = { op: 'ptrace_poke', ...at, addr: 0x7fff_f7df_fff0n, value: 0x8000_7fff_f7df_fff8n };
  const point: Op = { op: 'ptrace_setregset', ...at, len: 8, value: 0x7fff_f7df_fff0n };
  assert.equal(first('outcome', ENABLE, CALL, forge, point, SIGRETURN), 'SHSTK-98');
});

test('what depends on the host, the build or the emulated CPU is open', () => {
  const open = (field: string, ...ops: readonly Op[]): string | null => ruling(field, ops).open;
  assert.equal(open('error_code', ENABLE, { op: 'rstorssp', ...at, addr: 0x8000_0000_0000n }), 'emulation');
  assert.equal(open('error', { ...ENABLE, entry: 'x32' }), 'build-dependent');
  assert.equal(open('vmflags', MAP, { op: 'smaps', ...at, addr: PAGE }), 'build-dependent');
  assert.equal(open('value', { ...MAP, addr: 0n }), 'host-dependent');
  assert.equal(first('value', MAP), 'SHSTK-34');
  assert.equal(first('value', { ...MAP, addr: 0n }, { ...MAP, addr: 0n }), 'SHSTK-42');
});

test('an error word of a page fault is several bits, each with an owner', () => {
  const store: Op = { op: 'store', ...at, addr: 0x7fff_f7df_fff8n, value: 1n };
  assert.deepEqual(ruling('error_code', [ENABLE, store]).owners, [
    'SHSTK-161',
    'SHSTK-163',
    'SHSTK-162',
    'SHSTK-184',
  ]);
});

test('a clone belongs to what it failed for, and its stack to whoever brought it', () => {
  const child: Op = { op: 'clone', ...at, vm: true, vfork: false };
  const brought: Op = { ...child, shstk_token: PAGE + 0xff8n };
  const clone3 = (field: string, ...ops: readonly Op[]): string | undefined =>
    ruling(field, ops, 'clone3').owners[0];
  assert.equal(first('error', ENABLE, { ...child, tid_in_use: true }), 'SHSTK-151');
  assert.equal(first('error', ENABLE, { ...child, vfork: true, tid_in_use: true }), 'SHSTK-152');
  assert.equal(first('outcome', ENABLE, { ...child, worker: true }), 'SHSTK-153');
  assert.equal(clone3('outcome', ENABLE, MAP, brought), 'SHSTK-164');
  assert.equal(clone3('value', ENABLE, MAP, brought, { ...RDSSP, thread: 2 }), 'SHSTK-164');
  assert.equal(clone3('error', ENABLE, brought), 'SHSTK-168');
  assert.equal(clone3('error', brought), 'SHSTK-167');
  assert.equal(clone3('outcome', ENABLE, MAP, child), 'SHSTK-45');
});

test('of the first interface only its own series speaks', () => {
  const enable: Op = { op: 'arch_prctl', ...at, option: 0x3004n, arg: 2n };
  const v1 = (field: string, ...ops: readonly Op[]): Ruling => ruling(field, ops, 'v1');
  assert.deepEqual(v1('error', { op: 'arch_prctl', ...at, option: 0x3004n, arg: 1n }).owners, ['SHSTK-186']);
  assert.deepEqual(v1('value', { op: 'map_shadow_stack', ...at, size: 0x1000n, flags: 0n }).owners, [
    'SHSTK-39',
  ]);
  assert.deepEqual(v1('outcome', enable, CALL, { ...RET, far: true }), { owners: [], open: 'unspecified' });
  assert.deepEqual(v1('si_code', { op: 'load', ...at, addr: 0n }), { owners: [], open: 'unspecified' });
  assert.deepEqual(v1('outcome', { op: 'wrss', ...at, addr: 0n, value: 0n }), {
    owners: [],
    open: 'unspecified',
  });
});
