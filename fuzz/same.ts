/**
 * Whether two values of an outcome or an inspection are the same in all members. What this takes for unlike may still differ
 * in nothing of account (`model/core/compare-fields`); what it takes for the same differs in nothing.
 */
export function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
    for (let i = 0; i < one.length; i += 1) if (!same(one[i], other[i])) return false;
    return true;
  }
  const [mine, yours] = [
    one as Readonly<Record<string, unknown>>,
    other as Readonly<Record<string, unknown>>,
  ];
  const names = Object.keys(mine);
  if (names.length !== Object.keys(yours).length) return false;
  for (const name of names) if (!(name in yours) || !same(mine[name], yours[name])) return false;
  return true;
}
