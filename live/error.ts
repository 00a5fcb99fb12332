/** Why there was no run. */
export class LiveError extends Error {
  override readonly name = 'LiveError';
  /** Exit code of each kind: as a run in which nothing was executed, as a broken subject, as any interruption. */
  static readonly EXIT = { missing: 3, broken: 2, interrupted: 130 } as const;

  constructor(
    message: string,
    /** Whether something that a box needs is missing, the box did not do what it must, or it was ended from outside. */
    readonly kind: keyof typeof LiveError.EXIT = 'missing',
  ) {
    super(message);
  }
}
