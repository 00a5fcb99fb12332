import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromWire, toWire } from '../../model/core/wire';
import type { Op } from '../../model/shstk/types';
import { tracesOf } from '../../reports/testing/traces';
import { say } from './say';

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
  const head = ['@shstk @upstream', 'Feature: said', '  @shstk.said @SHSTK-01', '  Example: said'];
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
