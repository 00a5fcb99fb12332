/** A module as small as one can be: an ELF file of 64 bits with functions in .text and their names. */

const HEADER = 64;
const SECTION = 64;
const SYMBOL = 24;
const [PROGBITS, SYMTAB, STRTAB] = [1, 2, 3];
const FUNC = 2;

/** @param functions the machine code of each, by name */
export function moduleWith(functions: Readonly<Record<string, Buffer>>): Buffer {
  const names = Object.keys(functions);
  const text = Buffer.concat(Object.values(functions));
  const strings = Buffer.from(`\0${names.map((name) => `${name}\0`).join('')}`, 'latin1');
  const symbols = Buffer.alloc(SYMBOL * (names.length + 1));
  let [value, name] = [0, 1];
  Object.entries(functions).forEach(([symbol, code], i) => {
    const at = SYMBOL * (i + 1);
    symbols.writeUInt32LE(name, at);
    symbols.writeUInt8(FUNC, at + 4);
    symbols.writeUInt16LE(1, at + 6);
    symbols.writeBigUInt64LE(BigInt(value), at + 8);
    symbols.writeBigUInt64LE(BigInt(code.length), at + 16);
    value += code.length;
    name += symbol.length + 1;
  });
  const parts = [text, symbols, strings];
  const header = Buffer.alloc(HEADER);
  header.write('7f454c460201', 'hex');
  header.writeBigUInt64LE(BigInt(HEADER + parts.reduce((sum, { length }) => sum + length, 0)), 0x28);
  header.writeUInt16LE(SECTION, 0x3a);
  header.writeUInt16LE(parts.length + 1, 0x3c);
  const sections = Buffer.alloc(SECTION * (parts.length + 1));
  let offset = HEADER;
  parts.forEach((part, i) => {
    const at = SECTION * (i + 1);
    sections.writeUInt32LE([PROGBITS, SYMTAB, STRTAB][i] ?? 0, at + 4);
    sections.writeBigUInt64LE(BigInt(offset), at + 24);
    sections.writeBigUInt64LE(BigInt(part.length), at + 32);
    sections.writeUInt32LE(i === 1 ? 3 : 0, at + 40);
    offset += part.length;
  });
  return Buffer.concat([header, ...parts, sections]);
}
