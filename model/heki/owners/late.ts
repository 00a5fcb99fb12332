/** Owners: late init, its backend, and the tests of 9/9. */
import { memberOf, whole } from './lines';
import { rulesOf } from '../profiles';
import type { Row, Scope, Seen } from './look';
import { built, enabled, lateBefore, logs, meddling, of, routeOf, seen, went } from './look';

const found = (look: Seen): boolean =>
  ['no-backend', 'protect-failed', 'lock-failed', 'success'].includes(routeOf(look) ?? '');
const protectedOnes = (look: Seen): boolean => found(look) && routeOf(look) !== 'no-backend';
const byKvm = (look: Seen): boolean => protectedOnes(look) && look.before.guest.backend?.kind === 'kvm';
const byStub = (look: Seen): boolean => protectedOnes(look) && look.before.guest.backend?.kind === 'stub';
const touched = (look: Seen): boolean => ['recounts', 'clears-ranges'].includes(meddling(look) ?? '');
const swapped = (look: Seen): boolean => ['unplugs', 'plugs-another'].includes(meddling(look) ?? '');
const hasTests = (look: Seen): boolean => built(look) && look.before.config.kernel.tests === true;
const repeated: NonNullable<Row['when']> = (look, past) => lateBefore(past) && routeOf(look) === 'no-ranges';
const late = (when: (look: Seen) => boolean): Scope => of('late_init', (_op, look) => when(look));

const FREED = ['calls.free_pages_exact', 'calls.free_pages_exact.**'];

export const LATE: readonly Row[] = [
  { id: 'HEKI-89', ...late(hasTests), fields: ['calls.run_test.**', ...whole('running-test')] },
  { id: 'HEKI-37', ...went('disabled'), fields: ['outcome', 'calls.**', 'events.**'] },
  { id: 'HEKI-47', ops: ['late_init'], when: repeated, fields: ['calls.**', 'events.**'] },
  ...seen(
    'HEKI-48',
    of('late_init', (_op, look, past) => repeated(look, past) && look.before.guest.backend !== null),
    ['calls.**'],
  ),
  { id: 'HEKI-38', ...went('no-ranges'), fields: ['outcome', 'calls.**', 'events.**', 'state.guest.live'] },
  { id: 'HEKI-46', ...went('protect-failed', 'lock-failed'), fields: ['outcome'] },
  ...seen('HEKI-87', late(touched), [...FREED, 'state.guest.live']),
  ...seen('HEKI-48', late(swapped), [
    'calls.lock_crs',
    'state.guest.backend',
    ...whole('locked-crs', 'lock-failed'),
  ]),
  {
    id: 'HEKI-39',
    ...went('no-backend'),
    fields: [
      'calls.free_pages_exact',
      'calls.protect_ranges',
      'events',
      'events.*',
      ...whole('no-hypervisor'),
    ],
  },
  { id: 'HEKI-40', ...late(protectedOnes), fields: ['calls.protect_ranges', 'calls.protect_ranges.ranges'] },
  {
    id: 'HEKI-23',
    ...late(protectedOnes),
    fields: ['calls.protect_ranges.ranges.*.*', 'events.locking.values.*'],
  },
  { id: 'HEKI-40', ...late(protectedOnes), fields: ['calls.protect_ranges.**'] },
  ...seen(
    'HEKI-74',
    late((look) => byKvm(look) && logs(look, 'no-mbec')),
    ['state.host.write_slots.**', ...whole('locking')],
  ),
  {
    id: 'HEKI-142',
    ...late((look) => byKvm(look) && logs(look, 'no-mbec')),
    fields: ['state.host.exec_slots.**', 'events.enforce-failed.values.*', ...whole('no-mbec')],
  },
  {
    id: 'HEKI-57',
    ...late((look) => byKvm(look) && look.before.config.host.series === '4/9'),
    fields: ['state.host.exec_slots.**', 'events.enforce-failed.values.*'],
  },
  {
    id: 'HEKI-141',
    ...of('late_init', ({ array_readable }, look) => byKvm(look) && array_readable === false),
    fields: ['state.host.write_slots.**', 'state.host.exec_slots.**', 'events.enforce-failed.values.*'],
  },
  {
    id: 'HEKI-41',
    ...went('protect-failed'),
    fields: ['events', ...whole('protected', 'protect-failed', 'locked-crs', 'lock-failed')],
  },
  {
    id: 'HEKI-147',
    ...went('protect-failed'),
    fields: ['calls', 'calls.lock_crs', 'calls.hypercall', 'calls.hypercall#2'],
  },
  {
    id: 'HEKI-148',
    ...late((look) => byKvm(look) && routeOf(look) === 'lock-failed'),
    fields: ['state.host.write_slots.**', 'state.host.exec_slots.**', 'state.host.exec_locked'],
  },
  { id: 'HEKI-43', ...went('lock-failed'), fields: ['events', ...whole('lock-failed', 'locked-crs')] },
  {
    id: 'HEKI-42',
    ...went('lock-failed', 'success'),
    fields: ['calls', 'calls.lock_crs', 'events', ...whole('protected', 'protect-failed')],
  },
  { id: 'HEKI-44', ...went('success'), fields: ['events', ...whole('locked-crs', 'lock-failed')] },
  {
    id: 'HEKI-15',
    ...late(byStub),
    fields: ['calls.protect_ranges', 'calls.lock_crs', 'events.protected', 'events.protect-failed'],
  },
  { id: 'HEKI-32', ...late(found), fields: ['calls.free_pages_exact.size'] },
  {
    id: 'HEKI-45',
    ...late(found),
    fields: ['calls', ...FREED, 'state.guest.ranges.**', 'state.guest.num', 'state.guest.live'],
  },
  { id: 'HEKI-39', ...went('no-backend'), fields: ['outcome'] },
  { id: 'HEKI-42', ...went('success'), fields: ['outcome', 'events.log', 'events.splat'] },
  { id: 'HEKI-119', ...late(byKvm), fields: ['calls.hypercall', 'calls.hypercall.**'] },
  { id: 'HEKI-63', ...late(byKvm), fields: ['calls.**'] },
  { id: 'HEKI-41', ...went('protect-failed'), fields: ['events.log', 'events.splat'] },
  { id: 'HEKI-43', ...went('lock-failed'), fields: ['events.log', 'events.splat'] },
];

/** The pair of a KVM guest, and how the guest finds its host. */
export const BACKEND: readonly Row[] = [
  { id: 'HEKI-129', ops: ['probe'], fields: ['outcome', 'calls.**', 'events.**', 'state.guest.backend'] },
  { id: 'HEKI-64', ops: ['probe'], fields: ['outcome', 'calls.**', 'events.**', 'state.guest.backend'] },
  ...seen(
    'HEKI-161',
    of('protect_ranges', ({ context }) => context === 'interrupt'),
    ['events', 'events.splat', 'events.splat.**'],
  ),
  { id: 'HEKI-85', ops: ['protect_ranges'], fields: ['result'] },
  {
    id: 'HEKI-115',
    ops: ['late_init', 'protect_ranges'],
    when: (look) => logs(look, 'enforce-failed'),
    fields: [
      'events.enforce-failed',
      ...memberOf('text', ['enforce-failed']),
      ...memberOf('values.*', ['enforce-failed']),
    ],
  },
  { id: 'HEKI-119', ops: ['protect_ranges'], fields: ['outcome', 'result', 'calls.**', 'events.**'] },
  {
    id: 'HEKI-84',
    ...of(
      'lock_crs',
      ({ cr4 }, { before }) =>
        ((cr4 ?? before.vcpus[0]?.cr4 ?? 0n) & rulesOf(before.profile).pinnableCr4) === 0n,
    ),
    fields: ['result', 'calls.**', 'state.host.pin_cr0', 'state.host.pin_cr4'],
  },
  {
    id: 'HEKI-84',
    ...of('late_init', (_op, look) => byKvm(look) && ((look.before.vcpus[0]?.cr4 ?? 0n) & 0xb10800n) === 0n),
    fields: ['calls.**', ...whole('lock-failed'), 'state.host.pin_cr0', 'state.host.pin_cr4'],
  },
  ...['HEKI-63', 'HEKI-130'].map((id) => ({
    id,
    ops: ['lock_crs'],
    fields: ['outcome', 'result', 'calls.**', 'events.**', 'state.host.pin_cr0', 'state.host.pin_cr4'],
  })),
  {
    id: 'HEKI-63',
    ...of('late_init', (_op, look) => byKvm(look) && enabled(look)),
    fields: ['state.host.pin_cr0', 'state.host.pin_cr4'],
  },
  { id: 'HEKI-15', ops: ['plug'], fields: ['outcome', 'state.guest.backend'] },
];
