/** The shape of a value: words stay, numbers become `#`, so that the same mistake looks the same in every run. */

/** As in `{event:"exit",exit:"SYNDBG",pad1:#}`, `"EINVAL"`, `[#]` (of a list the shapes that it holds), `nothing`. */
export function shapeOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'bigint' || typeof value === 'number') return '#';
  if (typeof value === 'string') return VALUE.test(value) ? '#' : JSON.stringify(withoutNumbers(value));
  if (Array.isArray(value)) return `[${[...new Set(value.map(shapeOf))].sort().join(',')}]`;
  if (typeof value === 'boolean' || value === null) return `${value}`;
  if (typeof value !== 'object') return typeof value;
  const members = Object.entries(value).map(([name, member]) => `${withoutNumbers(name)}:${shapeOf(member)}`);
  return `{${[...new Set(members)].sort().join(',')}}`;
}

const VALUE = /^(0x[0-9a-f]+|-?\d+)$/i;

/** Numbers go, names with digits in them (`E2BIG`, `v6`) stay. */
export function withoutNumbers(text: string): string {
  return text.replace(/\b0x[0-9a-f_]+\b/gi, '#').replace(/\b\d+\b/g, '#');
}

/** A field without the places in lists: `state.vms.0.hcr` as `state.vms.#.hcr`; a leaf's `0x40000003` stays. */
export function fieldShape(field: string): string {
  return field.replace(/(?<=^|\.)\d+(?=\.|$)/g, '#');
}
