/** Who speaks of what can be read of the interface, and of what a fresh program begins with. */
import type { Row } from './look';
import * as at from './look';
import { begunAnew } from './past';

const { CET, FEATURES, MAPS, RECORD, RESULT, STATE } = at;

export const INTERFACE_ROWS: readonly Row[] = [
  at.owns('SHSTK-30', ['proc_status'], ['outcome', 'features'], undefined, (_op, look) =>
    at.path(look, 'features'),
  ),
  at.owns('SHSTK-30', ['proc_status'], ['outcome', 'locked'], undefined, (_op, look) =>
    at.path(look, 'locked'),
  ),

  at.owns(
    'SHSTK-124',
    ['abi'],
    ['outcome', 'value'],
    ({ name }) => name !== 'map_shadow_stack' && name !== 'SHADOW_STACK_SET_TOKEN',
  ),
  at.owns('SHSTK-39', ['abi'], ['outcome', 'value'], ({ name }) => name === 'map_shadow_stack'),
  at.owns('SHSTK-32', ['abi'], ['outcome', 'value'], ({ name }) => name === 'map_shadow_stack'),
  at.owns('SHSTK-35', ['abi'], ['outcome', 'value'], ({ name }) => name === 'SHADOW_STACK_SET_TOKEN'),
  at.owns('SHSTK-57', ['abi'], ['outcome', 'value'], ({ name }) => name === 'NT_X86_SHSTK'),
  at.owns(
    'SHSTK-15',
    ['abi'],
    ['outcome', 'value'],
    ({ name }) => !['map_shadow_stack', 'SHADOW_STACK_SET_TOKEN', 'NT_X86_SHSTK'].includes(name),
  ),

  at.owns(
    'SHSTK-29',
    ['execve'],
    [...RESULT, ...STATE],
    (_op, look) => at.actor(look)?.features !== 0 || at.actor(look)?.locked !== 0n,
  ),
  at.owns('SHSTK-01', ['execve'], ['outcome', FEATURES, ...CET, ...RECORD, ...MAPS]),
  at.owns('SHSTK-03', ['execve'], ['outcome', FEATURES, ...CET], ({ marked }) => marked),
  at.owns('SHSTK-03', ['signal'], ['outcome', 'events.handler', 'events.killed'], (_op, look, past) =>
    begunAnew(look, past, true),
  ),
];
