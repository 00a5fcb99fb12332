import type { WireProblem } from '../subjects/wire-error';

/** What an adapter does wrong although each of its answers is well-formed. */
export class Illness extends Error {
  override readonly name = 'Illness';
  constructor(readonly parts: WireProblem) {
    super(parts.problem);
  }
}
