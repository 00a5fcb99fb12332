/** Group `hcall`: the three debug hypercalls and their neighbours, each in a VM of its own. */
import { enter } from '../guest';
import type { Instruction } from '../instruction';
import type { Lab } from '../session';
import { MSR, Session } from '../session';

export const GUEST_OS_ID = 0x40000000n;
export const SOME_OS = 0x8100000000000001n;

const CODES = [0x68n, 0x69n, 0x6an, 0x6bn, 0x6cn];
const OPTIONS = [0n, 1n, 2n, 4n, 8n, 0xbn, 0xfffffffffffffffbn, 0xffffffffffffffffn];

/** VMMCALL with the two pages that the probe gives. */
export function hypercall(input: bigint, mode: 'prot32' | 'long64'): Instruction {
  const pages = { ingpa: 0x5000n, outgpa: 0x6000n };
  return { op: 'hypercall', vm: 0, vcpu: 0, input, ...pages, mode, rip: 0x1020n } as Instruction;
}

/** The probe asked more combinations in one setup than in the others; where there is no fact there is no VM. */
export function hypercalls(lab: Lab): void {
  for (const mode of ['prot32', 'long64'] as const) {
    for (const setup of [
      'hv_syndbg_on',
      'hv_82eax_0',
      'hv_on_3edx_no_bit11',
      'hv_on_3ebx_no_bit11',
    ] as const) {
      for (const enforce of [0, 1]) {
        for (const options of OPTIONS) {
          for (const code of CODES) {
            for (const fast of [0n, 1n]) {
              const where = `${mode}/${setup}/enforce${enforce}`;
              const id = `${where}/options_${options.toString(16)}/code_${code.toString(16)}/fast${fast}`;
              const fact = lab.facts.find('hcall', id);
              const s = new Session(lab);
              s.setUp(0, setup, enforce);
              s.hostSet(0, GUEST_OS_ID, SOME_OS, fact ?? 'missing', 'set_guest_os_id');
              s.hostSet(0, MSR.OPTIONS, options, 'unprinted');
              enter(s, hypercall(code | (fast << 16n), mode), fact, { result: 0x1234n });
            }
          }
        }
      }
    }
  }
}
