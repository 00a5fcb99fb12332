/** The options that say which kernel goes into which box. */
import type { Command } from '@commander-js/extra-typings';
import { Option } from '@commander-js/extra-typings';
import { resolve } from 'node:path';
import type { BoxOptions, Source } from '../live/box';
import { guestOf } from '../live/box';
import { GUESTS } from '../live/guests';
import type { KernelRow } from '../live/kernels';
import { folder, notEmpty } from './values';

export type BoxFlags = ReturnType<ReturnType<typeof boxOptions>['opts']>;

/** Adds them. */
// oxlint-disable-next-line typescript/explicit-module-boundary-types -- each option adds to the type
export function boxOptions(command: Command) {
  return command
    .option('-m, --machine <name>', 'syndbg, nv or shstk', notEmpty)
    .option('--debian <version>', "a kernel of Debian's, as in 6.12, or 6.12.117", notEmpty)
    .option(
      '--suite <name>',
      'the suite of Debian that has it, as in sid (default: looked for in several)',
      notEmpty,
    )
    .option('--mirror <url>', "the mirror of Debian (default: that of this machine's apt)", notEmpty)
    .option('--kernel <file>', 'a kernel of your own: bzImage, vmlinux or Image', notEmpty)
    .option(
      '--modules <folder>',
      'its modules, as `make modules_install INSTALL_MOD_PATH=…` leaves them',
      folder,
    )
    .option('--adapter <file>', 'another adapter as init, linked statically', notEmpty)
    .addOption(
      new Option('--accel <name>', 'kvm where the host can nest what the machine needs')
        .choices(['tcg', 'kvm'] as const)
        .default('tcg' as const),
    )
    .option('--cold', 'boot at every start, and freeze nothing')
    .option('--refresh', 'fetch again what is in the cache')
    .option('--cache <folder>', 'keep what is fetched and made there', folder);
}

/**
 * What they ask for.
 * @param row what is known of the kernel
 * @throws RangeError where they contradict each other, or leave open which kernel and which machine
 */
export function boxOf(flags: BoxFlags, row: KernelRow | null): BoxOptions {
  const { machine, debian, suite, kernel, modules } = flags;
  if (machine === undefined)
    throw new RangeError(
      `which machine? --machine ${GUESTS.map((guest) => guest.machine).join(', or --machine ')}`,
    );
  guestOf(machine);
  const source = sourceOf({ debian, suite, kernel, modules });
  const suites = row && suite === undefined && 'debian' in source ? { suites: row.suites } : {};
  return { machine, source: { ...source, ...suites }, ...commonOf(flags) };
}

/** The part that does not say which kernel and machine. */
export function commonOf({
  accel,
  adapter,
  cold,
  refresh,
  mirror,
}: BoxFlags): Omit<BoxOptions, 'machine' | 'source'> {
  return {
    accel,
    ...(adapter === undefined ? {} : { adapter }),
    ...(mirror === undefined ? {} : { mirror }),
    ...(cold ? { cold } : {}),
    ...(refresh ? { fresh: refresh } : {}),
  };
}

function sourceOf({
  debian,
  suite,
  kernel,
  modules,
}: Readonly<Record<'debian' | 'kernel' | 'modules' | 'suite', string | undefined>>): Source {
  if ((debian === undefined) === (kernel === undefined))
    throw new RangeError(
      'which kernel? Give either --debian <version>, as in --debian 6.12, or --kernel <file>',
    );
  if (kernel !== undefined) {
    if (suite !== undefined) throw new RangeError('--suite goes with --debian');
    return { kernel, ...(modules === undefined ? {} : { modules }) };
  }
  if (modules !== undefined)
    throw new RangeError('--modules goes with --kernel: those of Debian are fetched with it');
  return { debian: debian ?? '', ...(suite === undefined ? {} : { suites: [suite] }) };
}

/** The options again, with paths that hold anywhere. */
export function words(flags: BoxFlags): readonly string[] {
  const paths = ['kernel', 'modules', 'adapter', 'cache'];
  return Object.entries(flags).flatMap(([name, value]) => {
    if (value === true) return name === 'refresh' ? [] : [`--${name}`];
    if (name === 'accel' && value === 'tcg') return [];
    return [`--${name}`, paths.includes(name) ? resolve(value) : value];
  });
}

/** A word as a shell, and --subject, take it for one. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
