/** Wrong kernels for syndbg: Debian's 6.12.117 for amd64 with a few bytes of kvm.ko changed. */
import type { Wrong } from './patch';

const KVM = { machine: 'syndbg', debian: '6.12.117', module: 'kvm' } as const;

export const SYNDBG: readonly Wrong[] = [
  {
    ...KVM,
    id: 'status-always',
    does: 'the completion takes status whatever msr says: the jump over it is gone',
    breaks: 'SYNDBG-24',
    in: 'kvm_hv_syndbg_complete_userspace',
    find: '81 78 28 f1 00 00 40  75 0e',
    put: '81 78 28 f1 00 00 40  90 90',
  },
  {
    ...KVM,
    id: 'status-never',
    does: 'the completion never takes status: the jump over it is always taken',
    breaks: 'SYNDBG-19',
    in: 'kvm_hv_syndbg_complete_userspace',
    find: '81 78 28 f1 00 00 40  75 0e',
    put: '81 78 28 f1 00 00 40  eb 0e',
  },
  {
    ...KVM,
    id: 'host-write-exits',
    does: "the host's write of CONTROL asks for an exit too: who writes is not looked at",
    breaks: 'SYNDBG-97',
    in: 'kvm_hv_set_msr_common',
    find: '45 84 e4  0f 85 d8 fb ff ff  be f1 00 00 40',
    put: '45 84 e4  66 0f 1f 44 00 00  be f1 00 00 40',
  },
  {
    ...KVM,
    id: 'enforcement-passes-all',
    does: 'enforced, any guest may access the six: the check gives 1 in place of bit 11 of EDX',
    breaks: 'SYNDBG-15',
    in: 'hv_check_msr_access.part.0',
    find: '0f b6 87 35 07 00 00  c0 e8 03  83 e0 01',
    put: '0f b6 87 35 07 00 00  c0 e8 03  b0 01 90',
  },
  {
    ...KVM,
    id: 'receive-page-sent',
    does: 'the exit shows the receive page as the send page, too',
    breaks: 'SYNDBG-22',
    in: 'syndbg_exit',
    find: '48 8b 8a 20 16 00 00  48 89 88 68 01 00 00',
    put: '48 8b 8a 28 16 00 00  48 89 88 68 01 00 00',
  },
  {
    ...KVM,
    id: 'any-option-counts',
    does: 'any of the low bits of OPTIONS lets debug hypercalls through',
    breaks: 'SYNDBG-90',
    in: 'kvm_hv_hypercall',
    find: 'f6 80 38 16 00 00 04',
    put: 'f6 80 38 16 00 00 ff',
  },
];
