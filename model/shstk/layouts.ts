/** Words of a shadow stack and registers whose bits have names. */
import type { Layout } from '../core/layout';
import { fieldOf } from '../core/layout';
import { BIT63, SHSTK_EN, WRSS_EN } from './abi';
import { PRESENT, SHADOW, USER, WRITE } from './fault';

const SDM = 'Intel SDM volume 1, chapter 17';

export const LAYOUTS: readonly Layout[] = [
  {
    name: 'signal entry',
    words: ['sigframe entry'],
    about: 'what the kernel pushes at a signal and sigreturn takes back: no token, since bit 63 is set',
    width: 64,
    fields: [
      fieldOf('signal', BIT63, 'this is no address and no token'),
      fieldOf('SSP', BIT63 - 1n, 'the shadow-stack pointer before the signal'),
    ],
    source: 'Linux, arch/x86/kernel/shstk.c (put_shstk_data())',
  },
  {
    name: 'restore token',
    words: [],
    about: 'what RSTORSSP takes, and map_shadow_stack with SET_TOKEN leaves',
    width: 64,
    fields: [
      fieldOf('SSP', ~3n & (BIT63 | (BIT63 - 1n)), 'the address directly above the token'),
      fieldOf('previous', 2n, 'clear: set it is what RSTORSSP leaves for SAVEPREVSSP'),
      fieldOf('mode', 1n, '64-bit mode'),
    ],
    source: `${SDM}; Linux, arch/x86/kernel/shstk.c (create_rstor_token())`,
  },
  {
    name: 'IA32_U_CET',
    words: [],
    about: 'what is on for user mode',
    width: 64,
    fields: [
      fieldOf('WR_SHSTK_EN', WRSS_EN, 'WRSS may write to a shadow stack'),
      fieldOf('SH_STK_EN', SHSTK_EN, 'shadow stacks'),
    ],
    source: `${SDM}; Linux, arch/x86/include/asm/msr-index.h (CET_*)`,
  },
  {
    name: 'page-fault error code',
    words: ['error word of a page fault'],
    about: 'what the handler of a SIGSEGV finds beside the address',
    width: 32,
    fields: [
      fieldOf('SS', SHADOW, 'the access was one of a shadow stack'),
      fieldOf('U/S', USER, 'it came from user mode'),
      fieldOf('W/R', WRITE, 'it was a store'),
      fieldOf('P', PRESENT, 'the page was there, and forbids it'),
    ],
    source: 'Intel SDM volume 3, page-fault exceptions',
  },
];
