/** The registers of the guest hypervisor whose bits have names. */
import type { BitField, Layout } from '../core/layout';
import { fieldOf } from '../core/layout';
import { FULL_MODE, HCR, MODE_NAMES, PSR } from './pstate';

const bit = (name: string, at: number, about: string): BitField => fieldOf(name, 1n << BigInt(at), about);

export const LAYOUTS: readonly Layout[] = [
  {
    name: 'SPSR_EL2',
    words: ['PSTATE', 'SPSR', 'SPSR_EL1', 'pstate', 'spsr'],
    about: 'PSTATE as an exception saves it and ERET takes it back',
    width: 64,
    fields: [
      bit('N', 31, 'negative'),
      bit('Z', 30, 'zero'),
      bit('C', 29, 'carry'),
      bit('V', 28, 'overflow'),
      bit('TCO', 25, 'tag checks are off'),
      fieldOf('DIT', PSR.DIT, 'data-independent timing'),
      fieldOf('UAO', PSR.UAO, 'user access override'),
      fieldOf('PAN', PSR.PAN, 'no access to what EL0 may access'),
      fieldOf('SS', PSR.SS, 'software step'),
      fieldOf('IL', PSR.IL, 'illegal execution state'),
      fieldOf('ALLINT', PSR.ALLINT, 'all interrupts masked'),
      fieldOf('SSBS', PSR.SSBS, 'speculative store bypassing is safe'),
      fieldOf('BTYPE', PSR.BTYPE, 'how an indirect branch came here'),
      fieldOf('D', PSR.D, 'debug exceptions masked'),
      fieldOf('A', PSR.A, 'SError masked'),
      fieldOf('I', PSR.I, 'IRQ masked'),
      fieldOf('F', PSR.F, 'FIQ masked'),
      fieldOf('M', FULL_MODE, 'exception level and stack pointer', MODE_NAMES),
    ],
    source: 'Arm ARM, SPSR_EL2; Linux, arch/arm64/include/asm/ptrace.h (PSR_*)',
  },
  {
    name: 'HCR_EL2',
    words: ['HCR', 'hcr'],
    about: 'how EL2 has EL1 and EL0 run: here that of the guest hypervisor',
    width: 64,
    fields: [
      fieldOf('NV', HCR.NV, 'nested virtualisation: accesses of EL2 from EL1 trap'),
      fieldOf('E2H', HCR.E2H, 'a host runs at EL2'),
      fieldOf('RW', HCR.RW, 'EL1 is AArch64'),
      fieldOf('TGE', HCR.TGE, 'exceptions of EL0 go to EL2'),
      fieldOf('AMO', HCR.AMO, 'SError goes to EL2'),
      fieldOf('IMO', HCR.IMO, 'IRQ goes to EL2'),
    ],
    source: 'Arm ARM, HCR_EL2; Linux, arch/arm64/include/asm/kvm_arm.h (HCR_*)',
  },
  {
    name: 'ESR_EL2',
    words: ['ESR', 'esr', 'ESR_EL1'],
    about: 'why an exception was taken',
    width: 64,
    fields: [
      fieldOf('EC', 0xfc00_0000n, 'exception class', {
        0x0e: 'illegal execution state',
        0x15: 'SVC',
        0x16: 'HVC',
        0x18: 'MSR or MRS',
        0x1a: 'ERET',
        0x24: 'data abort from below',
        0x25: 'data abort from here',
        0x2f: 'SError',
        0x32: 'software step from below',
        0x33: 'software step from here',
      }),
      fieldOf('IL', 0x200_0000n, 'the instruction has 32 bits'),
      fieldOf('ISS', 0x1ff_ffffn, 'what the class says more'),
    ],
    source: 'Arm ARM, ESR_EL2; Linux, arch/arm64/include/asm/esr.h (ESR_ELx_EC_*)',
  },
];
