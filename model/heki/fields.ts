/** Which requirements speak of which field of an outcome: so that a difference is laid at the right door. */

const FIELDS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^ranges/, ['HEKI-26', 'HEKI-25', 'HEKI-31', 'HEKI-27', 'HEKI-28', 'HEKI-33']],
  [/^input_unchanged/, ['HEKI-28']],
  [/^order/, ['HEKI-19', 'HEKI-36', 'HEKI-23']],
  [/^calls/, ['HEKI-45', 'HEKI-41', 'HEKI-42', 'HEKI-40', 'HEKI-38', 'HEKI-37', 'HEKI-64', 'HEKI-63', 'HEKI-17', 'HEKI-32', 'HEKI-89']],
  [/^result/, ['HEKI-85', 'HEKI-63', 'HEKI-05']],
  [/^(vector|error_code|address)/, ['HEKI-80']],
  [/^(outcome|error|fault)/, ['HEKI-71', 'HEKI-81', 'HEKI-79', 'HEKI-78', 'HEKI-77', 'HEKI-72', 'HEKI-74', 'HEKI-68', 'HEKI-60', 'HEKI-50', 'HEKI-51', 'HEKI-59', 'HEKI-54', 'HEKI-58', 'HEKI-62', 'HEKI-07', 'HEKI-57', 'HEKI-53']],
  [/^value/, ['HEKI-68', 'HEKI-62', 'HEKI-71', 'HEKI-79', 'HEKI-50', 'HEKI-51', 'HEKI-59', 'HEKI-60']],
  [/^events/, ['HEKI-79', 'HEKI-77', 'HEKI-80', 'HEKI-74', 'HEKI-56', 'HEKI-55', 'HEKI-62', 'HEKI-71', 'HEKI-85', 'HEKI-43', 'HEKI-41', 'HEKI-44', 'HEKI-42', 'HEKI-39', 'HEKI-38', 'HEKI-34', 'HEKI-04', 'HEKI-17', 'HEKI-18', 'HEKI-89', 'HEKI-08']],
  [/^guest\.(ranges|num|live)/, ['HEKI-45', 'HEKI-22', 'HEKI-33']],
  [/^guest\.enabled/, ['HEKI-04', 'HEKI-02', 'HEKI-06', 'HEKI-01', 'HEKI-07']],
  [/^guest\.built/, ['HEKI-10']],
  [/^guest\.backend/, ['HEKI-64', 'HEKI-48', 'HEKI-15']],
  [/^guest\.test/, ['HEKI-89']],
  [/^host\.(write_slots|stray)/, ['HEKI-78', 'HEKI-71', 'HEKI-53', 'HEKI-70', 'HEKI-52']],
  [/^host\.(exec_slots|exec_locked|stripped)/, ['HEKI-79', 'HEKI-77', 'HEKI-75', 'HEKI-76', 'HEKI-58']],
  [/^host\.pin/, ['HEKI-61', 'HEKI-60', 'HEKI-83']],
  [/^vcpus/, ['HEKI-62', 'HEKI-82']],
]; // prettier-ignore

/** Most telling first; an empty list where no requirement speaks of the field alone. */
export function requirementsOf(path: string): readonly string[] {
  return FIELDS.find(([pattern]) => pattern.test(path))?.[1] ?? [];
}
