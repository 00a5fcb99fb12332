/** The anchor of a heading, as code-hosting pages make it: so links within the documents lead there on the site, too. */
export function slugOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replace(/ /g, '-');
}
