/** What a thread has been through. */
import type { Seen } from './look';
import * as at from './look';

/** Whether the thread that acts came of such a clone, and has not begun another program since. */
export function cameOf(look: Seen, past: readonly Seen[], vm: boolean, vfork: boolean): boolean {
  const id = at.actor(look)?.id;
  if (at.earlier(past, ['execve'], (op) => op.thread === id)) return false;
  return at.earlier(
    past,
    ['clone'],
    (op, { outcome }) =>
      op.vm === vm && op.vfork === vfork && outcome.outcome === 'ok' && outcome.value === BigInt(id ?? 0),
  );
}

/** Whether the thread runs a program that it began by exec, and has not asked for the feature. */
export function begunAnew(look: Seen, past: readonly Seen[], marked: boolean | null): boolean {
  const id = at.actor(look)?.id;
  const exec = past.findLast(({ op }) => op.op === 'execve' && op.thread === id);
  if (exec?.op.op !== 'execve' || (marked !== null && exec.op.marked !== marked)) return false;
  return !at.isOn(look);
}

/** Whether the scheduler has taken the thread off its CPU, or put it on one. */
export function switchedBefore(look: Seen, past: readonly Seen[]): boolean {
  return at.earlier(past, ['context_switch'], ({ thread }) => thread === at.actor(look)?.id);
}

/** Whether the thread's state is in the saved image, or was. */
export function wasSwitched(look: Seen, past: readonly Seen[]): boolean {
  return at.actor(look)?.live === 'buffer' || switchedBefore(look, past);
}
