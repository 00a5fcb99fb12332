/** Why a fact, or a part of one, is not in the recordings: a closed list. */

export const REASONS = {
  internal:
    'an inner function or a bookkeeping value that neither guest nor operator can see; its effect is in other facts',
  layout: 'the layout of a structure in memory, which no operation shows',
  unstated: 'the fact does not say what went in',
  'no-such-access':
    'a fault that is a write and a fetch at once, or a frame above 64-bit addresses: no guest can cause it',
  unreachable: 'pinned bits before the step that no accepted request pins on such a host',
  clock: 'depends on the clock, of which the machine has none',
  crash: 'the process that ran the code was killed: there is no outcome',
  bulk: 'a table of more than 32 entries, of which only the first and the last were noted; those at the borders of a page are there',
  random: 'every other one of the random tables, to keep the recordings small',
  harness: 'the harness stopped the code before it returned',
  'host-changed': 'the host CPU changed under a running VM',
  'unknown-group': 'the group is none that was met before',
  'unknown-input':
    'something went in that no fact of the group has had before, such as an interrupt or a second VM',
  'does-not-fit': 'what came out is not what such an experiment is known to give',
  'another-table': 'a table that is neither that of two sections nor that of five',
} as const;

export type Reason = keyof typeof REASONS;
