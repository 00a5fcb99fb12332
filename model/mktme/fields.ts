/** Which requirements speak of which field of an outcome: to say what broke when two outcomes differ. */

const COPIES = [
  'MKTME-62',
  'MKTME-63',
  'MKTME-61',
  'MKTME-48',
  'MKTME-47',
  'MKTME-55',
  'MKTME-33',
  'MKTME-10',
  'MKTME-56',
  'MKTME-16',
  'MKTME-12',
  'MKTME-13',
];

const FIELDS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^bug$/, ['MKTME-52', 'MKTME-37', 'MKTME-34', 'MKTME-51', 'MKTME-14']],
  [/^events\.\d+\.(linked|tables)$/, ['MKTME-53', 'MKTME-54', 'MKTME-17']],
  [/^events\.\d+\.event$/, ['MKTME-55', 'MKTME-54', 'MKTME-51']],
  [/^events\.\d+\.leaves$/, ['MKTME-55']],
  [/^events\.\d+\.(scope|count)$/, ['MKTME-06', 'MKTME-31']],
  [/^events\.\d+\.(va|pages)$/, ['MKTME-65', 'MKTME-44', 'MKTME-32']],
  [/^events\.\d+\.text$/, ['MKTME-41', 'MKTME-45']],
  [/^events/, ['MKTME-55', 'MKTME-54', 'MKTME-32', 'MKTME-25', 'MKTME-26', 'MKTME-61', 'MKTME-62', 'MKTME-51', 'MKTME-50', 'MKTME-10', 'MKTME-17', 'MKTME-06', 'MKTME-02', 'MKTME-44', 'MKTME-58']],
  [/^(missing|extra|mismatch)$/, COPIES],
  [/^copies/, COPIES],
  [/^(tables|allocated)/, ['MKTME-51', 'MKTME-50', 'MKTME-53', 'MKTME-55', 'MKTME-56', 'MKTME-49', 'MKTME-48', 'MKTME-47', 'MKTME-33', 'MKTME-38', 'MKTME-10', 'MKTME-17', 'MKTME-46', 'MKTME-58', 'MKTME-18']],
  [/^outside/, ['MKTME-56', 'MKTME-49', 'MKTME-50', 'MKTME-29', 'MKTME-04']],
  [/^(canonical|page_keyids)/, ['MKTME-04', 'MKTME-44']],
  [/^enabled$/, ['MKTME-64', 'MKTME-41', 'MKTME-39']],
  [/^(size|mask)$/, ['MKTME-40']],
  [/^(nr_keyids|keyid_shift|keyid_mask)$/, ['MKTME-38', 'MKTME-41', 'MKTME-39']],
  [/^physical_mask$/, ['MKTME-39']],
  [/^(pa|from)$/, ['MKTME-06', 'MKTME-12']],
  [/^keyid$/, ['MKTME-43', 'MKTME-12']],
  [/^value$/, ['MKTME-42']],
  [/^error$/, ['MKTME-50', 'MKTME-51', 'MKTME-64', 'MKTME-05', 'MKTME-18']],
  [/^(outcome|fault)$/, ['MKTME-52', 'MKTME-51', 'MKTME-50', 'MKTME-64', 'MKTME-37', 'MKTME-34', 'MKTME-14', 'MKTME-05', 'MKTME-02', 'MKTME-20']],
]; // prettier-ignore

/** Most telling first; an empty list where no requirement speaks of the field alone. */
export function requirementsOf(path: string): readonly string[] {
  return FIELDS.find(([pattern]) => pattern.test(path))?.[1] ?? [];
}
