/** Which system call a text is, and the text of an operation. */
import type { Numbers } from '../../model/shstk/abi';
import type { Op } from '../../model/shstk/types';
import type { By, Call } from './call';
import { MEMORY_CALLS } from './calls-memory';
import { TASK_CALLS, TRACER_CALLS } from './calls-tasks';
import type { Actor } from './names';
import { thread } from './names';

const CALLS = [...TASK_CALLS, ...MEMORY_CALLS];

const MANNERS = { '32': ' by int 0x80', x32: ' by the x32 entry' } as const;

/** The tracer's calls are on thread 1. @throws RangeError with what is known where the text says nothing */
export function callOp(text: string, actor: Actor, numbers: Numbers): Op {
  const [, name = text, list = '', manner = ''] = /^([a-z_0-9]+)\(([^)]*)\)(.*)$/.exec(text) ?? [];
  const args = list === '' ? [] : list.split(/,\s*/);
  if (actor.who === 'tracer') {
    const [request = '', ...rest] = args;
    return callNamed(TRACER_CALLS, request).read(rest, { thread: 1 }, numbers);
  }
  const by: By = { thread: actor.thread, ...(manner === '' ? {} : { entry: entryOf(manner) }) };
  return callNamed(CALLS, name).read(args, by, numbers);
}

/** Who calls what; null where the operation is no call. */
export function callText(op: Op, numbers: Numbers): [Actor, string] | null {
  for (const call of TRACER_CALLS) {
    const args = call.write(op, numbers);
    if (args) return [{ who: 'tracer' }, `ptrace(${[call.name, ...args].join(', ')})`];
  }
  for (const call of CALLS) {
    const args = call.write(op, numbers);
    const { thread: id = 1, entry = '64' } = op as { readonly thread?: number; readonly entry?: string };
    if (args) return [thread(id), `${call.name}(${args.join(', ')})${mannerOf(entry)}`];
  }
  return null;
}

function callNamed(calls: readonly Call[], name: string): Call {
  const found = calls.find((one) => one.name === name);
  if (!found) throw new RangeError(`"${name}" is no call here: ${calls.map((one) => one.name).join(', ')}`);
  return found;
}

function entryOf(manner: string): keyof typeof MANNERS {
  return manner === MANNERS['32'] ? '32' : 'x32';
}

function mannerOf(entry: string): string {
  return entry === '32' || entry === 'x32' ? MANNERS[entry] : '';
}
