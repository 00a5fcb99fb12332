import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromWire, toWire } from '../../model/core/wire';
import type { Op } from '../../model/shstk/types';
import { tracesOf } from '../../reports/testing/traces';
import type { Difference } from '../../model/core/compare';
import { inspectionDifferences, outcomeDifferences } from '../../model/core/compare-fields';
import type { AnyOutcome } from '../../model/core/machine';
import { machineOf } from '../../model/machines';
import { say } from './say';
import { claimOf } from './say-claims';
import { ORDINARY } from './setup';

const at = { thread: 1 } as const;
const ADDR = 0x7_0000_0000n;

/** Every kind of operation, so that none of them ends the program or is misuse. */
const OPS: readonly Op[] = [
  { op: 'sigaction', ...at, signo: 11, handler: 'function', restorer: 0x401f00n },
  { op: 'sigaction', ...at, signo: 4, handler: 'function', restorer: 0x401f00n, onstack: true },
  { op: 'sigaction', ...at, signo: 12, handler: 'function', restorer: 0x401f00n, entry: '32' },
  { op: 'sigaction', ...at, signo: 12, handler: 'function', restorer: null },
  { op: 'sigaction', ...at, signo: 12, handler: 'default', restorer: null },
  { op: 'sigaltstack', ...at, base: 0x508000n, size: 0x2000n },
  { op: 'arch_prctl', ...at, option: 0x5005n, arg: 0x500000n },
  { op: 'arch_prctl', ...at, option: 0x5001n, arg: 3n, entry: '32' },
  { op: 'arch_prctl', ...at, option: 0x5001n, arg: 3n, entry: 'x32' },
  { op: 'prctl', ...at, option: 74 },
  { op: 'map_shadow_stack', ...at, addr: ADDR, size: 0x4000n, flags: 1n },
  { op: 'mmap', ...at, addr: 0n, size: 0x1000n, prot: 3, place: 'hint' },
  { op: 'mmap', ...at, addr: 0x2_0000_0000n, size: 0x1000n, prot: 1, place: 'fixed' },
  { op: 'mmap', ...at, addr: 0x2_0000_0000n, size: 0x1000n, prot: 0, place: 'noreplace' },
  { op: 'munmap', ...at, addr: 0x2_0000_0000n, size: 0x1000n },
  { op: 'mprotect', ...at, addr: ADDR, size: 0x1000n, prot: 7 },
  { op: 'mremap', ...at, addr: ADDR, old_size: 0x4000n, new_size: 0x5000n, may_move: true },
  { op: 'mremap', ...at, addr: ADDR, old_size: 0x5000n, new_size: 0x5000n, may_move: false },
  { op: 'madvise', ...at, addr: ADDR, size: 0x1000n },
  { op: 'setrlimit', ...at, resource: 'data', value: 0xffff_ffff_ffff_ffffn },
  { op: 'copy', ...at, via: 'read', addr: 0x500000n, value: 5n },
  { op: 'copy', ...at, via: 'process_vm_writev', addr: 0x500000n, value: 5n },
  { op: 'copy', ...at, via: 'proc_mem', addr: 0x500000n, value: 5n },
  { op: 'copy', ...at, via: 'write', addr: 0x500000n },
  { op: 'call', ...at, ret: 0x401005n },
  { op: 'call', ...at, ret: 0x401005n, to: 'vsyscall' },
  { op: 'incssp', ...at, count: 1 },
  { op: 'incssp', ...at, count: 0, unit: 4 },
  { op: 'overwrite', ...at, what: 'return', frame: 0, value: 0x401005n },
  { op: 'ret', ...at },
  { op: 'load', ...at, addr: 0x500000n },
  { op: 'store', ...at, addr: 0x500000n, value: 1n },
  { op: 'wrss', ...at, addr: ADDR, value: 1n },
  { op: 'wrss', ...at, addr: ADDR, value: 1n, unit: 4 },
  { op: 'rstorssp', ...at, addr: ADDR + 0x3ff8n },
  { op: 'saveprevssp', ...at },
  { op: 'privileged', ...at, insn: 'wruss', addr: ADDR },
  { op: 'overwrite', ...at, what: 'saved_ssp', frame: 1, value: 5n },
  { op: 'privileged', ...at, insn: 'clrssbsy', addr: ADDR },
  { op: 'privileged', ...at, insn: 'setssbsy', addr: 0n },
  { op: 'sigreturn', ...at },
  { op: 'ret', ...at, far: true },
  { op: 'signal', ...at, signo: 11 },
  { op: 'ptrace_getregset', ...at, len: 8 },
  { op: 'ptrace_setregset', ...at, len: 8, value: 0x500000n },
  { op: 'ptrace_arch_prctl', ...at, option: 0x5004n, arg: 1n },
  { op: 'ptrace_poke', ...at, addr: 0x500000n, value: 1n },
  { op: 'context_switch', ...at, to: 'out' },
  { op: 'proc_status', ...at },
  { op: 'smaps', ...at, addr: ADDR },
  { op: 'abi', name: 'ENABLE' },
  { op: 'clone', ...at, vm: true, vfork: false, same_process: true },
  { op: 'clone', ...at, vm: true, vfork: false, same_process: false, stack_size: 8n },
  { op: 'clone', ...at, vm: false, vfork: false },
  { op: 'execve', thread: 4, marked: true },
  { op: 'exit', thread: 2 },
  { op: 'clone', ...at, vm: true, vfork: true },
];

/** Runs a scenario made of the said steps, and reads its operations from the trace. */
async function performed(steps: readonly string[]): Promise<readonly Op[]> {
  const head = ['@shstk @since-upstream', 'Feature: said', '  @shstk.said @SHSTK-01', '  Example: said'];
  const given = '    Given a program with shadow stacks and WRSS on';
  const [trace = []] = await tracesOf([...head, given, ...steps, '    Then it fails with ENOSUCH']);
  return trace.slice(2).map((op) => fromWire(op) as Op);
}

test('every operation that is put into words means the same operation when it is run', async () => {
  const ops = await performed(OPS.map((op) => `    When ${say(op)}`));
  OPS.forEach((op, i) => {
    assert.deepEqual(toWire(ops[i]), toWire(op), say(op));
  });
  assert.equal(ops.length, OPS.length);
});

test('an operation without words says so', () => {
  assert.throws(() => say({ op: 'reboot' }), /reboot has no words here/);
});

const SHSTK = machineOf('shstk');

function said(expected: object, actual: object): readonly string[] {
  const differences = outcomeDifferences(SHSTK.fields, expected as AnyOutcome, actual as AnyOutcome);
  return claimOf(differences, expected as AnyOutcome);
}

function saidOfState(expected: object, actual: object): readonly string[] {
  const differences: readonly Difference[] = inspectionDifferences(SHSTK.fields, expected, actual);
  return claimOf(differences, { outcome: 'ok' });
}

test('what must hold is said of the field that differs', () => {
  const ok = { outcome: 'ok' };
  const segv = { outcome: 'fault', fault: '#PF', signal: 11, si_code: 'SEGV_MAPERR', si_addr: 0x10n, trapno: 14, error_code: 6n }; // prettier-ignore
  const refused = { ...segv, fault: 'none', si_code: 'SI_KERNEL', si_addr: 0n, trapno: 0 };
  const handler = { event: 'handler', signo: 10, ssp: 0x7fffn };
  const log = { event: 'log', ssp: 0x8n, error: 1, name: 'near ret' };
  const killed = { event: 'killed', signo: 11 };
  const again = { event: 'signal', signo: 11, si_code: 'SI_KERNEL' };
  assert.deepEqual(said(ok, segv), ['it succeeds']);
  assert.deepEqual(said({ ...ok, value: 5n }, { ...ok, value: 6n }), ['it returns 0x5']);
  assert.deepEqual(said({ outcome: 'error', error: 'EPERM' }, ok), ['it fails with EPERM']);
  assert.deepEqual(said(segv, { ...segv, si_addr: 0x18n }), ['it faults with SEGV_MAPERR at 0x10']);
  assert.deepEqual(said(refused, ok), ['it faults with SI_KERNEL with trap 0']);
  assert.deepEqual(said({ ...ok, stored: [3n] }, { ...ok, stored: [1n] }), ['it stores 0x3']);
  assert.deepEqual(said({ ...ok, length: 8 }, { ...ok, length: 16 }), ['it answers:', '  | length | 8 |']);
  assert.deepEqual(said({ ...ok, features: 'shstk ', locked: '' }, { ...ok, features: '', locked: '' }), [
    'it shows features "shstk " and locks ""',
  ]);
  const events = (wanted: readonly object[], got: readonly object[]): readonly string[] =>
    said({ ...refused, events: wanted }, { ...refused, events: got });
  assert.deepEqual(events([handler], [{ ...handler, ssp: 0n }]), [
    'the handler of SIGUSR1 runs with SSP 0x7fff',
  ]);
  assert.deepEqual(events([again, killed], [handler]), ['no handler runs']);
  assert.deepEqual(events([again, killed], []), ['a second signal, SI_KERNEL, kills the program']);
  assert.deepEqual(events([killed], []), ['the program is killed by SIGSEGV']);
  assert.deepEqual(events([log, killed], [killed]), ['the kernel logs "near ret" with code 1 and SSP 0x8']);
  assert.deepEqual(events([killed], [log, killed]), ['the kernel logs nothing']);
  assert.deepEqual(claimOf([], null), ['it fails'], 'what makes no sense should not be carried out');
});

test('what must hold of the state is said of its part that differs', () => {
  const thread = { ssp: 8n, features: 1n, locked: 0n, depth: 1 };
  const map = { end: 0x2000n, prot: 3, shadow: true };
  const state = { threads: { 1: thread, 2: thread }, spaces: { 1: { maps: { '0x1000': map }, words: { '0x1ff8': 5n } } } }; // prettier-ignore
  const with_ = (threads: object, spaces: object = state.spaces): object => ({ threads, spaces });
  const changed = (change: object): readonly string[] => saidOfState(state, with_({ 1: thread, 2: { ...thread, ...change } })); // prettier-ignore
  assert.deepEqual(changed({ ssp: 0n }), ['the SSP of thread 2 is 0x8']);
  assert.deepEqual(changed({ features: 0n }), ['the feature mask of thread 2 is 0x1']);
  assert.deepEqual(changed({ depth: 2 }), ['the normal stack of thread 2 is 1 frame deep']);
  assert.deepEqual(saidOfState(state, with_({ ...state.threads, 3: thread })), ['thread 3 is gone']);
  const space = (maps: object, words: object): readonly string[] => saidOfState(state, with_(state.threads, { 1: { maps, words } })); // prettier-ignore
  assert.deepEqual(space({ '0x1000': map }, {}), ['the word at 0x1ff8 is 0x5']);
  assert.deepEqual(space({}, { '0x1ff8': 5n }), ['0x1000 to 0x2000 is shadow-stack memory']);
  assert.deepEqual(space({ '0x1000': map, '0x5000': { ...map, end: 0x6000n } }, { '0x1ff8': 5n }), [
    '0x5000 to 0x6000 is not mapped',
  ]);
});

test('what is said of the reference holds of the reference', async () => {
  const model = SHSTK.profiles.find(({ name }) => name === 'upstream')?.model({});
  assert.ok(model);
  const wrss = [1n, 2n].map((arg): Op => ({ op: 'arch_prctl', ...at, option: 0x5001n, arg }));
  let state = wrss.reduce((now, op) => model.step(now, op).state, model.initial(ORDINARY));
  const steps = OPS.flatMap((op) => {
    const stepped = model.step(state, op);
    ({ state } = stepped);
    const differences = [...outcomeDifferences(SHSTK.fields, stepped.outcome, { outcome: 'refused' } as never), ...inspectionDifferences(SHSTK.fields, model.inspect(state), {})]; // prettier-ignore
    const [first = '', ...rows] = claimOf(differences, stepped.outcome);
    return [`    When ${say(op)}`, `    Then ${first}`, ...rows];
  });
  assert.equal((await performed(steps)).length, OPS.length);
});
