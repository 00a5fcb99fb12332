/** What is wrong with a layout, in one sentence for its owner: what was found, and what to do. */
export class LayoutError extends Error {
  override readonly name = 'LayoutError';
}
