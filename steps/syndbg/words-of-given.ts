/** SynDbg: how many VMs there are, what they have, and how guest instructions run in them. */
import { hex, parseU64 } from '../../model/core/u64';
import type { Config, Wrmsr } from '../../model/syndbg/types';
import type { Word } from '../phrases/word';

export type Manner = Partial<Pick<Wrmsr, 'mode' | 'path' | 'upper' | 'rip'>> & {
  readonly cpl?: 0 | 1 | 2 | 3;
  /** Whether RAX and RDX hold 0 before a read. */
  readonly clear?: true;
};

export const vms: Word<Pick<Config, 'vms' | 'vcpus'>> = {
  pattern: /(?:a VM|\d+ VMs)(?: of \d+ vCPUs)?/,
  forms: 'a VM, a VM of 2 vCPUs, 2 VMs, 2 VMs of 2 vCPUs',
  read: (text) => ({
    vms: Number(/^(\d+)/.exec(text)?.[1] ?? 1),
    vcpus: Number(/(\d+) vCPUs/.exec(text)?.[1] ?? 1),
  }),
  write: ({ vms: count, vcpus }) =>
    `${count === 1 ? 'a VM' : `${count} VMs`}${vcpus === 1 ? '' : ` of ${vcpus} vCPUs`}`,
};

/** What a VM has, besides its vCPUs. */
interface Equipment extends Pick<Config, 'irqchip' | 'trace'> {
  readonly switchedOn: boolean;
}

const IRQCHIP = 'an in-kernel irqchip';
const TRACE = 'tracing';

export const equipment: Word<Equipment> = {
  pattern: new RegExp(`(?:(?:${IRQCHIP}|${TRACE}|${IRQCHIP}, ${TRACE}) and )?SynDbg (?:on|off)`),
  forms: `SynDbg on, SynDbg off, ${IRQCHIP} and SynDbg on, ${TRACE} and SynDbg on, ${IRQCHIP}, ${TRACE} and SynDbg on`,
  read: (text) => ({
    irqchip: text.includes(IRQCHIP),
    trace: text.includes(TRACE),
    switchedOn: text.endsWith('on'),
  }),
  write: ({ irqchip, trace, switchedOn }) => {
    const more = [...(irqchip ? [IRQCHIP] : []), ...(trace ? [TRACE] : [])];
    return `${more.length === 0 ? '' : `${more.join(', ')} and `}SynDbg ${switchedOn ? 'on' : 'off'}`;
  },
};

/** Those that have one text each; the rest have a number in it. */
const MANNERS: Readonly<Record<string, Manner>> = {
  'in real mode': { mode: 'real' },
  'in 32-bit protected mode': { mode: 'prot32' },
  'through the emulator': { path: 'emulated' },
  'at CPL 0': { cpl: 0 },
  'at CPL 1': { cpl: 1 },
  'at CPL 2': { cpl: 2 },
  'at CPL 3': { cpl: 3 },
  'with RAX and RDX clear': { clear: true },
};

export const manner: Word<Manner> = {
  pattern: new RegExp(
    `${Object.keys(MANNERS).join('|')}|with 0x[0-9a-f_]+ in the upper halves|at RIP 0x[0-9a-f_]+`,
  ),
  forms: `${Object.keys(MANNERS).join(', ')}, with 0x… in the upper halves, at RIP 0x…`,
  read: (text) => {
    const number = (at: number): bigint => parseU64(text.split(' ')[at] ?? '');
    return MANNERS[text] ?? (text.startsWith('at RIP') ? { rip: number(2) } : { upper: number(1) });
  },
  write: ({ upper, rip, ...rest }) => {
    if (rip !== undefined) return `at RIP ${hex(rip)}`;
    if (upper !== undefined) return `with ${hex(upper)} in the upper halves`;
    const [name] =
      Object.entries(MANNERS).find(([, one]) => JSON.stringify(one) === JSON.stringify(rest)) ?? [];
    return name ?? null;
  },
};
