/** Shadow stacks: what the memory of a task must be like. */
import { hex } from '../../model/core/u64';
import type { Claimed } from '../phrases/phrase';
import { expectFields } from '../tables';
import type { Shstk } from './course';
import { claim } from './course';
import type { Kind } from './views';
import { expectKind, spaceOf } from './views';

type Said = Claimed<Shstk>;

export const MEMORY_CLAIMS = [
  claim(
    'the word at {shstkWhere} is {shstkValue}',
    (_setup, { thread: id, address }, value): Said => ({
      check: ({ state }) => {
        const got = spaceOf(state, id).words[hex(address)] ?? 0n;
        expectFields({ [hex(address)]: value }, { [hex(address)]: got });
      },
      paths: [`spaces.${id}.words.${hex(address)}`],
    }),
    ({ field: [first, second, space, part, address = ''], state }) => {
      if (first !== 'state' || second !== 'spaces' || part !== 'words' || !address.startsWith('0x'))
        return null;
      const id = Number(space);
      return [{ thread: id, address: BigInt(address) }, state.spaces[id]?.words[address] ?? 0n];
    },
  ),
  claim(
    '{shstkRange} is {memory}',
    (_setup, range, kind): Said => ({
      check: ({ state }) => {
        expectKind(state, range, kind);
      },
      paths: [`spaces.${range.thread}.maps`],
    }),
    ({ field: [first, second, space, part, address = '', member], state }) => {
      if (first !== 'state' || second !== 'spaces' || part !== 'maps' || !address.startsWith('0x'))
        return null;
      const id = Number(space);
      const start = BigInt(address);
      const mapping = state.spaces[id]?.maps[address];
      if (member !== undefined && member !== 'shadow' && member !== 'end') return null;
      const range = { thread: id, start, end: mapping?.end ?? start + 0x1000n };
      const kind: Kind = mapping?.shadow === undefined ? 'unmapped' : mapping.shadow ? 'shadow' : 'ordinary';
      return [range, kind];
    },
  ),
];
