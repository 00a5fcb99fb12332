/** YAML files that people write: read strictly, every error with its line. */
import type { Document } from 'yaml';
import { LineCounter, parseDocument, visit } from 'yaml';
import { version } from 'yaml/package.json';
import { readBounded } from '../subjects/bounded';
import { kept } from '../subjects/kept';
import { printable } from '../subjects/text';
import { FileError } from './errors';

export { FileError };

/** A file with its value and, for error messages, the line of each part of it. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  /** The line (from 1) of the member or item that a path leads to; of the nearest one above where there is none. */
  lineOf(path: readonly (string | number)[]): number;
}

const MAX_BYTES = 1 << 20;

/** @throws FileError where the file cannot be read, is no YAML, has a key twice, or is larger than 1 MiB */
export function readYaml(file: string): YamlFile {
  return parseYaml(readText(file), file);
}

/** The same for text from elsewhere; `file` is the name that errors give. @throws FileError */
export function parseYaml(text: string, file: string): YamlFile {
  let parsed: Parsed | null = null;
  const parse = (): Parsed => (parsed ??= parsedFrom(text, file));
  const value = kept(`yaml-${version}`, [text], (): unknown => parse().document.toJS());
  return { file, value, lineOf: (path) => lineAt(parse(), path) };
}

interface Parsed {
  readonly document: Document;
  readonly lines: LineCounter;
}

/** @throws FileError */
function parsedFrom(text: string, file: string): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    strict: true,
    uniqueKeys: true,
    prettyErrors: false,
    lineCounter: lines,
  });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) throw new FileError(file, lines.linePos(problem.pos[0]).line, printable(problem.message));
  // A few lines of aliases can stand for more than memory holds, and nothing here needs one.
  visit(document, {
    Alias: (_key, { range }) => {
      throw new FileError(
        file,
        lines.linePos(range?.[0] ?? 0).line,
        'aliases (*name) are not allowed: write the value out',
      );
    },
  });
  return { document, lines };
}

function readText(file: string): string {
  try {
    const bytes = readBounded(file, MAX_BYTES);
    if (bytes === null) throw new FileError(file, null, `the file has more than ${MAX_BYTES} bytes`);
    return bytes.toString('utf8');
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw new FileError(
      file,
      null,
      `the file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
    );
  }
}

function lineAt({ document, lines }: Parsed, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] } | undefined;
    const offset = node?.range?.[0];
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return 1;
}
