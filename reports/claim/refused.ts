/** A claim that must not be made, or not be believed. */
export class ClaimRefused extends Error {
  override readonly name = 'ClaimRefused';
}
