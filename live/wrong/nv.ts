/** Wrong kernels for nv: Debian's 7.3.4 of the flavour cloud for arm64, with an instruction of KVM changed. */
import type { Wrong } from './patch';

const IMAGE = { machine: 'nv', debian: '7.3.4', module: null } as const;

export const NV: readonly Wrong[] = [
  {
    ...IMAGE,
    id: 'handler-as-thread',
    does: 'the translation raises EL1h to EL2t: 8 in place of 9',
    breaks: 'NV-17',
    in: '__kvm_vcpu_run_vhe',
    find: '5f 14 00 f1  20 01 80 d2  42 10 80 9a',
    put: '5f 14 00 f1  00 01 80 d2  42 10 80 9a',
  },
  {
    ...IMAGE,
    id: 'thread-as-handler',
    does: 'the translation raises EL1t to EL2h: 9 in place of 8',
    breaks: 'NV-16',
    in: '__kvm_vcpu_run_vhe',
    find: '02 01 80 d2  c7 ff ff 17',
    put: '22 01 80 d2  c7 ff ff 17',
  },
  {
    ...IMAGE,
    id: 'illegal-without-il',
    does: 'an illegal ERET leaves IL clear: MOV in place of ORR',
    breaks: 'NV-38',
    in: 'kvm_emulate_nested_eret',
    find: '00 00 04 8a  00 00 01 aa  14 00 6c b2',
    put: '00 00 04 8a  00 00 01 aa  f4 03 00 aa',
  },
  {
    ...IMAGE,
    id: 'fast-to-thread',
    does: 'ERET to EL2h that is done inside the loop lands at EL2t: 4 in place of 5',
    breaks: 'NV-60',
    in: 'kvm_hyp_handle_eret',
    find: 'b5 00 80 d2  b4 ff ff 17  95 00 80 d2  b2 ff ff 17',
    put: '95 00 80 d2  b4 ff ff 17  95 00 80 d2  b2 ff ff 17',
  },
];
