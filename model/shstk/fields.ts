/** Which requirements speak of which field of an outcome: so that a difference is laid at the right door. */

const FIELDS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^events\.\d+\.ssp$/, ['SHSTK-49', 'SHSTK-106', 'SHSTK-105', 'SHSTK-101', 'SHSTK-56']],
  [/^events\.\d+\.(error|name)$/, ['SHSTK-56']],
  [/^events/, ['SHSTK-91', 'SHSTK-99', 'SHSTK-105', 'SHSTK-108', 'SHSTK-50', 'SHSTK-56', 'SHSTK-49']],
  [/^(features|locked)$/, ['SHSTK-30']],
  [/^(start|end)$/, ['SHSTK-90', 'SHSTK-77', 'SHSTK-86', 'SHSTK-87']],
  [/^(perm|vmflags)$/, ['SHSTK-77', 'SHSTK-82', 'SHSTK-87']],
  [/^stored/, ['SHSTK-31', 'SHSTK-120', 'SHSTK-62', 'SHSTK-25', 'SHSTK-29', 'SHSTK-47', 'SHSTK-16']],
  [/^length$/, ['SHSTK-118', 'SHSTK-57']],
  [/^(si_code|si_addr|trapno|error_code|fault|signal)$/, ['SHSTK-112', 'SHSTK-111', 'SHSTK-110', 'SHSTK-114', 'SHSTK-116', 'SHSTK-117', 'SHSTK-115', 'SHSTK-83', 'SHSTK-84', 'SHSTK-79', 'SHSTK-99', 'SHSTK-91', 'SHSTK-108', 'SHSTK-101', 'SHSTK-107', 'SHSTK-55']],
  [/^error$/, ['SHSTK-69', 'SHSTK-66', 'SHSTK-67', 'SHSTK-72', 'SHSTK-73', 'SHSTK-74', 'SHSTK-75', 'SHSTK-76', 'SHSTK-78', 'SHSTK-33', 'SHSTK-118', 'SHSTK-58', 'SHSTK-59', 'SHSTK-120', 'SHSTK-63', 'SHSTK-65', 'SHSTK-61', 'SHSTK-18', 'SHSTK-19', 'SHSTK-20', 'SHSTK-24', 'SHSTK-60', 'SHSTK-31', 'SHSTK-80', 'SHSTK-16', 'SHSTK-86', 'SHSTK-39', 'SHSTK-44']],
  [/^value$/, ['SHSTK-35', 'SHSTK-36', 'SHSTK-70', 'SHSTK-88', 'SHSTK-89', 'SHSTK-34', 'SHSTK-39', 'SHSTK-23', 'SHSTK-52', 'SHSTK-53', 'SHSTK-98', 'SHSTK-113', 'SHSTK-57', 'SHSTK-109', 'SHSTK-15', 'SHSTK-32']],
  [/^outcome$/, ['SHSTK-100', 'SHSTK-102', 'SHSTK-103', 'SHSTK-51', 'SHSTK-06', 'SHSTK-54', 'SHSTK-105', 'SHSTK-69', 'SHSTK-62', 'SHSTK-60', 'SHSTK-71', 'SHSTK-82', 'SHSTK-83', 'SHSTK-119', 'SHSTK-121', 'SHSTK-94', 'SHSTK-95', 'SHSTK-68', 'SHSTK-80', 'SHSTK-81', 'SHSTK-55', 'SHSTK-41', 'SHSTK-40']],
]; // prettier-ignore

/** Most telling first; an empty list where no requirement speaks of the field alone. */
export function requirementsOf(path: string): readonly string[] {
  return FIELDS.find(([pattern]) => pattern.test(path))?.[1] ?? [];
}
