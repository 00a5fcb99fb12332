/**
 * Loaded before all else (`node -r`): the model has the mutant HVSPEC_MUTANT on from its first line, and is loaded as the
 * file HVSPEC_PREPARED says.
 */
import { readFileSync } from 'node:fs';
import type { Prepared } from './load';
import { loadAs } from './load';
import { setMutant } from './switches';

const { HVSPEC_MUTANT = '', HVSPEC_PREPARED = '' } = process.env;
loadAs(JSON.parse(readFileSync(HVSPEC_PREPARED, 'utf8')) as Prepared);
setMutant(Number(HVSPEC_MUTANT));
