/** site/redirects.yaml: ids that are no longer used, with what took their place. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { LAYOUT } from '../reports/layout';

/** By old ids the id of a case or requirement. */
export type Redirects = Readonly<Record<string, string>>;

/** As the file has them; none where there is no site. */
export function readRedirects(root: string = LAYOUT.root): Redirects {
  const file = join(root, 'site/redirects.yaml');
  return existsSync(file) ? ((parse(readFileSync(file, 'utf8')) ?? {}) as Redirects) : {};
}
