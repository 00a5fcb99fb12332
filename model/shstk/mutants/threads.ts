/** Mutants of fork, clone, exit and of what a tracer may do. */
import type { Mutant } from '../../core/machine';
import { pageAlign, TASK_SIZE_MAX } from '../abi';
import { mappingAt } from '../maps';
import { UPSTREAM } from '../profiles';
import type { TaskRules } from '../rules';
import { mutant, ORIGIN } from './mutant';

const { cloneStack, stackSize } = UPSTREAM;

/** What upstream gives a child, with one kind exchanged. */
function instead(
  kind: (vm: boolean, vfork: boolean) => ReturnType<TaskRules['cloneStack']> | null,
): Pick<TaskRules, 'cloneStack'> {
  return {
    cloneStack: (vm, vfork, thread) => {
      const usual = cloneStack(vm, vfork, thread);
      return usual === 'none' ? usual : (kind(vm, vfork) ?? usual);
    },
  };
}

export const THREAD_MUTANTS: readonly Mutant[] = [
  mutant('vfork-child-frees-the-stack', 'SHSTK-45', ORIGIN.slip, instead((vm, vfork) => (vm && vfork ? 'borrowed' : null)), { invariant: 9 }),
  mutant('vfork-child-disable-unmaps', 'SHSTK-45', ORIGIN.slip, {
    ...instead((vm, vfork) => (vm && vfork ? 'borrowed' : null)),
    exitFrees: () => false,
  }),
  mutant('thread-shares-the-stack', 'SHSTK-45', ORIGIN.slip, instead((vm, vfork) => (vm && !vfork ? 'shared' : null)), { invariant: 9 }),
  mutant('stack-without-the-feature', 'SHSTK-45', ORIGIN.slip, {
    cloneStack: (vm, vfork, thread) => (vm && !vfork ? 'new' : cloneStack(vm, vfork, thread)),
  }),
  mutant('vfork-with-a-stack-of-its-own', 'SHSTK-45', ORIGIN.slip, instead((vm, vfork) => (vm && vfork ? 'new' : null))),
  mutant('vfork-copy-owns-its-copy', 'SHSTK-96', ORIGIN.document, instead((vm, vfork) => (!vm && vfork ? 'copied' : null))),
  mutant('thread-size-from-the-enabling', 'SHSTK-92', ORIGIN.document, {
    threadStackSize: (asked, _limit, parent) => (asked === undefined ? parent.size : pageAlign(asked)),
  }),
  mutant('thread-size-not-capped', 'SHSTK-46', ORIGIN.slip, {
    threadStackSize: (asked, limit) => pageAlign(asked ?? (limit > 0xffff_0000_0000_0000n ? 0x2_0000_0000n : limit)),
  }),
  mutant('clone3-size-capped', 'SHSTK-93', ORIGIN.document, {
    threadStackSize: (asked, limit) => stackSize(asked !== undefined && asked < limit ? asked : limit),
  }),
  mutant('clone3-size-not-rounded', 'SHSTK-46', ORIGIN.slip, { threadStackSize: (asked, limit) => asked ?? stackSize(limit) }),
  mutant('clone-without-room-goes-on', 'SHSTK-66', ORIGIN.slip, {
    threadStackSize: (asked, limit) => (asked === undefined ? stackSize(limit === 0n ? 1n : limit) : pageAlign(asked)),
  }),
  mutant('disable-turns-the-process-off', 'SHSTK-94', ORIGIN.slip, { disableScope: 'process' }),
  mutant('disable-frees-twice', 'SHSTK-48', ORIGIN.slip, { disableKeepsRecord: true }, { invariant: 9 }),
  mutant('exit-leaks', 'SHSTK-48', ORIGIN.slip, { exitFrees: () => false }, { invariant: 9 }),
  mutant('locks-not-inherited', 'SHSTK-47', ORIGIN.slip, { inherited: ({ features }) => ({ features, locked: 0n }) }),
  mutant('features-not-inherited', 'SHSTK-47', ORIGIN.slip, { inherited: ({ locked }) => ({ features: 0, locked }) }),
  mutant('wrss-not-inherited', 'SHSTK-47', ORIGIN.slip, { inherited: ({ features, locked }) => ({ features: features & 1, locked }) }),
  mutant('fork-child-starts-over', 'SHSTK-43', ORIGIN.slip, { childSsp: (ssp) => (ssp & ~0xfffn) + 0x1000n }),

  mutant('short-set-accepted', 'SHSTK-59', ORIGIN.early, {
    setLength: (active, len) => (active ? (len === 0 ? 0 : 8) : UPSTREAM.setLength(active, len)),
  }, { invariant: 10 }),
  mutant('get-when-off', 'SHSTK-58', ORIGIN.early, { getLength: (_active, len) => UPSTREAM.getLength(true, len) }, { invariant: 10 }),
  mutant('set-when-off', 'SHSTK-58', ORIGIN.slip, { setLength: (_active, len) => UPSTREAM.setLength(true, len) }, { invariant: 10 }),
  mutant('set-16-refused', 'SHSTK-118', ORIGIN.document, {
    setLength: (active, len) => (len > 8 ? 'EINVAL' : UPSTREAM.setLength(active, len)),
  }, { invariant: 10 }),
  mutant('feature-before-length', 'SHSTK-118', ORIGIN.document, {
    getLength: (active, len) => (active ? UPSTREAM.getLength(active, len) : 'ENODEV'),
    setLength: (active, len) => (active ? UPSTREAM.setLength(active, len) : 'ENODEV'),
  }, { invariant: 10 }),
  mutant('get-reports-the-length-asked', 'SHSTK-118', ORIGIN.slip, {
    getLength: (active, len) => (typeof UPSTREAM.getLength(active, len) === 'number' ? len : UPSTREAM.getLength(active, len)),
  }, { invariant: 10 }),
  mutant('set-only-into-shadow-stacks', 'SHSTK-119', ORIGIN.slip, {
    sspObjection: (value, maps) => UPSTREAM.sspObjection(value, maps) ?? (mappingAt(maps, value)?.shadow ? null : 'EINVAL'),
  }, { invariant: 10 }),
  mutant('set-refuses-0', 'SHSTK-119', ORIGIN.slip, {
    sspObjection: (value, maps) => (value === 0n ? 'EINVAL' : UPSTREAM.sspObjection(value, maps)),
  }, { invariant: 10 }),
  mutant('set-unaligned', 'SHSTK-59', ORIGIN.slip, {
    sspObjection: (value) => (value >= TASK_SIZE_MAX ? 'EINVAL' : null),
  }, { invariant: 10 }),
  mutant('set-at-4-bytes', 'SHSTK-59', ORIGIN.slip, {
    sspObjection: (value) => (value & 3n || value >= TASK_SIZE_MAX ? 'EINVAL' : null),
  }, { invariant: 10 }),
  mutant('set-task-size-max', 'SHSTK-59', ORIGIN.slip, {
    sspObjection: (value) => (value & 7n || value > TASK_SIZE_MAX ? 'EINVAL' : null),
  }, { invariant: 10 }),
  mutant('tracer-enables', 'SHSTK-120', ORIGIN.slip, {
    command: (command, config, arg) => (command === 'ENABLE' && arg === 1n ? 'acts' : UPSTREAM.command(command, config, arg)),
  }),
  mutant('tracer-disables-nothing-but-says-so', 'SHSTK-120', ORIGIN.slip, {
    command: (command, config, arg) => (command === 'UNLOCK' ? UPSTREAM.command(command, config, arg) : 'unlocks'),
    unlock: (mask) => mask,
  }),
  mutant('tracer-unlock-known-bits-only', 'SHSTK-120', ORIGIN.slip, {
    command: (command, config, arg) => (arg > 3n ? 'EINVAL' : UPSTREAM.command(command, config, arg)),
  }),
  mutant('tracer-unlock-does-nothing', 'SHSTK-27', ORIGIN.slip, { unlock: (mask) => mask }),
  mutant('tracer-unlocks-all', 'SHSTK-27', ORIGIN.slip, { unlock: () => 0n }),
  mutant('unlock-though-not-built', 'SHSTK-27', ORIGIN.slip, {
    command: (command) => (command === 'UNLOCK' ? 'unlocks' : 'EINVAL'),
  }),
  mutant('tracer-cannot-lock', 'SHSTK-120', ORIGIN.document, { lockByTracer: false }),
]; // prettier-ignore
