/** Shadow stacks: what is given and what happens. */
import { parseU64 } from '../../model/core/u64';
import type { Abi, Config, Op } from '../../model/shstk/types';
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

given('{task} has called {syscall}', async function (actor, call) {
  await ready(this);
  await arrange(this, callOp(call, actor, this.profile));
});

given('{task} has executed {insn}', async function (actor, insn) {
  await ready(this);
  await arrange(this, insnOp(insn, threadOf(actor)));
});

given('{signame} has reached {task}', async function (signo, actor) {
  await ready(this);
  await arrange(this, { op: 'signal', thread: threadOf(actor), signo });
});

when('{task} calls {syscall}', async function (actor, call) {
  await act(this, callOp(call, actor, this.profile));
});

when('{task} executes {insn}', async function (actor, insn) {
  await act(this, insnOp(insn, threadOf(actor)));
});

when('{signame} reaches {task}', async function (signo, actor) {
  await act(this, { op: 'signal', thread: threadOf(actor), signo });
});

when('an attacker writes {u64} over {shstkPlace} of {task}', async function (value, place, actor) {
  await act(this, { op: 'overwrite', thread: threadOf(actor), ...place, value });
});

when('{task} is switched {side}', async function (actor, side) {
  await act(this, { op: 'context_switch', thread: threadOf(actor), to: side });
});

when('the headers are asked for {word}', async function (name) {
  await act(this, { op: 'abi', name: name as Abi['name'] });
});

async function act(lab: Lab, op: Op): Promise<void> {
  await ready(lab);
  await lab.perform(op);
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
