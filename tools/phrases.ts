/** `npm run phrases`: writes features/<machine>/PHRASES.md from the tables of phrases, and says how many there are. */
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { MACHINES } from '../model/machines';
import { LAYOUT } from '../reports/layout';
import { vocabularyOf } from '../steps/phrases/vocabulary';
import { phrasesOf } from './lint/phrases';
import { countLine, phrasesPage } from './phrases/page';

const { root, features } = LAYOUT;

async function main(): Promise<void> {
  const { uses } = await phrasesOf(root, 'default');
  const vocabularies = MACHINES.map(({ name }) => vocabularyOf(name));
  for (const known of vocabularies) {
    const file = join(features, known.machine, 'PHRASES.md');
    writeFileSync(file, phrasesPage(known, uses(known.machine)));
    console.log(`${relative(root, file)} written`);
  }
  console.log(countLine(vocabularies));
}

void main();
