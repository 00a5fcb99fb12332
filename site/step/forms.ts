/** What is asked of who adds an operation, and what becomes of the answers. */

export interface Field {
  readonly name: string;
  readonly about: string;
  readonly required: boolean;
  readonly kind: 'choice' | 'switch' | 'number' | 'text' | 'json';
  readonly choices?: readonly string[];
  /** Of a choice: whether what is chosen is a number. */
  readonly numeric?: boolean;
  readonly min?: number;
  readonly max?: number;
}

export interface Form {
  readonly op: string;
  readonly about: string;
  readonly fields: readonly Field[];
  /** An operation that makes a good beginning. */
  readonly example: unknown;
}

export interface Forms {
  /** To begin with where there is no case. */
  readonly config: unknown;
  readonly operations: readonly Form[];
  /** Of each requirement the profiles in which it holds. */
  readonly requirements: Readonly<Record<string, readonly string[]>>;
}

export type Answers = Readonly<Record<string, string>>;

/** The answers that make the form's example. */
export function answersOf({ fields, example }: Form): Answers {
  const given = example as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    fields.map(({ name, kind }) => {
      const value = given[name];
      if (value === undefined) return [name, ''];
      return [name, kind === 'json' || typeof value !== 'string' ? JSON.stringify(value) : value];
    }),
  );
}

/**
 * The operation that the answers say, in its JSON form. What is left empty is left out.
 * @throws RangeError with the field, what was given and what is allowed
 */
export function operationOf({ op, fields }: Form, answers: Answers): Readonly<Record<string, unknown>> {
  const entries = fields.flatMap((field): [string, unknown][] => {
    const text = (answers[field.name] ?? '').trim();
    if (text !== '') return [[field.name, valueOf(field, text)]];
    if (field.required) throw new RangeError(`${field.name}: something has to be given${allowed(field)}`);
    return [];
  });
  return { op, ...Object.fromEntries(entries) };
}

function valueOf(field: Field, text: string): unknown {
  const wrong = (): RangeError => new RangeError(`${field.name}: "${text}" is not allowed${allowed(field)}`);
  switch (field.kind) {
    case 'choice':
      if (!field.choices?.includes(text)) throw wrong();
      return field.numeric === true ? Number(text) : text;
    case 'switch':
      if (text !== 'true' && text !== 'false') throw wrong();
      return text === 'true';
    case 'number': {
      const value = Number(text);
      if (!Number.isInteger(value) || value < (field.min ?? 0) || value > (field.max ?? Infinity))
        throw wrong();
      return value;
    }
    case 'text':
      return /^0x[0-9a-f_]+$/i.test(text) ? hexOf(text, wrong) : text;
    case 'json':
      try {
        return JSON.parse(text) as unknown;
      } catch {
        throw wrong();
      }
  }
}

function hexOf(text: string, wrong: () => RangeError): string {
  const digits = text
    .slice(2)
    .replaceAll('_', '')
    .replace(/^0+(?=.)/, '')
    .toLowerCase();
  if (digits.length > 16 || digits === '') throw wrong();
  return `0x${digits}`;
}

function allowed({ kind, choices, min, max }: Field): string {
  switch (kind) {
    case 'choice':
      return `: one of ${(choices ?? []).join(', ')}`;
    case 'switch':
      return ': true or false';
    case 'number':
      return `: a whole number from ${min ?? 0}${max === undefined || max === Number.MAX_SAFE_INTEGER ? '' : ` to ${max}`}`;
    case 'text':
      return ': text, or at most 64 bits as 0x… ';
    case 'json':
      return ': JSON, with values of 64 bits as "0x…"';
  }
}
