/** Shadow stacks: what is given and what happens. */
import type { Abi, Config, Op } from '../../model/shstk/types';
import { known } from './call';
import { callOp, callText } from './calls';
import { act, given } from './course';
import { insnOp, insnText } from './insns';
import type { Actor } from './names';
import { thread, threadOf } from './names';
import { readValue } from './values';
import { isSaid } from '../tables';

const ABI_NAMES: Readonly<Record<Abi['name'], Abi['name']>> = {
  ENABLE: 'ENABLE',
  DISABLE: 'DISABLE',
  LOCK: 'LOCK',
  UNLOCK: 'UNLOCK',
  STATUS: 'STATUS',
  SHSTK: 'SHSTK',
  WRSS: 'WRSS',
  IBT: 'IBT',
  map_shadow_stack: 'map_shadow_stack',
  SHADOW_STACK_SET_TOKEN: 'SHADOW_STACK_SET_TOKEN',
  NT_X86_SHSTK: 'NT_X86_SHSTK',
};

function actorOf(op: Op): Actor {
  return thread('thread' in op ? op.thread : 1);
}

export const ACTS = [
  given('a program with {level}', { set: (_setup, level) => ({ level }), say: ({ level }) => [level] }),
  given('the machine has:', {
    set: ({ config }, table) => ({
      config: Object.entries(table.rowsHash()).reduce(
        (all, [name, cell]) => configured(all, name, cell),
        config,
      ),
    }),
  }),
  act('{task} calls {syscall}', {
    ops: ({ numbers }, actor, text) => callOp(text, actor, numbers),
    say: ([op], { numbers }) => (op ? callText(op, numbers) : null),
  }),
  act('{task} executes {insn}', {
    ops: (_setup, actor, text) => insnOp(text, threadOf(actor)),
    say: ([op]) => {
      const text = op ? insnText(op) : null;
      return op && text !== null ? [actorOf(op), text] : null;
    },
  }),
  act('{signame} reaches {task}', {
    ops: (_setup, signo, actor) => ({ op: 'signal', thread: threadOf(actor), signo }),
    say: ([op]) => (op?.op === 'signal' ? [op.signo, thread(op.thread)] : null),
  }),
  act('an attacker writes {shstkValue} over {shstkPlace} of {task}', {
    ops: (_setup, value, place, actor) => ({ op: 'overwrite', thread: threadOf(actor), ...place, value }),
    say: ([op]) => (op?.op === 'overwrite' ? [op.value, op, thread(op.thread)] : null),
  }),
  act('{task} is switched {side}', {
    ops: (_setup, actor, to) => ({ op: 'context_switch', thread: threadOf(actor), to }),
    say: ([op]) => (op?.op === 'context_switch' ? [thread(op.thread), op.to] : null),
  }),
  act('the headers are asked for {word}', {
    ops: (_setup, name) => ({ op: 'abi', name: known(ABI_NAMES, name) }),
    say: ([op]) => (op?.op === 'abi' ? [op.name] : null),
  }),
] as const;

/** @throws RangeError with what there is, where the machine has nothing of that name */
function configured(config: Config, name: string, cell: string): Config {
  const { rlimits } = config;
  switch (name) {
    case 'a CPU by':
      return { ...config, vendor: known<Config['vendor']>({ intel: 'intel', amd: 'amd' }, cell) };
    case 'user_shstk':
      return { ...config, user_shstk: isSaid(cell) };
    case 'CONFIG_CHECKPOINT_RESTORE':
      return { ...config, checkpoint_restore: isSaid(cell) };
    case 'largest mapping':
      return { ...config, largest_mapping: readValue(cell) };
    case 'signal frame':
      return { ...config, signal_frame: readValue(cell) };
    case 'RLIMIT_STACK':
      return { ...config, rlimits: { ...rlimits, stack: readValue(cell) } };
    default:
      throw new RangeError(
        `"${name}" is nothing that the machine has: a CPU by, user_shstk, CONFIG_CHECKPOINT_RESTORE, largest mapping, signal frame, RLIMIT_STACK`,
      );
  }
}
