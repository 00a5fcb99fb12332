/** Shadow stacks: what is given and what happens. */
import { parseU64 } from '../../model/core/u64';
import type { Abi, Config, Op } from '../../model/shstk/types';
import type { AnyOutcome } from '../../model/core/machine';
import type { Awaitable } from '../awaitable';
import { after } from '../awaitable';
import type { Lab } from '../lab';
import { given, when } from '../typed';
import { callOp } from './calls';
import { insnOp } from './insns';
import type { Actor } from './names';
import { arrange, ready, setupOf } from './setup';

given('a program with {level}', function (level) {
  setupOf(this).level = level;
});

given('the machine has:', function (table) {
  const setup = setupOf(this);
  for (const [name, cell] of Object.entries(table.rowsHash()))
    setup.config = configured(setup.config, name, cell);
});

given('{task} has called {syscall}', function (actor, call) {
  return after(ready(this), () => arrange(this, callOp(call, actor, this.profile)));
});

given('{task} has executed {insn}', function (actor, insn) {
  return after(ready(this), () => arrange(this, insnOp(insn, threadOf(actor))));
});

given('{signame} has reached {task}', function (signo, actor) {
  return after(ready(this), () => arrange(this, { op: 'signal', thread: threadOf(actor), signo }));
});

when('{task} calls {syscall}', function (actor, call) {
  return act(this, callOp(call, actor, this.profile));
});

when('{task} executes {insn}', function (actor, insn) {
  return act(this, insnOp(insn, threadOf(actor)));
});

when('{signame} reaches {task}', function (signo, actor) {
  return act(this, { op: 'signal', thread: threadOf(actor), signo });
});

when('an attacker writes {u64} over {shstkPlace} of {task}', function (value, place, actor) {
  return act(this, { op: 'overwrite', thread: threadOf(actor), ...place, value });
});

when('{task} is switched {side}', function (actor, side) {
  return act(this, { op: 'context_switch', thread: threadOf(actor), to: side });
});

when('the headers are asked for {word}', function (name) {
  return act(this, { op: 'abi', name: name as Abi['name'] });
});

function act(lab: Lab, op: Op): Awaitable<AnyOutcome> {
  return after(ready(lab), () => lab.perform(op));
}

export function threadOf(actor: Actor): number {
  if (actor.who === 'tracer') throw new Error('the tracer executes nothing here: it calls ptrace');
  return actor.thread;
}

function configured(config: Config, name: string, cell: string): Config {
  const { rlimits } = config;
  switch (name) {
    case 'a CPU by':
      return { ...config, vendor: cell as Config['vendor'] };
    case 'user_shstk':
      return { ...config, user_shstk: cell === 'yes' };
    case 'CONFIG_CHECKPOINT_RESTORE':
      return { ...config, checkpoint_restore: cell === 'yes' };
    case 'largest mapping':
      return { ...config, largest_mapping: parseU64(cell) };
    case 'RLIMIT_STACK':
      return { ...config, rlimits: { ...rlimits, stack: parseU64(cell) } };
    case 'RLIMIT_AS':
      return { ...config, rlimits: { ...rlimits, as: parseU64(cell) } };
    default:
      throw new RangeError(`"${name}" is nothing that the machine has: a CPU by, user_shstk, CONFIG_CHECKPOINT_RESTORE, largest mapping, RLIMIT_STACK, RLIMIT_AS`); // prettier-ignore
  }
}
