/** What no requirement speaks of, and the model has as Linux 6.12 has it: names of sources at each test. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeChoices } from '../core/machine';
import { SHSTK_MACHINE } from '.';
import { errorIn } from './errno';
import { generalProtection, invalidOpcode, refused } from './fault';
import { EMPTY_CONFIG, NONE } from './testing/config';
import type { Config, Inspection, Op, Outcome } from './types';

const PAGES = [0, 1, 2, 3, 4, 5, 6, 7];
const page = (prot: number): bigint => 0x60_0000n + BigInt(prot) * 0x2000n;
const CONFIG: Config = {
  ...EMPTY_CONFIG,
  mappings: PAGES.map((prot) => ({ start: page(prot), end: page(prot) + 0x1000n, prot })),
};

function played(ops: readonly Op[], chosen: Readonly<Record<string, string>> = {}, config: Config = CONFIG) {
  const profile = SHSTK_MACHINE.profiles.find(({ name }) => name === 'upstream');
  assert.ok(profile);
  const model = profile.model(completeChoices(profile, chosen));
  let state = model.initial(config);
  let outcome: Outcome = { outcome: 'ok' };
  for (const op of ops) {
    const done = model.step(state, op);
    state = done.state;
    outcome = done.outcome as Outcome;
  }
  return { outcome, view: model.inspect(state) as Inspection };
}

/** Documentation/filesystems/proc.rst, VmFlags; recordings/shstk. */
test('smaps says what may be done with memory in words of two letters', () => {
  const words = ['', 'rd ', 'wr ', 'rd wr ', 'ex ', 'rd ex ', 'wr ex ', 'rd wr ex '];
  for (const prot of PAGES) {
    const { outcome } = played([{ op: 'smaps', thread: 1, addr: page(prot) }]);
    assert.equal((outcome as { vmflags?: string }).vmflags, `${words[prot]}mr mw me ac sd`);
  }
  const shadow: readonly Op[] = [
    { op: 'map_shadow_stack', thread: 1, addr: 0x7_0000_0000n, size: 0x1000n, flags: 0n },
    { op: 'smaps', thread: 1, addr: 0x7_0000_0000n },
  ];
  const flags = (choice: string): unknown =>
    (played(shadow, { 'smaps-flags': choice }).outcome as { vmflags?: string }).vmflags;
  assert.equal(flags('sd-ss'), 'rd wr mr mw me ac sd ss');
  assert.equal(flags('sd-nh-ss'), 'rd wr mr mw me ac sd nh ss');
});

/** include/linux/err.h, MAX_ERRNO; include/uapi/asm-generic/errno-base.h. */
test('of the last 4095 addresses each is an error number', () => {
  assert.equal(errorIn(0n), null);
  assert.equal(errorIn(NONE), 'EPERM');
  assert.equal(errorIn(NONE - 132n), 'EHWPOISON');
  assert.equal(errorIn(0xffff_ffff_ffff_f001n), 'E4095');
  assert.equal(errorIn(0xffff_ffff_ffff_f000n), null);
});

/** Intel SDM volume 2: #GP(0) and #UD, which has no error code; kernel/signal.c, force_sig(): no trap. */
test('faults other than page faults have the error code 0', () => {
  for (const fault of [generalProtection(), invalidOpcode(), refused()]) assert.equal(fault.error_code, 0n);
});

/** fs/proc/base.c, mem_rw(): -EIO. */
test('/proc/PID/mem has no other error than EIO', () => {
  for (const via of ['proc_mem', 'proc_mem_read'] as const)
    assert.deepEqual(played([{ op: 'copy', thread: 1, via, addr: 0x10n, value: 1n }]).outcome, {
      outcome: 'error',
      error: 'EIO',
    });
  const refusedWrite = played([{ op: 'copy', thread: 1, via: 'proc_mem', addr: page(5), value: 1n }], {
    'forced-memory-write': 'refused',
  });
  assert.deepEqual(refusedWrite.outcome, { outcome: 'error', error: 'EIO' });
  assert.deepEqual(
    played([
      { op: 'copy', thread: 1, via: 'proc_mem', addr: page(5) },
      { op: 'load', thread: 1, addr: page(5) },
    ]).outcome,
    { outcome: 'ok', value: 0n },
  );
});

/** arch/x86/entry/common.c: a kernel without CONFIG_X86_X32_ABI has none of its calls. */
test('a call by the x32 ABI is none', () => {
  for (const op of [
    { op: 'arch_prctl', thread: 1, option: 0x5005n, arg: page(3), entry: 'x32' },
    { op: 'map_shadow_stack', thread: 1, addr: 0n, size: 0x1000n, flags: 0n, entry: 'x32' },
  ] as const)
    assert.deepEqual(played([op]).outcome, { outcome: 'error', error: 'ENOSYS' });
});

/** https://man7.org/linux/man-pages/man7/signal.7.html, "Signal dispositions". */
test('a signal without a handler kills, and with SIG_DFL it has none', () => {
  const handler = { op: 'sigaction', thread: 1, signo: 10, restorer: 0x1000n } as const;
  const signal: Op = { op: 'signal', thread: 1, signo: 10 };
  const set: Op = { ...handler, handler: 'function' };
  const killed = { outcome: 'ok', events: [{ event: 'killed', signo: 10 }] };
  for (const ops of [[signal], [set, { ...handler, handler: 'default' } as Op, signal]]) {
    const { outcome, view } = played(ops);
    assert.deepEqual(outcome, killed);
    assert.deepEqual(view, { threads: {}, processes: {}, spaces: {} });
  }
});

test('a process is told with the signals that it handles, and its limits', () => {
  const handlers = [12, 4, 10].map((signo): Op => ({
    op: 'sigaction',
    thread: 1,
    signo,
    handler: 'function',
    restorer: 1n,
  }));
  assert.deepEqual(played(handlers).view.processes, { 1: { handled: [4, 10, 12], rlimits: CONFIG.rlimits } });
});

/** mm/util.c, __vm_enough_memory(): as much as is granted, and no byte more; a bound of the model's configuration. */
test('the largest mapping is one that is granted', () => {
  const op: Op = { op: 'map_shadow_stack', thread: 1, addr: 0n, size: 0x3000n, flags: 0n };
  assert.equal(played([op], {}, { ...CONFIG, largest_mapping: 0x3000n }).outcome.outcome, 'ok');
  assert.equal(played([op], {}, { ...CONFIG, largest_mapping: 0x2fffn }).outcome.outcome, 'error');
});

/** vm.mmap_min_addr as distributions set it; arch/x86/kernel/sys_x86_64.c: from 4 GiB on for shadow stacks alone. */
test('nothing is put below 64 KiB, and no shadow stack below 4 GiB', () => {
  const map = (size: bigint, more: Partial<Op> = {}): Op =>
    ({ op: 'map_shadow_stack', thread: 1, addr: 0n, size, flags: 0n, ...more }) as Op;
  const low: Config = { ...CONFIG, mappings: [], mmap_top: 0x1_0000_3000n, mmap_top_32: 0x1_3000n };
  const value = (op: Op, config = low): unknown =>
    (played([op], {}, config).outcome as { value?: bigint }).value;
  assert.equal(value(map(0x2000n)), 0x1_0000_1000n);
  assert.equal(value(map(0x3000n)), undefined);
  assert.equal(value(map(0x2000n, { entry: '32' })), 0x1_1000n);
  assert.equal(value(map(0x3000n, { entry: '32' })), undefined);
  const hint = (size: bigint): Op => ({ op: 'mmap', thread: 1, addr: 0n, size, prot: 1, place: 'hint' });
  assert.equal(value(hint(0x3000n), { ...low, mmap_top: 0x1_3000n }), 0x1_0000n);
  assert.equal(value(hint(0x4000n), { ...low, mmap_top: 0x1_3000n }), undefined);
  const moved: readonly Op[] = [
    { op: 'mmap', thread: 1, addr: 0x4_0000n, size: 0x1000n, prot: 1, place: 'fixed' },
    {
      op: 'mremap',
      thread: 1,
      addr: 0x4_0000n,
      old_size: 0x1000n,
      new_size: 0x1000n,
      may_move: true,
      dont_unmap: true,
    },
  ];
  const at = (mmap_top: bigint): unknown => played(moved, {}, { ...low, mmap_top }).outcome;
  assert.deepEqual(at(0x1_1000n), { outcome: 'ok', value: 0x1_0000n });
  assert.deepEqual(at(0x1_0fffn), { outcome: 'error', error: 'ENOMEM' });
});

/** Linux, arch/x86/kernel/fpu/core.c, fpu_clone() (minimal): whatever the flags. */
test('a worker of the kernel inherits no state of the CPU, also where its maker waits for it or it has a copy of the memory', () => {
  const enable: Op = { op: 'arch_prctl', thread: 1, option: 0x5001n, arg: 1n };
  for (const flags of [
    { vm: true, vfork: true },
    { vm: false, vfork: false },
  ]) {
    const stateOf = (worker: boolean): readonly unknown[] => {
      const { threads } = played([enable, { op: 'clone', thread: 1, ...flags, worker }]).view;
      return [threads['2']?.ssp === 0n, threads['2']?.ucet];
    };
    assert.deepEqual(stateOf(false), [false, 1n]);
    assert.deepEqual(stateOf(true), [true, 0n]);
  }
});
