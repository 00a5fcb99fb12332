/** A kernel in a box, made ready: everything that it takes is in the cache, and a command line starts it as a subject. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { thisHost, withoutKvm } from './accel';
import { adapterFor } from './adapter';
import { bochsArgv, bochsFor } from './bochs';
import { kept } from './cache';
import type { Context } from './context';
import { during } from './context';
import { debianKernel, SUITES } from './debian-kernel';
import { emulatorFor } from './emulator';
import { LiveError } from './error';
import { frozen } from './freeze';
import type { Accel, Guest } from './guests';
import { GUESTS } from './guests';
import { initrdFor } from './image';
import type { Kernel } from './kernel';
import { digestOf, kernelIn, takeKernel } from './kernel';
import { mortal } from './programs';
import { bootArgv, thawArgv } from './qemu';

/** Which kernel goes into the box. */
export type Source =
  | { readonly debian: string; readonly suites?: readonly string[] }
  | { readonly kernel: string; readonly modules?: string };

export interface BoxOptions {
  readonly machine: string;
  readonly source: Source;
  /** A program of one's own instead of the one in adapters/c. */
  readonly adapter?: string;
  readonly accel?: Accel;
  /** Boot at every start. */
  readonly cold?: boolean;
  /** Fetch again what is in the cache. */
  readonly fresh?: boolean;
  readonly mirror?: string;
}

export interface Box {
  /** Starts it: the protocol is on stdin and stdout, the guest's console on stderr. */
  readonly argv: readonly [string, ...string[]];
  readonly guest: Guest;
  readonly kernel: Kernel;
  readonly emulator: string;
  /** Milliseconds that a start may take. */
  readonly patience: number;
  /** Milliseconds that one answer may take. */
  readonly answer: number;
}

/** A cold boot under load takes ten times as long as on a machine of its own. */
const BOOT_MS = 180_000;
/** What takes an emulator half a second takes seconds there. */
const ANSWER_MS = 30_000;

/** Makes the box, or finds it made. @throws LiveError where something lacks, or the kernel does not start */
export async function makeBox(context: Context, options: BoxOptions): Promise<Box> {
  const guest = guestOf(options.machine);
  const { accel = 'tcg', cold = false, mirror } = options;
  if (process.platform !== 'linux')
    throw new LiveError(
      'a box needs Linux: it takes what apt fetches, and processes that end with their parents',
    );
  const obstacle = accel === 'kvm' ? withoutKvm(guest, thisHost()) : null;
  if (obstacle !== null) throw new LiveError(obstacle);
  const kernel = await kernelOf(context, guest, options);
  if (guest.bochs !== undefined) return bochsBox(context, guest, kernel, options);
  const emulator = await emulatorFor(context, guest, {
    mayFetch: true,
    ...(mirror === undefined ? {} : { mirror }),
  });
  const adapter = options.adapter === undefined ? await adapterFor(context, guest) : resolve(options.adapter);
  const initrd = await initrdFor(context, kernel, adapter);
  const boot = bootArgv({ emulator: emulator.argv, guest, kernel: kernel.image, initrd, accel });
  const made = {
    guest,
    kernel,
    emulator: `QEMU ${emulator.version}, ${accel}`,
    patience: BOOT_MS,
    answer: ANSWER_MS,
  };
  // What KVM holds of a guest with guests of its own cannot always be carried over.
  if (cold || accel === 'kvm') return { ...made, argv: mortal(boot) };
  const state = await frozen(context, {
    boot,
    version: emulator.version,
    kernel: kernel.image,
    initrd,
    patience: BOOT_MS,
  });
  return { ...made, argv: mortal(thawArgv(boot, state, emulator.version)) };
}

/** In Bochs, which is booted at each start. */
async function bochsBox(
  context: Context,
  guest: Guest,
  kernel: Kernel,
  { adapter, mirror }: BoxOptions,
): Promise<Box> {
  if (!existsSync(kernel.packed))
    throw new LiveError(`${kernel.folder} is of an older hvspec: --refresh fetches it again`);
  const bochs = await bochsFor(context, mirror);
  const init = adapter === undefined ? await adapterFor(context, guest) : resolve(adapter);
  const initrd = await initrdFor(context, kernel, init);
  const argv = await bochsArgv(context, { bochs, guest, kernel: kernel.packed, initrd });
  return {
    guest,
    kernel,
    emulator: `Bochs ${bochs.version}`,
    patience: BOOT_MS,
    answer: ANSWER_MS,
    argv: mortal(argv),
  };
}

/** @throws RangeError with the machines that there are */
export function guestOf(machine: string): Guest {
  const guest = GUESTS.find((one) => one.machine === machine);
  if (guest) return guest;
  throw new RangeError(
    `"${machine}" cannot be put into a box: ${GUESTS.map((one) => one.machine).join(', ')} can`,
  );
}

async function kernelOf(
  context: Context,
  { architecture }: Guest,
  { source, fresh = false, mirror }: BoxOptions,
): Promise<Kernel> {
  if ('debian' in source) {
    const { debian: version, suites = SUITES } = source;
    return debianKernel(context, {
      version,
      architecture,
      suites,
      fresh,
      ...(mirror === undefined ? {} : { mirror }),
    });
  }
  const image = resolve(source.kernel);
  const modules = source.modules === undefined ? null : resolve(source.modules);
  const given = { image, modules, origin: 'a build of your own' };
  const folder = await kept(context, 'kernels', `own-${digestOf(image, modules)}`, (into) =>
    during(context, `taking ${source.kernel} apart`, () => takeKernel(context, given, architecture, into)),
  );
  return kernelIn(folder);
}
