/** `hvspec heki-ranges FILE`: what Heki makes of a kernel's symbol table. */
import { readFileSync } from 'node:fs';
import type { Command } from '@commander-js/extra-typings';
import { parseU64 } from '../../model/core/u64';
import { LayoutError } from './layout-error';
import { pictureOf } from './picture';
import { physBaseOf } from './place';
import { renderJson, renderText } from './render';
import type { Survey } from './survey';
import { surveyOf } from './survey';
import { readImage } from './symbols';

export interface HekiRangesOptions {
  readonly physBase?: string | undefined;
  readonly iomem?: string | undefined;
  readonly format: string;
}

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
  const render = FORMATS[format];
  if (!render) throw new LayoutError(`no format "${format}": there are ${Object.keys(FORMATS).join(', ')}`);
  try {
    const image = readImage(contents(file));
    const lines = iomem === undefined ? [] : contents(iomem).split('\n');
    return render(
      surveyOf(image, physBaseOf(image, physBase === undefined ? null : parseU64(physBase), lines)),
    );
  } catch (error) {
    if (error instanceof LayoutError) throw new LayoutError(`${file}: ${error.message}`);
    if (error instanceof RangeError) throw new LayoutError(`--phys-base: ${error.message}`);
    throw error;
  }
}

function contents(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    throw new LayoutError(`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
  }
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
        fail(error.message);
      }
    });
}
