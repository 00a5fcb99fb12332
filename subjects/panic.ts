/** A kernel's panic in what a subject says on stderr, where it is the console of a machine. */

const PANIC = /Kernel panic - not syncing[^\r\n]*/;
/** A whole line, so that none is taken before its end has come. */
const LINE = /Kernel panic - not syncing[^\r\n]*[\r\n]/;
/** Bytes in which a line that came in pieces is found. */
const KEPT = 1024;

/** The line without what stands before it; null where there is none. */
export function panicIn(text: string): string | null {
  return PANIC.exec(text)?.[0].trimEnd() ?? null;
}

/** Takes a stream's chunks, and keeps the first panic: the registers and calls that follow it are longer than what is kept of stderr. */
export function panicWatch(): { readonly take: (chunk: Buffer) => void; readonly line: () => string | null } {
  let text = '';
  let found: string | null = null;
  return {
    take: (chunk) => {
      if (found !== null) return;
      text += chunk.toString('utf8');
      if (LINE.test(text)) found = panicIn(text);
      text = text.slice(-KEPT);
    },
    line: () => found ?? panicIn(text),
  };
}
