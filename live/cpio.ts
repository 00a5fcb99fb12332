/**
 * The initramfs as a cpio archive in the "newc" format (Documentation/driver-api/early-userspace/buffer-format.rst in
 * Linux). It takes no cpio program, and no root for device nodes.
 */

export interface Entry {
  /** The path, without a leading slash. */
  readonly name: string;
  /** Type and permissions, as in st_mode: 0o100755 is a program, 0o040755 a folder, 0o020600 a character device. */
  readonly mode: number;
  readonly data?: Buffer;
  /** Major and minor number of a device. */
  readonly device?: readonly [number, number];
}

export function folder(name: string): Entry {
  return { name, mode: 0o040755 };
}

export function file(name: string, data: Buffer, mode = 0o644): Entry {
  return { name, mode: 0o100000 | mode, data };
}

export function characterDevice(name: string, major: number, minor: number): Entry {
  return { name, mode: 0o020600, device: [major, minor] };
}

/** The archive. The same entries give the same bytes: there are no times in it, and everything is root's. */
export function cpio(entries: readonly Entry[]): Buffer {
  const parts = [...entries, { name: 'TRAILER!!!', mode: 0 }].flatMap((entry, i) => member(entry, i + 1));
  return padded(Buffer.concat(parts), 512);
}

function member(
  { name, mode, data = Buffer.alloc(0), device: [major, minor] = [0, 0] }: Entry,
  inode: number,
): readonly Buffer[] {
  const path = Buffer.from(`${name}\0`);
  const links = (mode & 0o170000) === 0o040000 ? 2 : 1;
  // ino, mode, uid, gid, nlink, mtime, filesize, devmajor, devminor, rdevmajor, rdevminor, namesize, check
  const fields = [inode, mode, 0, 0, links, 0, data.length, 0, 0, major, minor, path.length, 0];
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`;
  return [padded(Buffer.concat([Buffer.from(header), path]), 4), padded(data, 4)];
}

function padded(bytes: Buffer, unit: number): Buffer {
  const missing = (unit - (bytes.length % unit)) % unit;
  return missing === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(missing)]);
}
