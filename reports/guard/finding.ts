/** Reasons for which a run must not be called green although no case failed. */

/**
 * Exit codes by kind: 3 where nothing was executed, 2 where the features or the harness are broken,
 * 1 where a requirement and its cases do not fit together.
 */
const EXITS = {
  'nothing-selected': 3,
  'no-such-file': 3,
  'empty-shard': 3,
  'feature-without-scenarios': 3,
  'scenario-without-steps': 3,
  'outline-without-rows': 3,
  skipped: 3,
  'nothing-applicable': 3,

  'parse-error': 2,
  'undefined-step': 2,
  'ambiguous-step': 2,
  'pending-step': 2,
  'not-executed': 2,
  'no-verdict': 2,
  harness: 2,
  'unknown-machine': 2,
  'unknown-profile': 2,
  'unknown-capability': 2,
  'unknown-choice': 2,
  'unknown-tag': 2,
  'contradictory-profiles': 2,
  'unknown-column': 2,
  'unused-column': 2,
  'case-column': 2,
  slug: 2,
  'duplicate-case': 2,
  'swallowed-step': 2,
  'scenario-without-then': 2,
  'untagged-capability': 2,

  'no-requirement': 1,
  'unknown-requirement': 1,
  'requirement-not-in-profile': 1,
  'excluded-with-case': 1,
  'must-without-case': 1,
  'not-exercised': 1,
  'not-shown': 1,
  'stale-baseline': 1,
  'expired-baseline': 1,
  'other-failure': 1,
} as const;

export type FindingKind = keyof typeof EXITS;

export interface Finding {
  readonly kind: FindingKind;
  /** One line: where, what was given, what is allowed. */
  readonly message: string;
  /** The exit code that it asks for. */
  readonly exit: 1 | 2 | 3;
}

export function finding(kind: FindingKind, message: string): Finding {
  return { kind, message, exit: EXITS[kind] };
}

/** Every kind that there is, for tests and documents. */
export const FINDING_KINDS: readonly FindingKind[] = Object.keys(EXITS) as FindingKind[];

/** By kind, then by what is told, line 9 before line 75: the same whatever was found first, in a run or in its shards. */
export function inOrder<T extends { readonly kind: string; readonly message: string }>(
  findings: readonly T[],
): readonly T[] {
  const key = ({ message }: T): string => message.replace(/\d+/g, (digits) => digits.padStart(10, '0'));
  const place = ({ kind }: T): number => (FINDING_KINDS as readonly string[]).indexOf(kind);
  return [...findings].sort(
    (a, b) => place(a) - place(b) || (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0),
  );
}

/** Each finding once: the rows of an outline often share one. */
export function distinct(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((one) => [`${one.kind} ${one.message}`, one])).values()];
}

/** ` (perhaps "x"?)`, or nothing. */
export function perhaps(meant: string | null): string {
  return meant === null ? '' : ` (perhaps ${meant}?)`;
}
