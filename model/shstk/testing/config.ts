/** A machine of which tests of the model change what they are about. */
import type { Config } from '../types';

/** No limit: all bits. */
export const NONE = 0xffff_ffff_ffff_ffffn;

/** With the feature, no limit but an 8 MiB stack, and nothing mapped. */
export const EMPTY_CONFIG: Config = {
  vendor: 'intel',
  user_shstk: true,
  checkpoint_restore: true,
  mmap_top: 0x7fff_f7ff_0000n,
  mmap_top_32: 0xf7ff_0000n,
  largest_mapping: NONE,
  rlimits: { stack: 0x80_0000n, as: NONE, data: NONE },
  mappings: [],
};
