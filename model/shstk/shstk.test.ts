import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeChoices, Misuse, Unsupported } from '../core/machine';
import type { Model } from '../core/machine';
import { SHSTK_MACHINE } from '.';
import { dropped, EMPTY, read64, written, wordsIn } from './memory';
import { changed, covered, inserted, without } from './maps';
import type { State } from './state';
import { EMPTY_CONFIG } from './testing/config';
import type { Config, Inspection, Op } from './types';

const CONFIG: Config = { ...EMPTY_CONFIG, mappings: [{ start: 0x50_0000n, end: 0x51_0000n, prot: 3 }] };

function modelOf(name: string): Model {
  const profile = SHSTK_MACHINE.profiles.find((one) => one.name === name);
  assert.ok(profile);
  return profile.model(completeChoices(profile, {}));
}

function played(name: string, ops: readonly Op[]): { readonly state: State; readonly view: Inspection } {
  const model = modelOf(name);
  const state = ops.reduce<unknown>(
    (before, op) => model.step(before, op).state,
    model.initial(CONFIG),
  ) as State;
  return { state, view: model.inspect(state) as Inspection };
}

const ENABLE: Op = { op: 'arch_prctl', thread: 1, option: 0x5001n, arg: 1n };

test('a step leaves the state before it as it was', () => {
  const model = modelOf('upstream');
  const before = model.step(model.initial(CONFIG), ENABLE).state;
  const view = JSON.stringify(model.inspect(before), (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString(16) : value,
  );
  for (const op of [
    { op: 'call', thread: 1, ret: 5n },
    { op: 'clone', thread: 1, vm: true, vfork: false },
    { op: 'execve', thread: 1, marked: false },
  ] as const) {
    model.step(before, op);
    const after = JSON.stringify(model.inspect(before), (_key, value: unknown) =>
      typeof value === 'bigint' ? value.toString(16) : value,
    );
    assert.equal(after, view, op.op);
  }
});

test('what makes no sense is misuse, and says what would', () => {
  const misuse = (ops: readonly Op[], message: RegExp): void => {
    assert.throws(
      () => played('upstream', ops),
      (error: Error) => error instanceof Misuse && message.test(error.message),
    );
  };
  misuse([{ op: 'ret', thread: 1 }], /normal stack is empty/);
  misuse([{ op: 'ret', thread: 9 }], /no thread 9: live are 1/);
  misuse([{ op: 'overwrite', thread: 1, what: 'return', frame: 0, value: 0n }], /has 0 frames/);
  misuse(
    [
      { op: 'call', thread: 1, ret: 1n },
      { op: 'overwrite', thread: 1, what: 'saved_ssp', frame: 0, value: 0n },
    ],
    /is a call frame/,
  );
  misuse(
    [
      { op: 'clone', thread: 1, vm: true, vfork: true },
      { op: 'exit', thread: 1 },
    ],
    /waits for its vfork child 2/,
  );
  misuse(
    [
      { op: 'exit', thread: 1 },
      { op: 'rdssp', thread: 1, reg: 0n },
    ],
    /live are none/,
  );
  const handled: Op = { op: 'sigaction', thread: 1, signo: 10, handler: 'function', restorer: 1n };
  misuse(
    [handled, { op: 'signal', thread: 1, signo: 10 }, { op: 'ret', thread: 1 }, { op: 'ret', thread: 1 }],
    /only sigreturn leaves/,
  );
});

test('what a profile does not have is unsupported, with the capability', () => {
  const lacks = (op: Op, capability: string): void => {
    assert.throws(
      () => played('v1', [op]),
      (error: Error) => error instanceof Unsupported && error.capability === capability,
    );
  };
  lacks({ op: 'ptrace_getregset', thread: 1, len: 8 }, 'ptrace');
  lacks({ op: 'clone', thread: 1, vm: true, vfork: false }, 'threads');
  lacks({ op: 'map_shadow_stack', thread: 1, addr: 0n, size: 1n, flags: 0n }, 'map-at-address');
  lacks({ op: 'call', thread: 1, ret: 0n, to: 'vsyscall' }, 'vsyscall');
  lacks({ op: 'arch_prctl', thread: 1, option: 1n, arg: 0n, entry: 'x32' }, 'compat-entry');
  lacks({ op: 'abi', name: 'UNLOCK' }, 'abi');
});

test('memory stays flat in long chains of calls and returns', () => {
  const model = modelOf('upstream');
  let state = model.step(model.initial(CONFIG), ENABLE).state as State;
  for (let i = 0; i < 20_000; i += 1) {
    state = model.step(state, { op: 'call', thread: 1, ret: 0x401005n } as Op).state as State;
    state = model.step(state, { op: 'ret', thread: 1 } as Op).state as State;
  }
  assert.equal(state.threads[0]?.frames ?? null, null);
  assert.equal((state.spaces[0]?.memory.rest.length ?? 0) + 1, 1, 'one page was ever touched');
});

test('words survive at any alignment and across pages', () => {
  const memory = written(written(EMPTY, 0x1ffdn, 0x1122_3344_5566_7788n), 0x5000n, 1n);
  assert.equal(read64(memory, 0x1ffdn), 0x1122_3344_5566_7788n);
  assert.equal(read64(memory, 0x1ff8n), 0x6677_8800_0000_0000n);
  assert.equal(read64(memory, 0x2000n), 0x11_2233_4455n);
  assert.equal(read64(written(memory, 0x1ffcn, 0xffn, 4), 0x1ff8n), 0xff_0000_0000n);
  assert.deepEqual(
    wordsIn(memory, 0x1000n, 0x6000n, 2).map(([address]) => address),
    [0x1ff8n, 0x2000n],
  );
  assert.equal(read64(dropped(memory, 0x2000n, 0x3000n), 0x2000n), 0n);
});

test('a page that is written after others were dropped is there once, with its last words', () => {
  const first = written(EMPTY, 0x1000n, 1n);
  const again = written(dropped(first, 0x5000n, 0x6000n), 0x1008n, 2n);
  assert.deepEqual(wordsIn(again, 0x1000n, 0x2000n, 9), [
    [0x1000n, 1n],
    [0x1008n, 2n],
  ]);
  const twice = dropped(again, 0x5000n, 0x6000n);
  assert.equal(twice.rest.length, 1);
  assert.equal(read64(twice, 0x1008n), 2n);
});

test('mappings are split, merged and counted by page', () => {
  const one = inserted([], { start: 0x1000n, end: 0x4000n, prot: 3, shadow: true });
  assert.deepEqual(
    without(one, 0x2000n, 0x3000n).map(({ start, end }) => [start, end]),
    [
      [0x1000n, 0x2000n],
      [0x3000n, 0x4000n],
    ],
  );
  assert.equal(inserted(one, { start: 0x4000n, end: 0x5000n, prot: 3, shadow: true }).length, 1);
  assert.equal(inserted(one, { start: 0x4000n, end: 0x5000n, prot: 3, shadow: false }).length, 2);
  assert.deepEqual(
    changed(one, 0x2000n, 0x3000n, (m) => ({ ...m, prot: 1 })).map(({ prot }) => prot),
    [3, 1, 3],
  );
  assert.deepEqual(without(one, 0x2000n, 0x2000n), one, 'of nothing, nothing is taken');
  assert.deepEqual(
    changed(one, 0x2000n, 0x2000n, (m) => ({ ...m, prot: 1 })),
    one,
  );
  assert.equal(covered(without(one, 0x2000n, 0x3000n), 0x1000n, 0x4000n), false);
  assert.equal(covered(one, 0x1000n, 0x4000n), true);
});

test('the innermost 64 frames and no more than 4096 words are shown', () => {
  const calls = Array.from({ length: 5000 }, (_, i): Op => ({ op: 'call', thread: 1, ret: BigInt(i + 1) }));
  const { view } = played('upstream', [ENABLE, ...calls]);
  const main = view.threads[1];
  assert.ok(main);
  assert.equal(main.frames.length, 64);
  assert.equal(main.frames[0]?.value, 5000n);
  assert.equal(main.depth, 5000);
  assert.equal(Object.keys(view.spaces[1]?.words ?? {}).length, 4096);
  const token: Op = { op: 'map_shadow_stack', thread: 1, addr: 0x7_0000_0000n, size: 0x1000n, flags: 1n };
  const { words } = played('upstream', [ENABLE, token, ...calls]).view.spaces[1] ?? {};
  assert.ok(words && '0x700000ff8' in words);
  assert.equal(Object.keys(words).length, 4096, 'of all stacks together');
});

test('arguments that the memory calls refuse change nothing', () => {
  const page = 0x7_0000_0000n;
  const first: Op = { op: 'map_shadow_stack', thread: 1, addr: page, size: 0x2000n, flags: 1n };
  const refused: readonly (readonly [Op, string])[] = [
    [{ op: 'munmap', thread: 1, addr: page + 1n, size: 0x1000n }, 'EINVAL'],
    [{ op: 'munmap', thread: 1, addr: page, size: 0n }, 'EINVAL'],
    [{ op: 'mprotect', thread: 1, addr: page + 1n, size: 0x1000n, prot: 1 }, 'EINVAL'],
    [{ op: 'mprotect', thread: 1, addr: page, size: 0x3000n, prot: 1 }, 'ENOMEM'],
    [{ op: 'madvise', thread: 1, addr: page + 1n, size: 0x1000n }, 'EINVAL'],
    [{ op: 'madvise', thread: 1, addr: page, size: 0x3000n }, 'ENOMEM'],
    [
      { op: 'mremap', thread: 1, addr: page + 1n, old_size: 0x1000n, new_size: 0x1000n, may_move: true },
      'EINVAL',
    ],
    [{ op: 'mremap', thread: 1, addr: page, old_size: 0x3000n, new_size: 0x4000n, may_move: true }, 'EFAULT'],
    [{ op: 'mmap', thread: 1, addr: page + 1n, size: 0x1000n, prot: 3, place: 'fixed' }, 'EINVAL'],
    [{ op: 'copy', thread: 1, via: 'proc_mem', addr: 0n, value: 1n }, 'EIO'],
    [{ op: 'copy', thread: 1, via: 'write', addr: 0n }, 'EFAULT'],
    [{ op: 'ptrace_poke', thread: 1, addr: 0n, value: 1n }, 'EIO'],
    [{ op: 'smaps', thread: 1, addr: 0n }, 'ENOENT'],
  ];
  const model = modelOf('upstream');
  const { state } = played('upstream', [first]);
  for (const [op, error] of refused) {
    const { outcome, state: after } = model.step(state, op);
    assert.deepEqual(outcome, { outcome: 'error', error }, op.op);
    assert.deepEqual(model.inspect(after), model.inspect(state), op.op);
  }
});

test('a mapping that shrinks loses its tail', () => {
  const page = 0x7_0000_0000n;
  const { view } = played('upstream', [
    { op: 'map_shadow_stack', thread: 1, addr: page, size: 0x3000n, flags: 0n },
    { op: 'mremap', thread: 1, addr: page, old_size: 0x3000n, new_size: 0x1000n, may_move: false },
  ]);
  assert.equal(view.spaces[1]?.maps['0x700000000']?.end, page + 0x1000n);
});

test('calls about no memory leave a mapping whole', () => {
  const page = 0x7_0000_0000n;
  const map: Op = { op: 'map_shadow_stack', thread: 1, addr: page, size: 0x3000n, flags: 0n };
  const { view } = played('upstream', [
    map,
    { op: 'mprotect', thread: 1, addr: page + 0x1000n, size: 0n, prot: 1 },
    { op: 'mremap', thread: 1, addr: page, old_size: 0x1000n, new_size: 0x1000n, may_move: false },
  ]);
  assert.deepEqual(view, played('upstream', [map]).view);
});

test('a process that dies takes its threads along, and an exec ends the others', () => {
  const thread: Op = { op: 'clone', thread: 1, vm: true, vfork: false };
  const { view } = played('upstream', [ENABLE, thread, { op: 'signal', thread: 2, signo: 10 }]);
  assert.deepEqual(view, { threads: {}, processes: {}, spaces: {} });
  const { view: alone } = played('upstream', [ENABLE, thread, { op: 'execve', thread: 2, marked: false }]);
  assert.deepEqual(Object.keys(alone.threads), ['2']);
});

test('every mutant has an id of its own, a requirement and an origin', () => {
  const ids = SHSTK_MACHINE.mutants.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const { requirement, origin } of SHSTK_MACHINE.mutants) {
    assert.match(requirement, /^SHSTK-\d{2,3}$/);
    assert.ok(origin.length > 10);
  }
});

test('mappings are whole pages, sorted and apart', () => {
  for (const wrong of [
    [{ start: 0x1000n, end: 0n, prot: 0 }],
    [{ start: 0x1000n, end: 0x1800n, prot: 3 }],
    [
      { start: 0x1000n, end: 0x3000n, prot: 3 },
      { start: 0x2000n, end: 0x4000n, prot: 1 },
    ],
  ])
    assert.throws(() => modelOf('upstream').initial({ ...CONFIG, mappings: wrong }), /is no mapping/);
  const first = [{ start: 0n, end: 0x1000n, prot: 1 }];
  assert.ok(modelOf('upstream').initial({ ...CONFIG, mappings: first }));
});
