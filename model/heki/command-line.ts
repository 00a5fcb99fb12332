/** Values of kernel parameters. */

/**
 * A truth value as the kernel reads it (lib/kstrtox.c, kstrtobool as of 2023): the first character decides,
 * after an `o` the second. Null where the string is invalid.
 */
export function parseBool(text: string | null): boolean | null {
  switch (text?.[0]) {
    case 'y':
    case 'Y':
    case 't':
    case 'T':
    case '1':
      return true;
    case 'n':
    case 'N':
    case 'f':
    case 'F':
    case '0':
      return false;
    case 'o':
    case 'O':
      return afterO(text[1]);
    default:
      return null;
  }
}

function afterO(second: string | undefined): boolean | null {
  if (second === 'n' || second === 'N') return true;
  return second === 'f' || second === 'F' ? false : null;
}

/**
 * A decimal number as the kernel reads it (lib/kstrtox.c, kstrtoul in base 10): an optional plus, digits, an
 * optional newline. Null where the string is invalid or the number does not fit in 64 bits.
 */
export function parseDecimal(text: string): bigint | null {
  if (!/^\+?[0-9]{1,40}\n?$/.test(text)) return null;
  const value = BigInt(text);
  return value >> 64n === 0n ? value : null;
}
