/** What /proc and the headers say. */
import type { Context } from './context';
import { spaceOf, threadOf } from './context';
import { failed } from './switching';
import { mappingAt } from './maps';
import type { Mapping } from './maps';
import { Unsupported } from '../core/machine';
import type { Abi, Outcome, ProcStatus, Smaps } from './types';

export function procStatus(c: Context, op: ProcStatus): Outcome {
  const thread = threadOf(c, op.thread);
  return { outcome: 'ok', features: wordsOf(BigInt(thread.features)), locked: wordsOf(thread.locked) };
}

/** The words for a mask, each followed by a blank. */
function wordsOf(mask: bigint): string {
  return `${mask & 1n ? 'shstk ' : ''}${mask & 2n ? 'wrss ' : ''}`;
}

export function smaps(c: Context, op: Smaps): Outcome {
  const mapping = mappingAt(spaceOf(c, threadOf(c, op.thread)).maps, op.addr);
  if (!mapping) return failed('ENOENT');
  const { start, end, prot } = mapping;
  return {
    outcome: 'ok',
    start,
    end,
    perm: permOf(prot),
    vmflags: flagsOf(mapping, c.choices['smaps-flags']),
  };
}

function permOf(prot: number): string {
  return `${prot & 1 ? 'r' : '-'}${prot & 2 ? 'w' : '-'}${prot & 4 ? 'x' : '-'}p`;
}

function flagsOf({ prot, shadow }: Mapping, choice: string | undefined): string {
  const access = `${prot & 1 ? 'rd ' : ''}${prot & 2 ? 'wr ' : ''}${prot & 4 ? 'ex ' : ''}`;
  const mark = choice === 'sd-nh-ss' ? ' nh ss' : ' ss';
  return `${access}mr mw me ac sd${shadow ? mark : ''}`;
}

/** A number of the interface. @throws Unsupported where the profile has none of this name */
export function abi(c: Context, op: Abi): Outcome {
  const { numbers, profile } = c.rules;
  const value = {
    ENABLE: numbers.commands.ENABLE,
    DISABLE: numbers.commands.DISABLE,
    LOCK: numbers.commands.LOCK,
    UNLOCK: numbers.commands.UNLOCK,
    STATUS: numbers.commands.STATUS,
    SHSTK: numbers.shstk,
    WRSS: numbers.wrss,
    IBT: numbers.ibt,
    map_shadow_stack: numbers.mapShadowStack,
    SHADOW_STACK_SET_TOKEN: 1n,
    NT_X86_SHSTK: numbers.regset,
  }[op.name];
  if (value === undefined || value === null)
    throw new Unsupported(`profile ${profile} has no ${op.name}`, 'abi');
  return { outcome: 'ok', value };
}
