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
  // The context of the exit: M as it was at the entry is kept in X4 (where the way around an erratum of other CPUs stood),
  // and asked before TGE as vEL2 has it now. The check that would end the host is gone.
  {
    ...IMAGE,
    id: 'late',
    does: 'PSTATE is translated by the context as it looks after the exit, as before the patch',
    breaks: 'NV-28',
    in: '__kvm_vcpu_run_vhe',
    find: '01 40 38 d5  61 06 01 f9  30 00 00 14  1f 20 03 d5',
    put: '01 40 38 d5  4b 00 00 14  30 00 00 14  1f 20 03 d5',
    also: [
      {
        find: '61 22 40 f9  61 f6 0f 36  61 06 41 f9  21 f6 af 36  02 52 38 d5',
        put: '64 06 41 f9  61 06 01 f9  b4 ff ff 17  21 f6 af 36  02 52 38 d5',
      },
      {
        find: 'e0 03 15 aa  e2 03 00 91  83 d0 38 d5  00 68 63 f8  00 12 20 37',
        put: '84 12 18 37  60 d6 49 f9  83 d0 38 d5  00 3c 40 f9  00 12 d8 37',
      },
      {
        find: 'f7 12 04 53  ff 02 00 6b  a1 19 00 54  e0 03 40 f9',
        put: 'f7 12 04 53  ff 02 00 6b  1f 20 03 d5  e0 03 40 f9',
      },
    ],
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
