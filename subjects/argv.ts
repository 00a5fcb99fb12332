/** Splitting `--subject 'python3 adapters/python/syndbg.py'` into an argv, so that no shell is needed. */

/**
 * The words of a command line, split as a POSIX shell splits them: blanks separate, '…' keeps everything,
 * "…" keeps everything but `\"`, `\\`, `\$` and `` \` ``, a backslash outside quotes keeps the next character.
 * Nothing is expanded: no variables, no globs, no substitution, and `|`, `;`, `>` are ordinary characters.
 * @throws RangeError on an unclosed quote, a backslash at the end, a NUL and a line without words
 */
export function splitArgv(line: string): readonly [string, ...string[]] {
  if (line.includes('\0'))
    throw new RangeError('the command has a NUL character in it, which no argument can hold');
  const words: string[] = [];
  let word: string | null = null;
  for (let i = 0; i < line.length; i += 1) {
    const c = line[i] as string;
    if (c === "'" || c === '"') {
      const { text, end } = quoted(line, i, c);
      word = (word ?? '') + text;
      i = end;
    } else if (c === '\\') {
      i += 1;
      if (i >= line.length)
        throw new RangeError(`the command ends in a backslash: write \\\\ for one in ${line}`);
      word = (word ?? '') + (line[i] as string);
    } else if (c === ' ' || c === '\t' || c === '\n') {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + c;
  }
  if (word !== null) words.push(word);
  const [program, ...rest] = words;
  if (!program)
    throw new RangeError("the command is empty: give a program, as in 'python3 adapters/python/syndbg.py'");
  return [program, ...rest];
}

function quoted(line: string, start: number, quote: string): { readonly text: string; readonly end: number } {
  let text = '';
  for (let i = start + 1; i < line.length; i += 1) {
    const c = line[i] as string;
    if (c === quote) return { text, end: i };
    const next = line[i + 1];
    if (c === '\\' && quote === '"' && next !== undefined && '"\\$`'.includes(next)) {
      text += next;
      i += 1;
    } else text += c;
  }
  throw new RangeError(`the quote ${quote} at character ${start + 1} is never closed: ${line}`);
}
