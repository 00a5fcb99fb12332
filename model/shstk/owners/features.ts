/** Who speaks of enabling, disabling, locking and STATUS, through arch_prctl by the thread itself. */
import { GIB4, SHSTK, WRSS } from '../abi';
import { covered } from '../maps';
import type { ArchPrctl } from '../types';
import { limited } from './allocation';
import type { Row, Seen, When } from './look';
import * as at from './look';
import { cameOf, wasSwitched } from './past';

const { CET, FEATURES, LOCKED, MAPS, MEMORY, RECORD, RESULT, STATE, UCET, SSP, WORDS } = at;

type Call = When<'arch_prctl'>;

const prctl = (id: string, fields: readonly string[], when: Call): Row =>
  at.owns(id, ['arch_prctl'], fields, when);

const features = (look: Seen): number => at.actor(look)?.features ?? 0;
const lockedBits = (op: ArchPrctl, look: Seen): bigint => op.arg & (at.actor(look)?.locked ?? 0n);
const is =
  (...commands: readonly string[]) =>
  (op: ArchPrctl): boolean =>
    commands.includes(at.commandOf(op) ?? '');
const changes = is('ENABLE', 'DISABLE');
/** A change that no lock stops. */
const free = (op: ArchPrctl, look: Seen): boolean => changes(op) && lockedBits(op, look) === 0n;
const enables = (op: ArchPrctl, look: Seen): boolean => is('ENABLE')(op) && op.arg === 1n && free(op, look);
const disables = (op: ArchPrctl, look: Seen): boolean => is('DISABLE')(op) && op.arg === 1n && free(op, look);
const several = (arg: bigint): boolean => (arg & (arg - 1n)) !== 0n;

/** ENABLE of SHSTK where it is off and the CPU has it. */
const begins: Call = (op, look) => enables(op, look) && !at.isOn(look) && look.before.config.user_shstk;
const succeedsToBegin: Call = (op, look, past) => begins(op, look, past) && at.succeeds(look);
/** DISABLE of SHSTK where it is on. */
const ends: Call = (op, look) => disables(op, look) && at.isOn(look);
const wrss: Call = (op, look) => op.arg === 2n && free(op, look);

const unlocks: Call = (op) => is('UNLOCK')(op);
const throughInt80: Call = (op) => op.entry === '32' && at.numbered(op.option) !== null;

/** Whether a lock on the thread came with its birth: nobody has locked anything for it since. */
function inherited(look: Seen, past: readonly Seen[]): boolean {
  const id = at.actor(look)?.id;
  return (
    id !== 1 &&
    !at.earlier(
      past,
      ['arch_prctl', 'ptrace_arch_prctl'],
      (op) => op.thread === id && at.numbered(op.option) === 'LOCK',
    )
  );
}

/** Whether DISABLE took a locked WRSS along before. */
function lostLockedWrss(look: Seen, past: readonly Seen[]): boolean {
  const id = at.actor(look)?.id;
  return at.earlier(
    past,
    ['arch_prctl'],
    (op, then) => op.thread === id && disables(op, then) && wasLockedWrss(then),
  );
}

function wasLockedWrss(look: Seen): boolean {
  const thread = at.actor(look);
  return thread !== undefined && (thread.features & WRSS) !== 0 && (thread.locked & 2n) !== 0n;
}

export const FEATURE_ROWS: readonly Row[] = [
  at.owns(
    'SHSTK-143',
    ['arch_prctl', 'map_shadow_stack'],
    [...RESULT, ...STATE],
    (_op, look) => look.before.config.vendor !== 'intel',
  ),
  at.owns('SHSTK-125', ['arch_prctl'], ['stored', 'stored.*', 'value'], ({ option }) => option === 0x3001n),
  at.owns('SHSTK-181', ['arch_prctl'], [...RESULT, LOCKED], (_op, look) => !look.before.config.user_shstk),
  at.owns('SHSTK-187', ['arch_prctl'], RESULT, ({ option }) => option < 0x3001n || option > 0x3004n),
  at.owns('SHSTK-180', ['arch_prctl'], [...RESULT, FEATURES], (_op, look) => at.fails(look, 'EPERM')),
  at.owns('SHSTK-186', ['arch_prctl'], [...RESULT, FEATURES], (_op, look) => at.fails(look, 'ECANCELED')),
  at.owns('SHSTK-31', ['arch_prctl'], [...RESULT, 'stored', 'stored.*', FEATURES, LOCKED], (_op, look) =>
    at.succeeds(look),
  ),

  prctl(
    'SHSTK-127',
    ['outcome', FEATURES, ...CET],
    (op) => op.entry === '32' && at.numbered(op.option) === 'ENABLE',
  ),
  prctl('SHSTK-69', [...RESULT, ...STATE], throughInt80),
  at.owns('SHSTK-65', ['prctl'], RESULT),
  prctl('SHSTK-63', [...RESULT, ...STATE], (op) => (op.entry ?? '64') === '64' && at.commandOf(op) === null),

  prctl('SHSTK-28', ['outcome', LOCKED], (op, look) => is('UNLOCK')(op) && lockedBits(op, look) !== 0n),
  prctl('SHSTK-27', ['outcome', FEATURES], (op, look, past) => unlocks(op, look, past) && at.fails(look)),
  prctl('SHSTK-60', [...RESULT, ...STATE], unlocks),

  prctl('SHSTK-11', ['outcome', LOCKED], (op) => is('LOCK')(op) && op.arg > 3n),
  prctl('SHSTK-17', ['outcome', LOCKED], is('LOCK')),

  prctl(
    'SHSTK-61',
    [...RESULT, ...STATE],
    (op, look) => is('ENABLE')(op) && op.arg > 3n && lockedBits(op, look) !== 0n,
  ),
  prctl('SHSTK-11', ['outcome', FEATURES], (op, look) => is('ENABLE')(op) && op.arg > 3n && at.fails(look)),
  prctl(
    'SHSTK-47',
    [...RESULT, ...STATE],
    (op, look, past) => changes(op) && lockedBits(op, look) !== 0n && inherited(look, past),
  ),
  prctl(
    'SHSTK-94',
    [...RESULT, ...STATE],
    (op, look, past) => is('DISABLE')(op) && lockedBits(op, look) !== 0n && cameOf(look, past, true, false),
  ),
  prctl(
    'SHSTK-206',
    [...RESULT, ...STATE],
    (op, look, past) => changes(op) && lockedBits(op, look) !== 0n && cameOf(look, past, false, false),
  ),
  prctl('SHSTK-18', [...RESULT, ...STATE], (op, look) => changes(op) && lockedBits(op, look) !== 0n),
  prctl('SHSTK-19', [...RESULT, ...STATE], (op, look) => free(op, look) && several(op.arg)),
  prctl(
    'SHSTK-20',
    [...RESULT, ...STATE],
    (op, look) => free(op, look) && !several(op.arg) && op.arg !== 1n && op.arg !== 2n,
  ),
  prctl(
    'SHSTK-22',
    [...RESULT, ...STATE],
    (op, look) =>
      free(op, look) && (op.arg === 1n || op.arg === 2n) && !at.isOn(look) && !look.before.config.user_shstk,
  ),

  prctl(
    'SHSTK-121',
    [...RESULT, FEATURES],
    (op, look, past) => changes(op) && at.succeeds(look) && openedByTracer(op, look, past),
  ),
  prctl(
    'SHSTK-24',
    [...RESULT, FEATURES, UCET, ...MEMORY],
    (op, look, past) => wrss(op, look, past) && !at.isOn(look),
  ),
  prctl('SHSTK-148', [...RESULT, FEATURES, UCET, ...MEMORY], wrss),
  prctl('SHSTK-21', [...RESULT, ...STATE], (op, look) => enables(op, look) && at.isOn(look)),
  prctl(
    'SHSTK-66',
    [...RESULT, ...STATE],
    (op, look, past) => begins(op, look, past) && limitOf(look) === 0n,
  ),
  prctl('SHSTK-78', [...RESULT, ...MEMORY], (op, look, past) => begins(op, look, past) && limited(look)),
  prctl(
    'SHSTK-67',
    [...RESULT, ...STATE],
    (op, look, past) => begins(op, look, past) && at.fails(look, 'ENOMEM'),
  ),
  prctl(
    'SHSTK-12',
    [...RESULT, FEATURES],
    (op, look, past) => succeedsToBegin(op, look, past) && look.before.config.vendor === 'amd',
  ),
  prctl(
    'SHSTK-62',
    [...RESULT, FEATURES, UCET],
    (op, look, past) => succeedsToBegin(op, look, past) && lostLockedWrss(look, past),
  ),
  prctl(
    'SHSTK-26',
    [...RESULT, ...CET, ...MEMORY],
    (op, look, past) => succeedsToBegin(op, look, past) && endedBefore(look, past),
  ),
  prctl('SHSTK-10', CET, (op, look, past) => succeedsToBegin(op, look, past) && wasSwitched(look, past)),
  prctl(
    'SHSTK-96',
    [...RESULT, ...RECORD, ...MEMORY],
    (op, look, past) => succeedsToBegin(op, look, past) && cameOf(look, past, false, true),
  ),
  prctl(
    'SHSTK-47',
    [FEATURES, ...CET],
    (op, look, past) =>
      (succeedsToBegin(op, look, past) || ends(op, look, past)) && look.before.threads.length > 1,
  ),
  prctl(
    'SHSTK-182',
    ['outcome'],
    (op, look, past) => succeedsToBegin(op, look, past) && (limitOf(look) ?? 0n) > GIB4,
  ),
  at.owns('SHSTK-02', ['arch_prctl'], ['outcome', FEATURES, `${UCET} & 0x2`], turnsOn),
  prctl('SHSTK-183', [UCET], succeedsToBegin),
  prctl('SHSTK-182', [...RECORD, ...MAPS], succeedsToBegin),
  prctl('SHSTK-23', ['outcome', FEATURES, SSP, WORDS], succeedsToBegin),

  prctl(
    'SHSTK-62',
    [...RESULT, FEATURES, UCET],
    (op, look, past) => ends(op, look, past) && wasLockedWrss(look),
  ),
  prctl(
    'SHSTK-95',
    [...RESULT, FEATURES, ...CET, ...MAPS],
    (op, look, past) => ends(op, look, past) && cameOf(look, past, true, true),
  ),
  prctl(
    'SHSTK-96',
    [...RESULT, ...MAPS],
    (op, look, past) => ends(op, look, past) && cameOf(look, past, false, true),
  ),
  prctl('SHSTK-43', MEMORY, (op, look, past) => ends(op, look, past) && cameOf(look, past, false, false)),
  prctl(
    'SHSTK-94',
    [...RESULT, FEATURES, ...CET, ...MAPS],
    (op, look, past) => ends(op, look, past) && sharesSpace(look),
  ),
  prctl('SHSTK-68', RESULT, (op, look, past) => ends(op, look, past) && stackIsGone(look)),
  prctl('SHSTK-10', CET, (op, look, past) => ends(op, look, past) && wasSwitched(look, past)),
  prctl('SHSTK-25', MEMORY, disables),
  prctl('SHSTK-185', [FEATURES, ...CET], disables),
  prctl('SHSTK-188', RESULT, disables),
  prctl('SHSTK-48', [...RECORD, ...MAPS], ends),

  prctl(
    'SHSTK-80',
    RESULT,
    (op, look) => is('STATUS')(op) && [op.arg, op.arg + 7n].some((byte) => at.isShadow(look, byte)),
  ),
  prctl('SHSTK-64', ['outcome'], (op, look) => is('STATUS')(op) && at.succeeds(look) && (op.arg & 7n) !== 0n),
  at.owns('SHSTK-16', ['arch_prctl'], [...RESULT, 'stored', 'stored.*'], is('STATUS'), (_op, look) =>
    at.path(look, 'features'),
  ),
  prctl('SHSTK-15', ['outcome'], (op, look) => at.commandOf(op) !== null && at.succeeds(look)),
];

/** Whether a feature was turned on by ENABLE, whatever the interface's numbers are. */
function turnsOn(op: ArchPrctl, look: Seen): boolean {
  const now = look.after.threads.find(({ id }) => id === op.thread)?.features ?? 0;
  return (op.option === 0x5001n || op.option === 0x3004n) && at.succeeds(look) && now !== features(look);
}

function limitOf(look: Seen): bigint | undefined {
  const process = at.actor(look)?.process;
  return look.before.processes.find(({ id }) => id === process)?.rlimits.stack;
}

function endedBefore(look: Seen, past: readonly Seen[]): boolean {
  return at.earlier(
    past,
    ['arch_prctl'],
    (op, then) => op.thread === at.actor(look)?.id && disables(op, then) && (features(then) & SHSTK) !== 0,
  );
}

function openedByTracer({ arg }: ArchPrctl, look: Seen, past: readonly Seen[]): boolean {
  return at.earlier(
    past,
    ['ptrace_arch_prctl'],
    (op, then) =>
      op.thread === at.actor(look)?.id &&
      at.numbered(op.option) === 'UNLOCK' &&
      at.succeeds(then) &&
      (op.arg & arg & (at.actor(then)?.locked ?? 0n)) !== 0n,
  );
}

function sharesSpace(look: Seen): boolean {
  const thread = at.actor(look);
  return look.before.threads.some(({ id, space }) => id !== thread?.id && space === thread?.space);
}

function stackIsGone(look: Seen): boolean {
  const thread = at.actor(look);
  return (
    thread !== undefined &&
    thread.size !== 0n &&
    !covered(at.mapsOf(look), thread.base, thread.base + thread.size)
  );
}
