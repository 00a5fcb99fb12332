/** Where a function of a module stands in its file: read out of the ELF tables, which may hold anything. */

export interface Place {
  /** Bytes from the beginning of the file. */
  readonly offset: number;
  readonly size: number;
}

interface Section {
  readonly type: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
}

const SHT_SYMTAB = 2;
const STT_FUNC = 2;
const SYMBOL = 24;

/** The function of that name, local or not; null where there is none, or the file is no little-endian ELF of 64 bits. */
export function functionIn(elf: Buffer, name: string): Place | null {
  try {
    return search(elf, name);
  } catch (error) {
    // A table that points out of the file.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function search(elf: Buffer, name: string): Place | null {
  if (elf.toString('hex', 0, 6) !== '7f454c460201') return null;
  const sections = sectionsOf(elf);
  const symbols = sections.find(({ type }) => type === SHT_SYMTAB);
  const names = symbols && sections[symbols.link];
  if (!symbols || !names) return null;
  for (let at = symbols.offset; at + SYMBOL <= symbols.offset + symbols.size; at += SYMBOL) {
    const isFunction = (elf.readUInt8(at + 4) & 0xf) === STT_FUNC;
    if (!isFunction || textAt(elf, names.offset + elf.readUInt32LE(at)) !== name) continue;
    const section = sections[elf.readUInt16LE(at + 6)];
    const place = { offset: (section?.offset ?? NaN) + numberAt(elf, at + 8), size: numberAt(elf, at + 16) };
    return place.offset + place.size <= elf.length ? place : null;
  }
  return null;
}

function sectionsOf(elf: Buffer): readonly Section[] {
  const [table, size, count] = [numberAt(elf, 0x28), elf.readUInt16LE(0x3a), elf.readUInt16LE(0x3c)];
  return Array.from({ length: count }, (_, i) => {
    const at = table + i * size;
    return {
      type: elf.readUInt32LE(at + 4),
      offset: numberAt(elf, at + 24),
      size: numberAt(elf, at + 32),
      link: elf.readUInt32LE(at + 40),
    };
  });
}

function numberAt(elf: Buffer, at: number): number {
  return Number(elf.readBigUInt64LE(at));
}

function textAt(elf: Buffer, at: number): string {
  return elf.toString('latin1', at, elf.indexOf(0, at));
}
