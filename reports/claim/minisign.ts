/**
 * Signatures of minisign, checked without it: Ed25519 over the file's BLAKE2b-512 (`ED`) or over the file itself
 * (`Ed`, as signify has it), and once more over signature and trusted comment.
 * https://jedisct1.github.io/minisign/#signature-format
 */
import type { KeyObject } from 'node:crypto';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { ClaimRefused } from './refused';

export interface MinisignKey {
  /** As minisign prints it: 16 hexadecimal digits. */
  readonly id: string;
  readonly key: KeyObject;
}

const KEY_BYTES = 2 + 8 + 32;
const SIGNATURE_BYTES = 2 + 8 + 64;
const UNTRUSTED = 'untrusted comment: ';
const TRUSTED = 'trusted comment: ';

/**
 * A public key: the text of `minisign.pub`, or its second line alone.
 * @throws RangeError where it is none
 */
export function minisignKey(text: string): MinisignKey {
  const lines = linesOf(text);
  const coded = lines[0]?.startsWith(UNTRUSTED) ? lines[1] : lines[0];
  const bytes = decoded(coded ?? '', KEY_BYTES);
  if (bytes?.toString('latin1', 0, 2) !== 'Ed')
    throw new RangeError(
      'this is no public key of minisign: give minisign.pub, or the line of it that begins with RW',
    );
  const x = bytes.subarray(10).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return { id: idOf(bytes), key };
}

/**
 * Checks that a file was signed with a key.
 * @param signature the text of its `.minisig`
 * @returns the trusted comment, which is signed too
 * @throws ClaimRefused where it was not, or the signature is none
 */
export function minisignComment(bytes: Buffer, signature: string, { id, key }: MinisignKey): string {
  const [untrusted = '', coded = '', trusted = '', codedGlobal = ''] = linesOf(signature);
  const signed = decoded(coded, SIGNATURE_BYTES);
  const global = decoded(codedGlobal, 64);
  if (!untrusted.startsWith(UNTRUSTED) || !trusted.startsWith(TRUSTED) || !signed || !global)
    throw new ClaimRefused('the signature is none of minisign: its four lines are not as they must be');
  const algorithm = signed.toString('latin1', 0, 2);
  if (algorithm !== 'ED' && algorithm !== 'Ed')
    throw new ClaimRefused('the signature is of an algorithm that minisign does not have');
  if (idOf(signed) !== id)
    throw new ClaimRefused(`the signature is by the key ${idOf(signed)}, and --key is ${id}`);
  const own = signed.subarray(10);
  const message = algorithm === 'ED' ? createHash('blake2b512').update(bytes).digest() : bytes;
  if (!verify(null, message, key, own))
    throw new ClaimRefused('the signature is not of this claim: it was changed, or another one was signed');
  const comment = trusted.slice(TRUSTED.length);
  if (!verify(null, Buffer.concat([own, Buffer.from(comment)]), key, global))
    throw new ClaimRefused("the signature's trusted comment was changed");
  return comment;
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/);
}

/** The key's number, which is kept in little-endian order. */
function idOf(bytes: Buffer): string {
  return bytes.readBigUInt64LE(2).toString(16).toUpperCase().padStart(16, '0');
}

/** Null where it is not the base64 of so many bytes. */
function decoded(text: string, length: number): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === length && bytes.toString('base64') === text ? bytes : null;
}
