/** Who speaks of clones that fail late, of workers of the kernel, and of stacks that the caller of clone3 brings. */
import { SHSTK_EN } from '../abi';
import type { Clone } from '../types';
import type { Row, Seen, When } from './look';
import * as at from './look';

const { CET, FEATURES, MAPS, MEMORY, RECORD, RESULT, SSP, STATE, WORDS } = at;

export const brings = ({ shstk_token = 0n }: Clone): boolean => shstk_token !== 0n;
const isAligned = ({ shstk_token = 0n }: Clone): boolean => (shstk_token & 7n) === 0n;

const clone = (id: string, fields: readonly string[], when: When<'clone'>): Row =>
  at.owns(id, ['clone'], fields, when);

/** Whether the thread came of a clone3 that brought a stack for it. */
function broughtFor(look: Seen, past: readonly Seen[]): boolean {
  const id = BigInt(at.actor(look)?.id ?? 0);
  return at.earlier(
    past,
    ['clone'],
    (op, { outcome }) => brings(op) && outcome.outcome === 'ok' && outcome.value === id,
  );
}

export const CLONE_ROWS: readonly Row[] = [
  clone('SHSTK-166', [...RESULT, ...STATE], (op) => !isAligned(op)),
  clone('SHSTK-167', [...RESULT, ...STATE], (op, look) => brings(op) && !at.isOn(look)),
  clone('SHSTK-168', [...RESULT, ...STATE], (op, look) => brings(op) && at.fails(look, 'EFAULT')),
  clone('SHSTK-169', [...RESULT, ...STATE], (op, look) => brings(op) && at.fails(look, 'EINVAL')),
  clone('SHSTK-165', [WORDS], (op, look) => brings(op) && (at.succeeds(look) || at.fails(look, 'EEXIST'))),
  clone('SHSTK-164', ['outcome', SSP, ...RECORD, ...MAPS], (op, look) => brings(op) && at.succeeds(look)),
  at.owns('SHSTK-170', ['exit'], ['outcome', ...MEMORY], (_op, look, past) => broughtFor(look, past)),
  clone(
    'SHSTK-152',
    [...RESULT, ...STATE],
    ({ tid_in_use, vfork }, look) => tid_in_use === true && vfork && at.fails(look, 'EEXIST'),
  ),
  clone(
    'SHSTK-151',
    [...RESULT, ...STATE],
    ({ tid_in_use }, look) => tid_in_use === true && at.fails(look, 'EEXIST'),
  ),
  clone(
    'SHSTK-153',
    ['outcome', FEATURES, ...CET, ...RECORD, ...MAPS],
    ({ worker }, look) => worker === true && at.succeeds(look),
  ),
];

/** What RDSSP reads in such a child. */
export const TOKEN_READ_ROWS: readonly Row[] = [
  at.owns(
    'SHSTK-164',
    ['rdssp'],
    ['outcome', 'value'],
    (_op, look, past) =>
      at.isEnabled(look, SHSTK_EN) && past.at(-1)?.op.op === 'clone' && broughtFor(look, past),
    (_op, look) => at.path(look, 'ssp'),
  ),
];
