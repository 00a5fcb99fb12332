/** `hvspec mktme-sync`: a real direct map with its copies, and what protection changes do to them. */
import type { Command } from '@commander-js/extra-typings';
import { toWire } from '../../../model/core/wire';
import { changeOf, changesOf } from './changes';
import type { DirectMap } from '../../../model/mktme/direct-map';
import { MapError, readDirectMap } from '../../../model/mktme/direct-map';
import { printable } from '../../../subjects/text';
import { textOf } from '../../input';
import { readPageTables } from './page-tables';
import { mktmeSync } from './run';
import { resultText } from './text';

const MAX_BYTES = 4 << 20;
const EXAMPLES = `
Examples:
  $ sudo cat /sys/kernel/debug/page_tables/kernel > map.txt && hvspec mktme-sync map.txt ro:0x205000
  $ hvspec mktme-sync map.json ro:0x205000 uc:0x40000000+512
  $ hvspec mktme-sync map.json --keyids 63 --changes changes.txt
  $ hvspec mktme-sync map.json --profile reply ro:0x205000     # what the posted code does
`;

/** Where lines go; as in the other commands. */
export interface Lines {
  out(text: string): void;
  err(text: string): void;
}

/** Exits 0 where all invariants hold after every change, 1 where one does not, 2 where map or changes are wrong. */
export function addMktmeSync(program: Command, lines: Lines, done: (code: number) => void): void {
  program
    .command('mktme-sync')
    .description('lay KeyID copies over a direct map, change protections, and show what becomes of each copy')
    .argument('<file>', 'direct map: the text of /sys/kernel/debug/page_tables/kernel, or JSON')
    .argument('[changes...]', 'what:address+pages, physical: ro rw x nx uc wb np')
    .option('-k, --keyids <number>', 'KeyIDs beside KeyID 0 (1 to 63)', '2')
    .option('-p, --profile <name>', 'spec, reply or v2', 'spec')
    .option('-c, --changes <file>', 'more changes, one a line')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action((file, words, { keyids, profile, changes, json }) => {
      try {
        const listed = changes === undefined ? [] : about(changes, () => changesOf(read(changes)));
        const map = about(file, () => mapOf(read(file)));
        const all = [...words.map(changeOf), ...listed];
        const result = mktmeSync(map, all, { keyids: keyidsOf(keyids), profile });
        lines.out(json === true ? JSON.stringify(toWire(result)) : resultText(result));
        done([result, ...result.reports].every(({ broken }) => broken.length === 0) ? 0 : 1);
      } catch (error) {
        if (!(error instanceof MapError)) throw error;
        lines.err(`hvspec: ${printable(error.message, 1000)}`);
        done(2);
      }
    });
}

function mapOf(text: string): DirectMap {
  return text.trimStart().startsWith('{') ? readDirectMap(text) : readPageTables(text);
}

function read(file: string): string {
  return textOf(file, MAX_BYTES, 'utf8', (sentence) => new MapError(sentence));
}

/** What goes wrong in `reading` is said with the name of the file. */
function about<T>(file: string, reading: () => T): T {
  try {
    return reading();
  } catch (error) {
    throw error instanceof MapError ? new MapError(`${file}: ${error.message}`) : error;
  }
}

function keyidsOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new MapError(`--keyids ${text}: write a decimal number from 1 to 63`);
}
