/** CR0 and CR4, and words of Heki's interface, by the names of their bits. */
import type { BitField, Layout } from '../core/layout';
import { fieldOf } from '../core/layout';
import { FETCH_ACCESS, USER_ACCESS, WRITE_ACCESS } from './access';
import { CR0_WP, CR4_FRED } from './control-registers';
import { EXEC, NOWRITE } from './ranges';

const SDM = 'Intel SDM volume 3, control registers';
const bit = (name: string, at: number, about: string): BitField => fieldOf(name, 1n << BigInt(at), about);

export const CR0: Layout = {
  name: 'CR0',
  words: ['cr0'],
  about: 'modes of the CPU; Heki pins WP',
  width: 64,
  fields: [
    bit('PG', 31, 'paging'),
    bit('CD', 30, 'no caching'),
    bit('NW', 29, 'no write-through'),
    bit('AM', 18, 'alignment may be checked'),
    fieldOf('WP', CR0_WP, 'read-only pages bind the kernel, too'),
    bit('NE', 5, 'floating-point errors are exceptions'),
    bit('ET', 4, 'always 1'),
    bit('EM', 2, 'no floating-point unit'),
    bit('MP', 1, 'WAIT heeds TS'),
    bit('PE', 0, 'protected mode'),
  ],
  source: SDM,
};

export const CR4: Layout = {
  name: 'CR4',
  words: ['cr4'],
  about: 'features of the CPU; Heki pins those that protect the kernel',
  width: 64,
  fields: [
    fieldOf('FRED', CR4_FRED, 'flexible return and event delivery'),
    bit('PKS', 24, 'protection keys of the kernel'),
    bit('CET', 23, 'control-flow enforcement'),
    bit('SMAP', 21, 'the kernel may not touch user pages'),
    bit('SMEP', 20, 'the kernel may not run user pages'),
    bit('OSXSAVE', 18, 'XSAVE'),
    bit('PCIDE', 17, 'process-context identifiers'),
    bit('FSGSBASE', 16, 'user mode may write FS and GS bases'),
    bit('UMIP', 11, 'user mode may not read descriptor tables'),
    bit('OSXMMEXCPT', 10, 'SIMD exceptions'),
    bit('OSFXSR', 9, 'FXSAVE'),
    bit('PGE', 7, 'global pages'),
    bit('MCE', 6, 'machine-check exceptions'),
    bit('PAE', 5, 'entries of 64 bits'),
    bit('PSE', 4, 'large pages'),
  ],
  source: SDM,
};

export const LAYOUTS: readonly Layout[] = [
  CR0,
  CR4,
  {
    name: 'memory attributes',
    words: ['attributes'],
    about: 'what the guest asks for a range',
    width: 64,
    fields: [
      fieldOf('EXEC', EXEC, 'the kernel may run it, and nothing else'),
      fieldOf('NOWRITE', NOWRITE, 'nobody may write it'),
    ],
    source: '20230505152046.6575-4-mic@digikod.net (v1 3/9), HEKI_ATTR_MEM_NOWRITE and HEKI_ATTR_MEM_EXEC',
  },
  {
    name: 'page-fault error code',
    words: ['error_code'],
    about: 'what a guest access tells the host, and what the guest is then told',
    width: 64,
    fields: [
      fieldOf('I/D', FETCH_ACCESS, 'an instruction fetch'),
      fieldOf('U/S', USER_ACCESS, 'from user mode'),
      fieldOf('W/R', WRITE_ACCESS, 'a write'),
      bit('P', 0, 'the page was there, and forbids it'),
    ],
    source: 'Intel SDM volume 3, page-fault exceptions',
  },
];
