/** `npm run phrases`: writes features/<machine>/PHRASES.md from the tables of phrases, and says how many there are. */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { MACHINES } from '../model/machines';
import { featureFiles, parseFeatures } from '../reports/gherkin';
import { LAYOUT } from '../reports/layout';
import { vocabularyOf } from '../steps/phrases/vocabulary';
import { phrasesOf } from './lint/phrases';
import { pageFile } from './phrases/lint';
import { countLine, phrasesPage } from './phrases/page';

const { root } = LAYOUT;

async function main(): Promise<void> {
  const pickles = parseFeatures(featureFiles(LAYOUT.features), root).flatMap(({ pickle }) => pickle ?? []);
  const { uses } = await phrasesOf(root, 'default', pickles);
  const vocabularies = MACHINES.map(({ name }) => vocabularyOf(name));
  for (const known of vocabularies) {
    const file = pageFile(known.machine);
    writeFileSync(file, phrasesPage(known, uses(known.machine)));
    console.log(`${relative(root, file)} written`);
  }
  console.log(countLine(vocabularies));
}

void main();
