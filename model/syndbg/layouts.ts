/** The registers of the debugger whose bits have names. */
import type { Layout } from '../core/layout';
import { fieldOf } from '../core/layout';
import { DEBUGGER_BITS } from './cpuid';
import { USE_HCALLS } from './hypercall-checks';
import { LENGTH, RECEIVE, RECEIVED, SEND, SENT } from './userspace';

const QEMU = 'QEMU, include/hw/hyperv/hyperv-proto.h (HV_SYNDBG_CONTROL_*, HV_SYNDBG_STATUS_*)';

export const LAYOUTS: readonly Layout[] = [
  {
    name: 'HV_X64_MSR_SYNDBG_CONTROL',
    words: ['CONTROL', 'control'],
    about: 'what the guest wants done; a write of it exits to userspace',
    width: 64,
    fields: [
      fieldOf('size', LENGTH, 'bytes to send'),
      fieldOf('RECV', 1n << BigInt(RECEIVE), 'take the oldest packet that waits'),
      fieldOf('SEND', 1n << BigInt(SEND), 'send one packet'),
    ],
    source: QEMU,
  },
  {
    name: 'HV_X64_MSR_SYNDBG_STATUS',
    words: ['STATUS', 'status'],
    about: 'what userspace made of it',
    width: 64,
    fields: [
      fieldOf('size', LENGTH, 'bytes that were received'),
      fieldOf('RECV_SUCCESS', RECEIVED, 'a packet lies in the receive page'),
      fieldOf('SEND_SUCCESS', SENT, 'the packet was sent'),
    ],
    source: QEMU,
  },
  {
    name: 'HV_X64_MSR_SYNDBG_OPTIONS',
    words: ['OPTIONS'],
    about: 'how the guest wants to talk to the debugger',
    width: 64,
    fields: [fieldOf('USE_HCALLS', 1n << BigInt(USE_HCALLS), 'by hypercalls')],
    source: 'Linux, arch/x86/include/asm/hyperv-tlfs.h (HV_X64_SYNDBG_OPTION_USE_HCALLS)',
  },
  {
    name: '0x40000003 EBX',
    words: ['EBX in leaf 0x40000003'],
    about: 'what the guest may ask of the hypervisor',
    width: 32,
    fields: [fieldOf('HV_DEBUGGING', DEBUGGER_BITS.ebx, 'the debug hypercalls, where CPUID is enforced')],
    source: 'Linux, arch/x86/include/asm/hyperv-tlfs.h (HV_DEBUGGING)',
  },
];
