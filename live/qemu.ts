/** QEMU's command line: the protocol on stdio by a virtio port, the guest's console on stderr, no file and no network. */
import type { Accel, Architecture, Guest } from './guests';

export interface Emulated {
  /** What starts QEMU: the program, or the loader of a private root with it. */
  readonly emulator: readonly string[];
  readonly guest: Guest;
  readonly kernel: string;
  readonly initrd: string;
  readonly accel: Accel;
}

/**
 * One CPU. Where there can be but one, QEMU before 8.1 leaves out the guest's memory barriers, though its devices run in
 * another thread: now and then an interrupt of the port was lost, and the guest slept on with a request in its queue
 * (20230626153945.76180-18-richard.henderson@linaro.org). With room for a second CPU it keeps them.
 */
const SMP: Readonly<Record<Architecture, string>> = { amd64: '1,maxcpus=2', arm64: '1' };

/**
 * The port. On arm64 the guest (QEMU 10.0.13, Linux 7.2 and 7.3) slept on now and then with a request in its queue, until the next one
 * came: often with MSI-X and event indices, seldom with a line that stays up until it is answered. What loses the interrupt was
 * not found out; the adapter looks again by itself (adapters/c/hvspec.c).
 */
const PORT: Readonly<Record<Architecture, string>> = { amd64: '', arm64: ',vectors=0,event_idx=off' };

/**
 * The words that boot a box. The console goes to file descriptor 2, which has to be a socket, as Node's pipes are: so it is
 * in what is told of a subject that broke.
 */
export function bootArgv({ emulator, guest, kernel, initrd, accel }: Emulated): readonly string[] {
  return [
    ...emulator,
    ...guest.board(accel),
    ...['-smp', SMP[guest.architecture], '-m', String(guest.memory)],
    ...['-nodefaults', '-display', 'none', '-no-reboot', '-no-user-config'],
    ...['-kernel', kernel, '-initrd', initrd, '-append', guest.append],
    ...['-chardev', 'socket,id=console,fd=2', '-serial', 'chardev:console'],
    ...['-device', `virtio-serial-pci,max_ports=2,ioeventfd=off${PORT[guest.architecture]}`],
    ...['-chardev', 'stdio,id=hvspec,signal=off', '-device', 'virtserialport,chardev=hvspec,name=hvspec'],
  ];
}

/** The same, that goes on where a frozen machine stood. From 8.2 on QEMU reads a file by itself; before, it is given it open. */
export function thawArgv(boot: readonly string[], frozen: string, version: string): readonly string[] {
  if (isAtLeast(version, [8, 2])) return [...boot, '-incoming', `file:${frozen}`];
  // The script is the same whatever the names are.
  return ['sh', '-c', 'exec "$@" 3<"$0"', frozen, ...boot, '-incoming', 'fd:3'];
}

/** Whether a version, as in `7.2.22`, is at least this. */
export function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [a = 0, b = 0] = version.split('.').map(Number);
  return a > major || (a === major && b >= minor);
}

/** The version in what `qemu-system-… --version` prints; null where there is none. */
export function versionIn(text: string): string | null {
  return /version (\d+\.\d+(?:\.\d+)?)/.exec(text)?.[1] ?? null;
}
