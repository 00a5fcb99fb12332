/** Python: texts and values. */
import type { Json } from './node';
import { wrapped } from './text';

/** A docstring; nothing where there is no text. */
export function doc(indent: string, text: string): readonly string[] {
  if (text === '') return [];
  const [first = '', ...rest] = wrapped(text, 100).map((line) => line.replaceAll('\\', '\\\\'));
  const end = rest.length === 0 ? '"""' : '';
  return [
    `${indent}"""${first}${end}`,
    ...rest.map((line, i) => `${indent}${line}${i === rest.length - 1 ? '"""' : ''}`),
  ];
}

/** A value in Python; \`0x0\` is a number there. */
export function literal(value: Json): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return `operations.Count(${value})`;
  if (typeof value === 'string') return value === '0x0' ? '0x0' : `'${value}'`;
  if (Array.isArray(value)) return `[${value.map((item) => literal(item as Json)).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([name, member]) => `'${name}': ${literal(member)}`)
    .join(', ')}}`;
}
