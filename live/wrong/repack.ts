/**
 * A bzImage with another kernel inside: what a boot loader starts, where the emulator cannot enter the ELF file itself. The
 * new payload takes exactly the old one's place: what unpacks it has sizes and places compiled in.
 */
import type { Context } from '../context';
import { during } from '../context';
import { payloadOf } from '../elf';
import { LiveError } from '../error';
import { run } from '../programs';

/**
 * @param packed a bzImage with zstd
 * @param elf its kernel, changed, of the same length
 * @returns a bzImage of the same length
 * @throws LiveError where it is packed in another way, or what was changed takes more room than there was
 */
export async function repacked(context: Context, packed: Buffer, elf: Buffer): Promise<Buffer> {
  const payload = payloadOf(packed);
  if (payload?.packing !== 'zstd')
    throw new LiveError('only a bzImage that is packed by zstd is packed again');
  const frame = await during(context, 'packing the kernel again', () =>
    // The build's own level, 22, takes three times as long, and needs no less room than there is.
    run(context, ['zstd', '-q', '-19', '-c'], { input: withoutBtf(elf) }),
  );
  const copy = Buffer.from(packed);
  filled(frame, payload.bytes.length).copy(copy, payload.bytes.byteOffset - packed.byteOffset);
  return copy;
}

/** BTF, the types for debuggers and BPF, a tenth of what is packed: without it there is room for another packing. */
const BTF = Buffer.from('9feb010018000000', 'hex');

/** Zeros in the place of the kernel's BTF (Documentation/bpf/btf.rst, "struct btf_header"), where it has one. */
export function withoutBtf(elf: Buffer): Buffer {
  const at = elf.indexOf(BTF);
  if (at < 0 || at + 24 > elf.length) return elf;
  const [types, typesSize, names, namesSize] = [8, 12, 16, 20].map((i) => elf.readUInt32LE(at + i));
  const size = 24 + Math.max((types ?? 0) + (typesSize ?? 0), (names ?? 0) + (namesSize ?? 0));
  return Buffer.from(elf).fill(0, at, at + size);
}

/** Empty blocks (RFC 8878, 3.1.1.2): not the last, raw of size 0; not the last, one byte repeated 0 times. */
const [RAW, RLE] = [Buffer.from('000000', 'hex'), Buffer.from('02000000', 'hex')];

/**
 * A zstd frame made longer by empty blocks before its first: at its beginning, since the kernel unpacks within one buffer,
 * and what is yet to be read has to stay at the end.
 * @throws LiveError where it is too long already, or 1, 2 or 5 bytes too short, which no blocks fill
 */
export function filled(frame: Buffer, size: number): Buffer {
  const room = size - frame.length;
  const four = room % RAW.length;
  const three = (room - four * RLE.length) / RAW.length;
  if (room < 0 || three < 0)
    throw new LiveError(`the kernel packed again takes ${frame.length} bytes, and its bzImage has ${size}`);
  const header = headerOf(frame);
  const empty = [Buffer.alloc(three * RAW.length, RAW), Buffer.alloc(four * RLE.length, RLE)];
  return Buffer.concat([frame.subarray(0, header), ...empty, frame.subarray(header)]);
}

/** Bytes of a frame's header (RFC 8878, 3.1.1.1): magic, descriptor, window, dictionary, content size. */
function headerOf(frame: Buffer): number {
  const descriptor = frame.readUInt8(4);
  const single = (descriptor >> 5) & 1;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const content = [single, 2, 4, 8][descriptor >> 6] ?? 0;
  return 5 + (1 - single) + dictionary + content;
}
