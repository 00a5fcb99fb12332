/** Adapters that are wrong as real kernels, VMMs and posted patches were, with the requirement that each breaks. */
import { join } from 'node:path';
import { PYTHON } from './python';

export interface Wrong {
  readonly machine: string;
  /** As `<machine>_variants.py` calls it, and says where it comes from. */
  readonly variant: string;
  readonly requirement: string;
  /** The cases that are about it, as a tag expression: those of the requirement unless given. */
  readonly tags?: string;
  /** What other cases of these name: they show the mistake by another requirement. */
  readonly also?: readonly string[];
}

export const WRONG: readonly Wrong[] = [
  { machine: 'syndbg', variant: 'host-exits', requirement: 'SYNDBG-97' },
  {
    machine: 'syndbg',
    variant: 'calls-open',
    requirement: 'SYNDBG-88',
    tags: '@SYNDBG-89 or @SYNDBG-88',
    also: ['SYNDBG-89'],
  },
  { machine: 'syndbg', variant: 'get-untraced', requirement: 'SYNDBG-99', tags: '@needs-trace' },
  {
    machine: 'syndbg',
    variant: 'vcpu-twice',
    requirement: 'SYNDBG-29',
    tags: '@needs-trace',
    also: ['SYNDBG-99'],
  },
  { machine: 'syndbg', variant: 'no-pads', requirement: 'SYNDBG-21', tags: '@needs-run-bytes' },
  { machine: 'syndbg', variant: 'regs-stay', requirement: 'SYNDBG-109', tags: '@needs-set-regs' },
  { machine: 'syndbg', variant: 'passed-on', requirement: 'SYNDBG-120', tags: '@needs-vmm' },
  { machine: 'syndbg', variant: 'unserved', requirement: 'SYNDBG-115' },
  { machine: 'nv', variant: 'any-mode', requirement: 'NV-41' },
  { machine: 'nv', variant: 'from-scratch', requirement: 'NV-92', tags: '@NV-92 or @NV-63' },
  { machine: 'nv', variant: 'late-context', requirement: 'NV-28' },
  { machine: 'nv', variant: 'fast-out', requirement: 'NV-37', tags: '@NV-37 or @NV-72' },
  { machine: 'nv', variant: 'dead-is-set', requirement: 'NV-86', tags: '@NV-86 or @NV-51' },
  { machine: 'nv', variant: 'vectors-lost', requirement: 'NV-96', tags: '@NV-96 or @NV-36' },
  { machine: 'shstk', variant: 'ssp-first', requirement: 'SHSTK-106' },
  { machine: 'shstk', variant: 'no-unmap', requirement: 'SHSTK-48' },
  {
    machine: 'shstk',
    variant: 'vfork-owner',
    requirement: 'SHSTK-48',
    tags: '@SHSTK-48 or @SHSTK-189',
    also: ['SHSTK-189'],
  },
  { machine: 'shstk', variant: 'call-451', requirement: 'SHSTK-32' },
  { machine: 'shstk', variant: 'poke-eio', requirement: 'SHSTK-81', also: ['SHSTK-14'] },
  { machine: 'shstk', variant: 'first-interface', requirement: 'SHSTK-63' },
  { machine: 'shstk', variant: 'first-page', requirement: 'SHSTK-141' },
  { machine: 'shstk', variant: 'onstack-or', requirement: 'SHSTK-135' },
  { machine: 'shstk', variant: 'wrss-not-forked', requirement: 'SHSTK-47' },
  {
    machine: 'heki',
    variant: 'reboot-clears-pins',
    requirement: 'HEKI-122',
    tags: '@needs-reboot and @needs-control-registers',
  },
  {
    machine: 'heki',
    variant: 'reboot-clears-locks',
    requirement: 'HEKI-54',
    tags: '@needs-reboot and @needs-locks',
  },
  { machine: 'heki', variant: 'any-cr4-mask', requirement: 'HEKI-120' },
  { machine: 'heki', variant: 'emulator-unchecked', requirement: 'HEKI-54' },
  { machine: 'heki', variant: 'test-0', requirement: 'HEKI-89' },
  {
    machine: 'heki',
    variant: 'two-arguments',
    requirement: 'HEKI-125',
    tags: '@HEKI-125 or @HEKI-126',
    also: ['HEKI-126'],
  },
  { machine: 'heki', variant: 'prefix-of-v1', requirement: 'HEKI-127' },
  { machine: 'heki', variant: 'no-fred', requirement: 'HEKI-121' },
  { machine: 'mktme', variant: 'alias-not-flushed', requirement: 'MKTME-102' },
  { machine: 'mktme', variant: 'array-as-a-range', requirement: 'MKTME-100' },
  { machine: 'mktme', variant: 'removal-not-flushed', requirement: 'MKTME-106' },
  { machine: 'mktme', variant: 'bits-not-masked', requirement: 'MKTME-104' },
  { machine: 'mktme', variant: 'frame-0-not-inverted', requirement: 'MKTME-108' },
  { machine: 'mktme', variant: 'enable-once', requirement: 'MKTME-107' },
  { machine: 'mktme', variant: 'flushed-through-c', requirement: 'MKTME-44' },
  { machine: 'mktme', variant: 'first-page-freed', requirement: 'MKTME-44' },
];

/** The words that start one. */
export function argvOf({ machine, variant }: Wrong): readonly string[] {
  return [...PYTHON, join(__dirname, `${machine}_variants.py`), variant];
}
