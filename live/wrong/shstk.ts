/** Wrong kernels for shstk: Debian's 6.12.117 for amd64 with a few bytes of its image changed (arch/x86/kernel/shstk.c). */
import type { Wrong } from './patch';

const IMAGE = { machine: 'shstk', debian: '6.12.117', module: null } as const;

export const SHSTK: readonly Wrong[] = [
  {
    ...IMAGE,
    id: 'lock-binds-nobody',
    does: 'a call may change what is locked: the jump to EPERM is gone',
    breaks: 'SHSTK-18',
    in: 'shstk_prctl',
    find: '48 89 d0  48 23 87 a0 15 00 00  0f 85 93 01 00 00  48 89 d7',
    put: '48 89 d0  48 23 87 a0 15 00 00  66 0f 1f 44 00 00  48 89 d7',
  },
  {
    ...IMAGE,
    id: 'wrss-alone',
    does: 'ENABLE WRSS succeeds without a shadow stack: the jump to EPERM is gone',
    breaks: 'SHSTK-24',
    in: 'wrss_control',
    find: 'a8 01  0f 84 87 00 00 00  48 d1 e8  89 fb  83 e0 01',
    put: 'a8 01  66 0f 1f 44 00 00  48 d1 e8  89 fb  83 e0 01',
  },
  {
    ...IMAGE,
    id: 'any-word-is-an-entry',
    does: 'sigreturn takes a word without bit 63: the jump to EINVAL is gone',
    breaks: 'SHSTK-196',
    in: 'restore_signal_shadow_stack',
    find: '48 85 db  0f 89 86 01 00 00  4c 89 e6  4c 89 ef',
    put: '48 85 db  66 0f 1f 44 00 00  4c 89 e6  4c 89 ef',
  },
  {
    ...IMAGE,
    id: 'map-below-4g',
    does: 'map_shadow_stack maps below 4 GiB: the jump to ERANGE is gone',
    breaks: 'SHSTK-176',
    in: '__x64_sys_map_shadow_stack',
    find: '48 8d 47 ff  48 39 c6  73 48',
    put: '48 8d 47 ff  48 39 c6  66 90',
  },
];
