/** Long lists of a trace made short: whole tables of CPUID leaves are arguments and outcomes too. */

/** Characters of a list that are told as they are. */
const MAX_TOLD = 100;
/** Of a list that is folded: as many elements are named. */
const MAX_NAMED = 12;

/**
 * Writes the values of one trace. Of a long list it says how many elements there are, and of each the first member;
 * of one that stood there before, in which operation.
 * @param write writes a value as it is
 * @returns a function of a member's name, its value and the number of the operation, from 1
 */
export function folding(
  write: (value: unknown) => string,
): (name: string, value: unknown, operation: number) => string {
  const seen = new Map<string, number>();
  return (name, value, operation) => {
    const text = write(value);
    if (!Array.isArray(value) || text.length <= MAX_TOLD) return text;
    const before = seen.get(text);
    if (before !== undefined) return `[${value.length} ${name}, as in operation ${before}]`;
    seen.set(text, operation);
    return `[${value.length} ${name}: ${namesOf(value, write)}]`;
  };
}

function namesOf(list: readonly unknown[], write: (value: unknown) => string): string {
  const named = list.slice(0, MAX_NAMED).map((one) => write(firstOf(one)).slice(0, 40));
  return named.join(' ') + (list.length > MAX_NAMED ? ' …' : '');
}

function firstOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? Object.values(value)[0] : value;
}
