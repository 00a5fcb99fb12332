/**
 * A box in Bochs: what QEMU does not emulate, such as shadow stacks. Bochs boots a CD, speaks by a serial port, and cannot be
 * frozen reliably, so each start is a boot.
 */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kept } from './cache';
import type { Context } from './context';
import { during } from './context';
import { aptOf, closureOf, fetchInto } from './debian';
import { compiled } from './adapter';
import { hostOf, SUITE } from './emulator';
import { LiveError } from './error';
import type { Guest } from './guests';
import { run } from './programs';

/** Whose CET is known: what 2.7 and 3.1 of Debian do wrong is in live/README.md. */
const VERSION = /^3\.0[+-]/;
/** The emulator with its firmware, and what makes a CD that it boots. */
const PACKAGES = ['bochs', 'bochsbios', 'vgabios', 'isolinux', 'syslinux-common', 'xorriso'];

export interface Bochs {
  readonly root: string;
  readonly version: string;
}

/** Where a program of the private root is, with the root's own libraries. */
function programOf(root: string, name: string): readonly [string, ...string[]] {
  const { triple, loader } = hostOf();
  const libraries = join(root, 'usr/lib', triple);
  const variables = [
    `LTDL_LIBRARY_PATH=${join(libraries, 'bochs/plugins')}`,
    `BXSHARE=${join(root, 'usr/share/bochs')}`,
  ];
  const start = [join(libraries, loader), '--library-path', libraries];
  return ['env', ...variables, ...start, join(root, 'usr/bin', name)];
}

/** Bochs of trixie in a folder of the cache. @throws LiveError where it is another version than the one that is known */
export async function bochsFor(context: Context, mirror?: string): Promise<Bochs> {
  const root = await kept(context, 'emulators', `bochs-${SUITE}`, async (into) => {
    const folder = join(into, 'apt');
    const source = {
      suite: SUITE,
      architecture: hostOf().architecture,
      ...(mirror === undefined ? {} : { mirror }),
    };
    const apt = await during(context, `reading what ${SUITE} has`, () => aptOf(context, folder, source));
    const names = [
      ...new Set((await Promise.all(PACKAGES.map((name) => closureOf(context, apt, name)))).flat()),
    ];
    const packages = await during(
      context,
      `fetching Bochs of ${SUITE} with what it needs: ${names.length} packages`,
      () => fetchInto(context, apt, names, into),
    );
    writeFileSync(join(into, 'packages.json'), `${JSON.stringify({ suite: SUITE, packages }, null, 2)}\n`);
    rmSync(folder, { recursive: true });
  });
  const { packages } = JSON.parse(readFileSync(join(root, 'packages.json'), 'utf8')) as {
    readonly packages: readonly { readonly name: string; readonly version: string }[];
  };
  const version = packages.find(({ name }) => name === 'bochs')?.version ?? 'none';
  if (!VERSION.test(version))
    throw new LiveError(`${SUITE} has Bochs ${version}, and only 3.0 is known to emulate CET well enough`);
  return { root, version };
}

export interface Disc {
  readonly bochs: Bochs;
  readonly guest: Guest;
  readonly kernel: string;
  readonly initrd: string;
}

/** The words that boot a guest in Bochs. */
export async function bochsArgv(
  context: Context,
  { bochs, guest, kernel, initrd }: Disc,
): Promise<readonly [string, ...string[]]> {
  const hash = createHash('sha256').update(JSON.stringify([bochs, guest.append, guest.memory, guest.bochs]));
  for (const path of [kernel, initrd]) hash.update(readFileSync(path));
  const disc = await kept(context, 'images', hash.digest('hex').slice(0, 16), (into) =>
    makeDisc(context, { bochs, guest, kernel, initrd }, into),
  );
  // Its configuration names the disc's place, which is known only now.
  const configuration = join(disc, 'bochsrc');
  writeFileSync(configuration, configurationText(bochs.root, join(disc, 'cd.iso'), guest));
  const bridge = await compiled(context, 'bochs', 'bochs-stdio', hostOf().architecture);
  return [bridge, ...programOf(bochs.root, 'bochs-bin'), '-q', '-f', configuration];
}

/** A CD that isolinux boots: the kernel's bzImage, the initramfs, and the command line. */
async function makeDisc(
  context: Context,
  { bochs: { root }, guest, kernel, initrd }: Disc,
  into: string,
): Promise<void> {
  const files = join(into, 'cd');
  mkdirSync(join(files, 'isolinux'), { recursive: true });
  cpSync(kernel, join(files, 'vmlinuz'));
  cpSync(initrd, join(files, 'initrd'));
  const loaders = ['usr/lib/ISOLINUX/isolinux.bin', 'usr/lib/syslinux/modules/bios/ldlinux.c32'];
  for (const path of loaders)
    cpSync(join(root, path), join(files, 'isolinux', path.slice(path.lastIndexOf('/') + 1)));
  const lines = [
    'DEFAULT linux',
    'PROMPT 0',
    'TIMEOUT 0',
    'LABEL linux',
    ' KERNEL /vmlinuz',
    ' INITRD /initrd',
  ];
  writeFileSync(
    join(files, 'isolinux/isolinux.cfg'),
    `${[...lines, ` APPEND ${guest.append}`].join('\n')}\n`,
  );
  const boot =
    '-b isolinux/isolinux.bin -c isolinux/boot.cat -no-emul-boot -boot-load-size 4 -boot-info-table';
  const image = ['-o', join(into, 'cd.iso'), ...boot.split(' '), files];
  await during(context, 'writing a CD', () =>
    run(context, [...programOf(root, 'xorriso'), '-as', 'mkisofs', '-quiet', ...image]),
  );
  rmSync(files, { recursive: true });
}

/** The protocol is on com2, by the port that adapters/c/bochs listens on; the console, com1, is its file descriptor 3. */
export function configurationText(root: string, disc: string, { memory, bochs: model }: Guest): string {
  return [
    'display_library: rfb, options="timeout=0"',
    'config_interface: textconfig',
    `romimage: file=${join(root, 'usr/share/bochs/BIOS-bochs-latest')}`,
    `vgaromimage: file=${join(root, 'usr/share/vgabios/vgabios.bin')}`,
    `cpu: model=${model ?? ''}, count=1, ips=80000000, reset_on_triple_fault=0, ignore_bad_msrs=1`,
    `memory: guest=${memory}, host=${memory}`,
    'boot: cdrom',
    'ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14',
    `ata0-master: type=cdrom, path=${disc}, status=inserted`,
    'clock: sync=none, time0=utc',
    'com1: enabled=1, mode=file, dev=/dev/fd/3',
    'com2: enabled=1, mode=socket-client, dev=127.0.0.1:$HVSPEC_PORT',
    'speaker: enabled=0, mode=none',
    'sound: waveoutdrv=dummy',
    'log: /dev/null',
    ...['panic: action=fatal', 'error: action=report', 'info: action=ignore', 'debug: action=ignore'],
    '',
  ].join('\n');
}
