/** Who speaks of map_shadow_stack, and of where the kernel puts things. */
import { GIB4, PAGE, pageAlign, TASK_SIZE_MAX } from '../abi';
import { errorIn } from '../errno';
import { overlaps } from '../maps';
import { HUGE, place } from '../placement';
import type { MapShadowStack, Mmap } from '../types';
import type { Row, Seen, When } from './look';
import * as at from './look';

const { MAPS, MEMORY, RESULT, WORDS } = at;

type Call = When<'map_shadow_stack'>;

const map = (id: string, fields: readonly string[], when?: Call): Row =>
  at.owns(id, ['map_shadow_stack'], fields, when);

const VALUE = ['outcome', 'value', ...MAPS] as const;
/** The address as the kernel sees it: the 32-bit entry has the lower half alone. */
const addressOf = ({ addr = 0n, entry }: MapShadowStack): bigint =>
  entry === '32' ? BigInt.asUintN(32, addr) : addr;
const isCompat: Call = ({ entry }) => entry === '32';
const fixed = (op: MapShadowStack): boolean => addressOf(op) >= GIB4 && op.entry !== '32';
const token = ({ flags }: MapShadowStack): boolean => (flags & 1n) !== 0n;
const tokenFits = (op: MapShadowStack): boolean => ((addressOf(op) + op.size) & 7n) === 0n;

/** What may be wrong with the arguments and is judged before anything is mapped, but for a size of 0. */
const REFUSALS: readonly (readonly [string, (op: MapShadowStack) => boolean])[] = [
  ['SHSTK-33', ({ flags }) => BigInt.asUintN(32, flags) > 1n],
  ['SHSTK-175', ({ flags, size }) => (flags & 1n) !== 0n && size < 8n],
  ['SHSTK-176', (op) => addressOf(op) !== 0n && addressOf(op) < GIB4],
];

/** How many of these things are wrong. */
function faultsIn(op: MapShadowStack): number {
  return REFUSALS.filter(([, isSo]) => isSo(op)).length + (op.size === 0n ? 1 : 0);
}

const clean = (op: MapShadowStack, look: Seen): boolean =>
  faultsIn(op) === 0 && look.before.config.user_shstk;

const several: Call = (op, look) => faultsIn(op) > 1 && look.before.config.user_shstk;

/** Whether the answer would have been another address, had no page to stay free. */
function gapDecided(look: Seen, addr: bigint, size: bigint, shadow: boolean): boolean {
  if (addr !== 0n || look.outcome.outcome !== 'ok') return false;
  const wish = {
    size: pageAlign(size),
    shadow,
    top: look.before.config.mmap_top,
    bottom: shadow ? GIB4 : PAGE * 16n,
  };
  return place(at.mapsOf(look), wish, { below: 0n, above: 0n, placed: 0n }) !== look.outcome.value;
}

/** The same of a stack that the kernel makes for a thread, where no border of huge pages decides as well. */
function stackGapDecided(look: Seen): boolean {
  const known = look.before.threads;
  const owner = look.after.threads.find(
    ({ id, base }) => base !== 0n && !known.some((one) => one.id === id && one.base === base),
  );
  if (!owner || owner.size >= HUGE) return false;
  const wish = { size: owner.size, shadow: true, top: look.before.config.mmap_top, bottom: GIB4 };
  return place(at.mapsOf(look), wish, { below: 0n, above: 0n, placed: 0n }) !== owner.base;
}

const STACK = [at.SSP, ...at.RECORD, ...MAPS] as const;

/** Of the stacks that come with ENABLE and clone. */
export const STACK_PLACE_ROWS: readonly Row[] = [
  at.owns('SHSTK-42', ['arch_prctl'], STACK, (_op, look) => stackGapDecided(look)),
  at.owns(
    'SHSTK-42',
    ['clone'],
    STACK,
    ({ stack_size = 0n }, look, past) =>
      stack_size === 0n && !at.earlier(past, ['setrlimit']) && stackGapDecided(look),
  ),
];

/** Whether the kernel chose a place for as much as a huge page. */
function suitsHuge({ size }: { readonly size: bigint }, look: Seen): boolean {
  return at.succeeds(look) && pageAlign(size) >= HUGE;
}

/** Whether the kernel put a shadow stack directly below another mapping. */
function belowAnother(op: MapShadowStack, look: Seen): boolean {
  if (addressOf(op) !== 0n || look.outcome.outcome !== 'ok') return false;
  const end = (look.outcome.value ?? 0n) + pageAlign(op.size);
  return at.mapsOf(look).some(({ start }) => start === end);
}

/** Whether a fixed range touches a shadow stack on either side. */
function touches(look: Seen, addr: bigint, size: bigint): boolean {
  const end = addr + pageAlign(size);
  return at.mapsOf(look).some((one) => one.shadow && (one.end === addr || one.start === end));
}

/** Whether a hint is for the page below a shadow stack, the one below that, or directly above. */
function hintsAtGap(op: Mmap, look: Seen): boolean {
  if (op.place !== 'hint' || op.addr === 0n) return false;
  const end = op.addr + pageAlign(op.size);
  return at
    .mapsOf(look)
    .some((one) => one.shadow && (one.end === op.addr || (end <= one.start && end > one.start - 2n * PAGE)));
}

/** Whether a limit on memory may have a say. */
export function limited(look: Seen): boolean {
  const process = at.actor(look)?.process;
  const { as, data } = look.before.processes.find(({ id }) => id === process)?.rlimits ?? {
    as: 0n,
    data: 0n,
  };
  return as < TASK_SIZE_MAX || data < TASK_SIZE_MAX;
}

function stackLimited(look: Seen, past: readonly Seen[]): boolean {
  return at.earlier(past, ['setrlimit'], (op) => op.thread === at.actor(look)?.id && op.resource === 'stack');
}

/** Why an address from 4 GiB on is refused. */
const refusedAt =
  (error: string, test: (op: MapShadowStack, look: Seen) => boolean): Call =>
  (op, look) =>
    fixed(op) && clean(op, look) && at.fails(look, error) && test(op, look);

const ends: Call = (op, look) =>
  fixed(op) && at.succeeds(look) && at.mapsOf(look).some(({ end }) => end === addressOf(op));

export const ALLOCATION_ROWS: readonly Row[] = [
  map('SHSTK-39', [...RESULT, 'value', ...MEMORY]),
  map(
    'SHSTK-70',
    [...RESULT, 'value', ...MAPS],
    (op, look, past) => isCompat(op, look, past) && faultsIn(op) === (addressOf(op) === 0n ? 0 : 1),
  ),
  map(
    'SHSTK-38',
    [...RESULT, ...MEMORY],
    (op, look) => op.size === 0n && look.before.config.user_shstk && faultsIn(op) === 1,
  ),
  map(
    'SHSTK-71',
    [...RESULT, 'value', ...MAPS],
    ({ flags }, look) =>
      flags > 0xffff_ffffn && BigInt.asUintN(32, flags) <= 1n && look.before.config.user_shstk,
  ),
  map('SHSTK-174', [...RESULT, ...MEMORY], (_op, look) => !look.before.config.user_shstk),
  map('SHSTK-72', ['error'], several),
  ...REFUSALS.flatMap(([id, isSo]) => [
    map(id, ['outcome', ...MEMORY], (op, look, past) => several(op, look, past) && isSo(op)),
    map(
      id,
      [...RESULT, ...MEMORY],
      (op, look) => isSo(op) && look.before.config.user_shstk && faultsIn(op) === 1,
    ),
  ]),
  map('SHSTK-37', ['outcome'], (_op, look) => !at.isOn(look) && at.succeeds(look)),
  map('SHSTK-73', [...RESULT, ...MAPS], (op, look) => clean(op, look) && pageAlign(op.size) < op.size),
  map('SHSTK-200', [...RESULT, ...MAPS], (op, look) => clean(op, look) && op.size > TASK_SIZE_MAX - PAGE),
  map(
    'SHSTK-78',
    [...RESULT, ...MAPS],
    (op, look, past) =>
      clean(op, look) &&
      op.size <= TASK_SIZE_MAX - PAGE &&
      (limited(look) || stackLimited(look, past)) &&
      (at.succeeds(look) || at.fails(look, 'ENOMEM')),
  ),
  map(
    'SHSTK-74',
    [...RESULT, ...MEMORY],
    refusedAt('EINVAL', (op) => (addressOf(op) & (PAGE - 1n)) !== 0n),
  ),
  map(
    'SHSTK-207',
    [...RESULT, ...MEMORY],
    (op, look) => fixed(op) && clean(op, look) && errorIn(addressOf(op)) !== null,
  ),
  map(
    'SHSTK-75',
    [...RESULT, ...MEMORY],
    refusedAt('ENOMEM', (op) => addressOf(op) + op.size > TASK_SIZE_MAX),
  ),
  map(
    'SHSTK-76',
    [...RESULT, ...MEMORY],
    refusedAt('EEXIST', (op, look) => overlaps(at.mapsOf(look), addressOf(op), addressOf(op) + op.size)),
  ),
  map(
    'SHSTK-36',
    [...RESULT, ...MEMORY],
    (op, look) => clean(op, look) && token(op) && at.fails(look, 'EINVAL'),
  ),
  map('SHSTK-36', ['outcome'], (op, look) => !token(op) && at.succeeds(look) && !tokenFits(op)),
  map('SHSTK-35', ['outcome', WORDS], (op, look) => token(op) && at.succeeds(look)),

  map(
    'SHSTK-90',
    VALUE,
    (op, look) => fixed(op) && at.succeeds(look) && touches(look, addressOf(op), op.size),
  ),
  map('SHSTK-201', VALUE, ends),
  map(
    'SHSTK-171',
    VALUE,
    (op, look, past) => addressOf(op) === 0n && !isCompat(op, look, past) && suitsHuge(op, look),
  ),
  map('SHSTK-42', VALUE, (op, look) => gapDecided(look, addressOf(op), op.size, true)),
  map('SHSTK-88', VALUE, belowAnother),
  map('SHSTK-34', VALUE, (op, look) => fixed(op) && at.succeeds(look)),
  map('SHSTK-34', ['outcome', ...MAPS], (_op, look) => at.succeeds(look)),
  map('SHSTK-14', VALUE, (op, look) => fixed(op) && at.succeeds(look)),
  map('SHSTK-77', MEMORY, (_op, look) => at.succeeds(look)),
  map('SHSTK-09', ['outcome', ...MAPS], (_op, look) => at.succeeds(look)),
  map('SHSTK-32', ['outcome'], (_op, look) => at.succeeds(look)),

  at.owns(
    'SHSTK-191',
    ['mmap'],
    ['outcome', ...MEMORY],
    ({ place: where, addr, size }, look) =>
      where === 'fixed' &&
      at.mapsOf(look).some((one) => one.shadow && one.start < addr + size && one.end > addr),
  ),
  at.owns('SHSTK-89', ['mmap'], VALUE, hintsAtGap),
  // What a limit refuses of ordinary memory is nothing of a hint.
  at.owns(
    'SHSTK-173',
    ['mmap'],
    VALUE,
    (op, look) => op.place === 'hint' && op.addr !== 0n && !at.fails(look, 'ENOMEM'),
  ),
  at.owns(
    'SHSTK-171',
    ['mmap'],
    VALUE,
    (op, look) => op.place === 'hint' && op.addr === 0n && suitsHuge(op, look),
  ),
  at.owns(
    'SHSTK-90',
    ['mmap'],
    [...RESULT, ...VALUE],
    ({ place: where, addr, size }, look) => where === 'noreplace' && touches(look, addr, size),
  ),
  at.owns(
    'SHSTK-42',
    ['mmap'],
    VALUE,
    ({ place: where, addr, size }, look) => where === 'hint' && gapDecided(look, addr, size, false),
  ),
  at.owns('SHSTK-09', ['mmap'], MAPS, (_op, look) => at.succeeds(look)),
];
