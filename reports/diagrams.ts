/** The pictures of each machine, for the report: features/<machine>/pictures/*.svg. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MACHINES } from '../model/machines';
import { LAYOUT } from './layout';

/** By machine its pictures in the order of their names, each an SVG document; nothing where there are none. */
export function diagrams(features: string = LAYOUT.features): Readonly<Record<string, readonly string[]>> {
  const found = MACHINES.flatMap(({ name }) => {
    const folder = join(features, name, 'pictures');
    if (!existsSync(folder)) return [];
    const files = readdirSync(folder).filter((file) => file.endsWith('.svg'));
    return [[name, files.sort().map((file) => readFileSync(join(folder, file), 'utf8'))] as const];
  });
  return Object.fromEntries(found);
}
