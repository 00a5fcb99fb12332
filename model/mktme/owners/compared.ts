/** A copy held against C: the counts show what the syncs since the last comparison did. */
import { spansUnits } from './asked';
import {
  any,
  copies,
  crossingC,
  failed,
  keyBits,
  nonPresentLarge,
  partOfTable,
  since,
  splitInPart,
} from './facts';
import { lines } from './line';

const COUNTS = ['missing', 'extra', 'mismatch', 'outcome'];

export const COMPARED = lines(
  ['compare'],
  [
    ['MKTME-77', ['missing'], since(splitInPart)],
    ['MKTME-79', ['missing'], since(partOfTable)],
    ['MKTME-82', COUNTS, since(crossingC)],
    ['MKTME-84', ['mismatch'], since(keyBits)],
    ['MKTME-52', COUNTS, since(nonPresentLarge)],
    ['MKTME-56', COUNTS, since(crossingC)],
    ['MKTME-63', ['mismatch'], since(keyBits)],
    ['MKTME-47', COUNTS, since(spansUnits)],
    ['MKTME-55', ['missing'], since(any(copies('split'), failed))],
    ['MKTME-17', ['missing'], since(any(partOfTable, copies('table-gone')))],
    ['MKTME-13', ['extra'], since(copies('gone'))],
    ['MKTME-10', ['missing', 'extra', 'mismatch'], since(copies('split'))],
    ['MKTME-11', ['missing', 'extra', 'mismatch'], since(copies('joined'))],
    ['MKTME-09', ['mismatch'], since(copies('changed'))],
    ['MKTME-08', ['missing'], since(copies('new'))],
    ['MKTME-07', COUNTS],
  ],
);
