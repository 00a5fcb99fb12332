/** Bytes that come in pieces, as text. */
import { isUtf8 } from 'node:buffer';

/** Decodes UTF-8, and remembers whether all was. What is not becomes U+FFFD. */
export class Utf8 {
  private rest: Buffer = Buffer.alloc(0);
  /** False once there was something else than UTF-8. */
  isClean = true;

  decode(chunk: Buffer): string {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const end = bytes.length - unfinished(bytes);
    this.rest = bytes.subarray(end);
    const whole = bytes.subarray(0, end);
    if (this.isClean && !isUtf8(whole)) this.isClean = false;
    return whole.toString('utf8');
  }
}

/** How many bytes at the end begin a character that needs more of them. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < lengthFrom(byte) ? back : 0;
  }
  return 0;
}

function lengthFrom(first: number): number {
  return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
}
