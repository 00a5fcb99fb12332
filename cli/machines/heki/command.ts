/** `hvspec heki-ranges FILE`: what Heki makes of a kernel's symbol table. */
import type { Command } from '@commander-js/extra-typings';
import { parseU64 } from '../../../model/core/u64';
import { printable } from '../../../subjects/text';
import { textOf } from '../../input';
import { LayoutError } from './layout-error';
import { pictureOf } from './picture';
import { physBaseOf } from './place';
import { renderJson, renderText } from './render';
import type { Survey } from './survey';
import { surveyOf } from './survey';
import { MAX_BYTES, readImage } from './symbols';

export interface HekiRangesOptions {
  readonly physBase?: string | undefined;
  readonly iomem?: string | undefined;
  readonly format: string;
}

/** That of a large server has some 100 KiB. */
const MAX_IOMEM = 4 << 20;

const FORMATS: Readonly<Record<string, (survey: Survey) => string>> = {
  text: renderText,
  json: renderJson,
  dot: pictureOf,
};

/**
 * The answer to the command, as text for stdout.
 * @throws LayoutError with one sentence on anything wrong with the files or the options
 */
export function hekiRanges(file: string, { physBase, iomem, format }: HekiRangesOptions): string {
  const render = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (!render) throw new LayoutError(`no format "${format}": there are ${Object.keys(FORMATS).join(', ')}`);
  const base = physBase === undefined ? null : about('--phys-base', () => parseU64(physBase));
  const image = about(file, () => readImage(contents(file, MAX_BYTES)));
  const lines = iomem === undefined ? [] : about(iomem, () => contents(iomem, MAX_IOMEM).split('\n'));
  return render(
    surveyOf(
      image,
      about(iomem ?? file, () => physBaseOf(image, base, lines)),
    ),
  );
}

/** What goes wrong in `read` is said with the name of what was read. */
function about<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof LayoutError || error instanceof RangeError)
      throw new LayoutError(`${what}: ${error.message}`);
    throw error;
  }
}

function contents(file: string, limit: number): string {
  return textOf(file, limit, 'latin1', (sentence) => new LayoutError(sentence));
}

/** Adds the command; `fail` gets the sentence of a LayoutError and ends with exit code 2. */
export function registerHekiRanges(program: Command, fail: (message: string) => void): void {
  program
    .command('heki-ranges')
    .description('show what Heki makes of a kernel: sections, guest frames, log lines, and what hosts answer')
    .argument('<file>', 'System.map, a copy of /proc/kallsyms, or a JSON layout with symbols and iomem')
    .option('--phys-base <hex>', 'physical address of the link base 0xffffffff80000000, modulo 2^64')
    .option('--iomem <file>', 'a copy of /proc/iomem, made by root')
    .option('--format <format>', 'text, json or dot (a picture for Graphviz)', 'text')
    .action((file, options) => {
      try {
        process.stdout.write(hekiRanges(file, options));
      } catch (error) {
        if (!(error instanceof LayoutError)) throw error;
        fail(printable(error.message, 1000));
      }
    });
}
