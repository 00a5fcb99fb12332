import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LAYOUT } from '../reports/layout';

/** A file's text as `npm run format` would leave it. @throws Error where it cannot be read as what the file's name says */
export async function formatted(file: string, text: string): Promise<string> {
  const { format } = await import('oxfmt');
  const options = JSON.parse(readFileSync(join(LAYOUT.root, '.oxfmtrc.json'), 'utf8')) as Parameters<
    typeof format
  >[2];
  const { code, errors } = await format(file, text, options);
  if (errors.length > 0) throw new Error(`${file}: ${errors.map(({ message }) => message).join('; ')}`);
  return code;
}
