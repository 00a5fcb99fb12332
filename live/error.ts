/** Something that a box needs is missing or does not work: the run could not take place (exit code 3). */
export class LiveError extends Error {
  override readonly name = 'LiveError';
  constructor(
    message: string,
    /** Whether it was ended from outside (exit code 130). */
    readonly interrupted = false,
  ) {
    super(message);
  }
}
