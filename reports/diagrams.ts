/** The picture of each machine, for the report: features/<machine>/pictures/*.svg. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MACHINES } from '../model/machines';
import { LAYOUT } from './layout';

/** By machine the first picture in the order of the names, as an SVG document; nothing where there is none. */
export function diagrams(features: string = LAYOUT.features): Readonly<Record<string, string>> {
  const found = MACHINES.flatMap(({ name }) => {
    const folder = join(features, name, 'pictures');
    const [first] = existsSync(folder)
      ? readdirSync(folder)
          .filter((file) => file.endsWith('.svg'))
          .sort()
      : [];
    return first === undefined ? [] : [[name, readFileSync(join(folder, first), 'utf8')] as const];
  });
  return Object.fromEntries(found);
}
