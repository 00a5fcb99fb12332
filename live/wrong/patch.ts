/** A wrong kernel: a real one with a few bytes of its machine code changed, so that it breaks one requirement. */
import { LiveError } from '../error';
import { functionIn } from './elf';

export interface Wrong {
  readonly id: string;
  /** What the kernel then does wrong. */
  readonly does: string;
  /** The requirement that a run against it must find broken. */
  readonly breaks: string;
  readonly machine: string;
  /** The release that it was written for: `6.12.117`. */
  readonly debian: string;
  /** The module, as in `kvm`; null for the kernel itself. */
  readonly module: string | null;
  /** The function in which the bytes stand, once; in a kernel itself, which names none, nowhere else either. */
  readonly in: string;
  /** Bytes in hex digits, with blanks where it reads better. */
  readonly find: string;
  /** As many bytes. */
  readonly put: string;
  /** Other places of the function, each once, too. */
  readonly also?: readonly Pick<Wrong, 'find' | 'put'>[];
}

type Change = Pick<Wrong, 'id' | 'in' | 'find' | 'put' | 'also'>;

/**
 * The module with the bytes changed and without its signature: a wrong one is refused, none only taints the kernel.
 * @throws LiveError where the bytes are not there exactly once: the module is not the one that it was written for
 */
export function patched(module: Buffer, wrong: Change): Buffer {
  const copy = Buffer.from(unsigned(module));
  const place = functionIn(copy, wrong.in);
  if (place === null)
    throw new LiveError(`${wrong.id}: the module has no function ${wrong.in}, or is no module of 64 bits`);
  exchange(copy.subarray(place.offset, place.offset + place.size), wrong);
  return copy;
}

/** The kernel's image with the bytes changed. @throws LiveError where they are not there exactly once */
export function patchedImage(image: Buffer, wrong: Change): Buffer {
  const copy = Buffer.from(image);
  exchange(copy, wrong);
  return copy;
}

function exchange(code: Buffer, { also = [], ...first }: Change): void {
  for (const place of [first, ...also]) exchangeOne(code, { ...first, ...place });
}

function exchangeOne(code: Buffer, wrong: Change): void {
  const [find, put] = [bytesOf(wrong.id, wrong.find), bytesOf(wrong.id, wrong.put)];
  if (find.length !== put.length || find.equals(put))
    throw new RangeError(`${wrong.id}: what is put has to be as long as what is found, and another`);
  const at = code.indexOf(find);
  if (at < 0 || code.indexOf(find, at + 1) >= 0) {
    const often = at < 0 ? 'not' : 'more than once';
    throw new LiveError(
      `${wrong.id}: its bytes are ${often} in ${wrong.in}: the kernel is not the one it was written for`,
    );
  }
  put.copy(code, at);
}

function bytesOf(id: string, text: string): Buffer {
  const digits = text.replaceAll(' ', '');
  if (!/^([0-9a-f]{2})+$/.test(digits))
    throw new RangeError(`${id}: "${text}" is not bytes in pairs of lower-case hex digits`);
  return Buffer.from(digits, 'hex');
}

/** What ends a signed module; before it stand 12 bytes that end in the signature's length, highest byte first. */
const MARK = Buffer.from('~Module signature appended~\n');
const SIGNATURE_INFO = 12;

/** The module without the signature that was appended to it. */
export function unsigned(module: Buffer): Buffer {
  const end = module.length - MARK.length;
  if (end < SIGNATURE_INFO || !module.subarray(end).equals(MARK)) return module;
  const signature = module.readUInt32BE(end - 4);
  const size = end - SIGNATURE_INFO - signature;
  return size > 0 ? module.subarray(0, size) : module;
}
