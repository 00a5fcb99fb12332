/** Text of any origin inside GitHub flavoured Markdown: shown as it is, never read as markup. */
import { clean, oneLine } from '../text/clean';

/** On one line, for a paragraph or a cell of a table. */
export function inline(text: string): string {
  return (
    oneLine(text)
      .replace(/[\\`*_[\](){}|~$!]/g, '\\$&')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      // Neither a mention of somebody nor a number of an issue.
      .replace(/[@#](?=\w)/g, '$&<!-- -->')
      .replace(/(https?|ftp|mailto|xmpp):/gi, '$1&#58;')
      .replace(/\bwww\./gi, (found) => `${found.slice(0, -1)}&#46;`)
  );
}

/** For the inside of an HTML block, where Markdown is not read. */
export function htmlText(text: string): string {
  return oneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[@#](?=\w)/g, '$&<!-- -->');
}

/** As code on one line. */
export function code(text: string): string {
  const shown = oneLine(text);
  const runs = shown.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map(({ length }) => length)) + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return shown === '' ? '' : `${fence}${pad}${shown}${pad}${fence}`;
}

/** As a block of code, with its line breaks. */
export function codeBlock(text: string): string {
  const shown = clean(text);
  const runs = shown.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(2, ...runs.map(({ length }) => length)) + 1);
  return `${fence}text\n${shown}\n${fence}`;
}

/** Folded away under a title; the title is HTML, the body Markdown. */
export function details(title: string, body: string): string {
  return `<details>\n<summary>${title}</summary>\n\n${body}\n\n</details>`;
}

/** Cells are Markdown already; a `|` that is left in them would end the cell, even in code. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replace(/(?<!\\)\|/g, '\\|')).join(' | ')} |`;
  const rule = head.map((_name, i) => (right.includes(i) ? '--:' : '---'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
