/**
 * `npm run rules`: writes the sentences and sources of the catalogues into the Rules of the features. With words it does
 * so for those machines alone.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { MACHINES } from '../model/machines';
import { catalogueFor } from '../reports/law';
import { featuresIn } from '../reports/gherkin';
import { LAYOUT } from '../reports/layout';
import { withRules } from './rules/write';
import { machinesOrExit } from './words';

const { root, features } = LAYOUT;
const names = machinesOrExit(process.argv.slice(2));

for (const machine of MACHINES) {
  if (!names.includes(machine.name)) continue;
  for (const file of featuresIn(join(features, machine.name))) {
    const text = readFileSync(file, 'utf8');
    const written = withRules(text, relative(root, file), catalogueFor(machine));
    if (written === text) continue;
    writeFileSync(file, written);
    console.log(`${relative(root, file)} written`);
  }
}
