/**
 * `npm run join -- OUT FILE…`: recordings of the same cases on several kernels, each made by `hvspec run --record`, as one
 * file in which what they did alike stands once.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { joined } from './recordings/join';

function main([out, ...files]: readonly string[]): number {
  if (out === undefined || files.length === 0) {
    console.error(
      'give the file to write and the recordings to join: npm run join -- all.ndjson 6.12.ndjson 7.2.ndjson',
    );
    return 2;
  }
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined || existsSync(out)) {
    console.error(
      missing === undefined ? `${out} exists: name another file, or remove it` : `there is no ${missing}`,
    );
    return 2;
  }
  const lines = joined(files.map((file) => readFileSync(file, 'utf8')));
  writeFileSync(out, lines.map((line) => `${line}\n`).join(''));
  console.log(`${out}: ${lines.length} lines of ${files.length} recordings`);
  return 0;
}

process.exitCode = main(process.argv.slice(2));
