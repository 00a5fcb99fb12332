/** Page-table entries with their KeyID, by the names of their bits. */
import type { Layout } from '../core/layout';
import { fieldOf } from '../core/layout';
import { ACCESSED, DIRTY, FRAME_AREA, GLOBAL, NX, PCD, PRESENT, PSE, PWT, WRITE } from './bits';
import { keyidLayout } from './geometry';

/** The geometry that the features have unless they say otherwise: 6 KeyID bits among 52 (IA32_TME_ACTIVATE). */
const { keyMask } = keyidLayout(6, 52);

export const LAYOUTS: readonly Layout[] = [
  {
    name: 'PTE',
    words: [],
    about:
      'a leaf of the direct mapping and of its copies, with 6 KeyID bits among 52 of a physical address: the KeyID always lies in the highest of them',
    width: 64,
    fields: [
      fieldOf('NX', NX, 'nothing is run from it'),
      fieldOf('KeyID', keyMask, 'with which key the page is encrypted: what the copies differ in'),
      fieldOf('frame', FRAME_AREA & ~keyMask, 'number of the page frame'),
      fieldOf('G', GLOBAL, 'global'),
      fieldOf('PS', PSE, 'in 2 MiB and 1 GiB leaves: large page'),
      fieldOf('D', DIRTY, 'written'),
      fieldOf('A', ACCESSED, 'used'),
      fieldOf('PCD', PCD, 'not cached'),
      fieldOf('PWT', PWT, 'written through'),
      fieldOf('R/W', WRITE, 'may be written'),
      fieldOf('P', PRESENT, 'present'),
    ],
    source:
      'Intel SDM volume 3, 4-level paging; Intel, Memory Encryption Technologies Specification (KeyID bits)',
  },
];
