/** The capabilities that a subject of each profile may declare; what asks for them is said in the schema. */

const POSTED = [
  'raw-exit',
  'forced-exit',
  'el0-32bit',
  'el0-64bit-only',
  'el1-32bit',
  'nvhe',
  'insight',
] as const;

export const CAPABILITIES: Readonly<Record<'before' | 'seed' | 'upstream', readonly string[]>> = {
  before: ['raw-exit', 'insight'],
  seed: POSTED,
  upstream: [...POSTED, 'e2h0', 'inject-irq', 'fgt'],
};
