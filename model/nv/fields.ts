/** Which requirements speak of which field of an outcome: so that a difference is laid at the right door. */

const FIELDS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^mode$/, ['NV-28', 'NV-62', 'NV-16', 'NV-17', 'NV-15', 'NV-18', 'NV-42', 'NV-53']],
  [/^(e2h|tge)$/, ['NV-46', 'NV-45', 'NV-44', 'NV-04']],
  [
    /^value$/,
    ['NV-28', 'NV-23', 'NV-66', 'NV-67', 'NV-65', 'NV-45', 'NV-44', 'NV-55', 'NV-56', 'NV-19', 'NV-48'],
  ],
  [/^error$/, ['NV-51', 'NV-54', 'NV-49', 'NV-43', 'NV-47', 'NV-71']],
  [/^fault$/, ['NV-12']],
  [/^outcome$/, ['NV-12', 'NV-51', 'NV-54', 'NV-49', 'NV-43', 'NV-47', 'NV-41']],
  [/^events\.\d+\.pstate$/, ['NV-28', 'NV-16', 'NV-17', 'NV-15', 'NV-18', 'NV-19']],
  [/^events\.\d+\.esr$/, ['NV-21', 'NV-63', 'NV-64', 'NV-57']],
  [/^events\.\d+\.host_context$/, ['NV-13', 'NV-02']],
  [/^events\.\d+\.file$/, ['NV-23', 'NV-36']],
  [/^events\.\d+\.path$/, ['NV-37']],
  [/^events\.\d+\.(to|by|vector)$/, ['NV-57', 'NV-63', 'NV-64', 'NV-36']],
  [/^events\.\d+\.(reason|phys_addr)$/, ['NV-68', 'NV-71', 'NV-51']],
  [/^events/, ['NV-13', 'NV-14', 'NV-12', 'NV-05', 'NV-36', 'NV-37']],
];

/** Most telling first; an empty list where no requirement speaks of the field alone. */
export function requirementsOf(path: string): readonly string[] {
  return FIELDS.find(([pattern]) => pattern.test(path))?.[1] ?? [];
}
