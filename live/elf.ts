/**
 * The ELF file inside a bzImage. Booted by its PVH entry it saves the guest from unpacking itself, which takes seconds where
 * an emulator does it. Layout: Documentation/arch/x86/boot.rst ("The real-mode kernel header"), and include/xen/interface
 * for the note.
 */

/** What a bzImage carries, packed. */
export interface Payload {
  readonly packing: Packing;
  readonly bytes: Buffer;
}

export type Packing = 'gzip' | 'lz4' | 'none' | 'xz' | 'zstd';

const MAGIC: readonly (readonly [Packing, string])[] = [
  ['gzip', '1f8b08'],
  ['xz', 'fd377a585a00'],
  ['zstd', '28b52ffd'],
  ['lz4', '02214c18'],
  ['none', '7f454c46'],
];

/** The payload of a bzImage of boot protocol 2.08 or newer; null where it is none, or packed in another way. */
export function payloadOf(image: Buffer): Payload | null {
  if (image.length < 0x260 || image.toString('latin1', 0x202, 0x206) !== 'HdrS') return null;
  if (image.readUInt16LE(0x206) < 0x208) return null;
  const setup = ((image[0x1f1] ?? 0) || 4) + 1;
  const start = setup * 512 + image.readUInt32LE(0x248);
  const end = start + image.readUInt32LE(0x24c);
  if (end > image.length || end - start < 8) return null;
  const found = MAGIC.find(([, magic]) => image.toString('hex', start, start + magic.length / 2) === magic);
  // All but gzip and the plain file have the unpacked size behind them, which their programs would take for rubbish.
  const tail = found?.[0] === 'gzip' || found?.[0] === 'none' ? 0 : 4;
  return found ? { packing: found[0], bytes: image.subarray(start, end - tail) } : null;
}

const PT_NOTE = 4;
const XEN_ELFNOTE_PHYS32_ENTRY = 18;

/** Whether an ELF file (64 bits, little endian) can be entered by PVH: it has the note that says where. */
export function hasPvhEntry(elf: Buffer): boolean {
  if (elf.length < 64 || elf.toString('hex', 0, 6) !== '7f454c460201') return false;
  const [table, size, count] = [
    Number(elf.readBigUInt64LE(0x20)),
    elf.readUInt16LE(0x36),
    elf.readUInt16LE(0x38),
  ];
  for (let at = table; at < table + size * count && at + 56 <= elf.length; at += size) {
    if (elf.readUInt32LE(at) !== PT_NOTE) continue;
    const [offset, length] = [Number(elf.readBigUInt64LE(at + 8)), Number(elf.readBigUInt64LE(at + 32))];
    if (hasNote(elf.subarray(offset, offset + length))) return true;
  }
  return false;
}

function hasNote(notes: Buffer): boolean {
  for (let at = 0; at + 12 <= notes.length;) {
    const [nameSize, size, type] = [
      notes.readUInt32LE(at),
      notes.readUInt32LE(at + 4),
      notes.readUInt32LE(at + 8),
    ];
    if (type === XEN_ELFNOTE_PHYS32_ENTRY && notes.toString('latin1', at + 12, at + 16) === 'Xen\0')
      return true;
    at += 12 + align(nameSize) + align(size);
  }
  return false;
}

function align(size: number): number {
  return (size + 3) & ~3;
}
