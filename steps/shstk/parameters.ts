/** Parameter types of the shadow-stack steps: who acts, what is called or executed, how it faults. */
import { defineParameterType } from '@cucumber/cucumber';
import { nameValues } from '../tables';
import type { Actor } from './names';
import { signalOf } from './names';

/** How a fault shows itself to the program. */
export interface FaultView {
  readonly outcome: 'fault';
  readonly si_code: string;
  readonly si_addr?: bigint;
  readonly error_code?: bigint;
  readonly trapno?: number;
}

export interface ShstkParameterTypes {
  readonly task: Actor;
  readonly syscall: string;
  readonly insn: string;
  readonly segv: FaultView;
  readonly signame: number;
  readonly level: 'off' | 'shstk' | 'wrss';
  readonly member: 'ssp' | 'features' | 'locked' | 'ucet' | 'base' | 'size' | 'depth';
  readonly memory: 'shadow' | 'ordinary' | 'unmapped';
  readonly shstkPlace: { readonly what: 'return' | 'saved_ssp'; readonly frame: number };
  readonly side: 'in' | 'out';
}

nameValues({ TASK_SIZE_MAX: 0x7fff_ffff_f000n });

defineParameterType({ name: 'task', regexp: /the program|thread \d+|the tracer/, transformer: actorOf });
defineParameterType({
  name: 'syscall',
  regexp: /[a-z_0-9]+\([^)]*\)(?: by int 0x80| by the x32 entry)?/,
  transformer: (text: string) => text,
});
defineParameterType({
  name: 'insn',
  regexp:
    /(?:CALL|RET|LRET|RDSSPQ|INCSSP[DQ]|RSTORSSP|SAVEPREVSSP|WRSS[DQ]|WRUSSQ|SETSSBSY|CLRSSBSY|MOV)(?: [^"]*)?/,
  transformer: (text: string) => text,
});
defineParameterType({
  name: 'segv',
  regexp:
    /SEGV_MAPERR at 0x[0-9a-f_]+|SEGV_ACCERR at 0x[0-9a-f_]+|SEGV_CPERR with code \d|SI_KERNEL with trap \d+|ILL_ILLOPN/,
  transformer: faultOf,
});
defineParameterType({ name: 'signame', regexp: /SIG[A-Z0-9]+/, transformer: signalOf });
defineParameterType({
  name: 'level',
  regexp: /shadow stacks off|shadow stacks on|shadow stacks and WRSS on/,
  transformer: (text: string) => (text.endsWith('off') ? 'off' : text.includes('WRSS') ? 'wrss' : 'shstk'),
});
defineParameterType({
  name: 'member',
  regexp: /SSP|feature mask|lock mask|U_CET|stack base|stack size/,
  transformer: (text: string) =>
    ({ SSP: 'ssp', 'feature mask': 'features', 'lock mask': 'locked', U_CET: 'ucet', 'stack base': 'base', 'stack size': 'size' })[text],
}); // prettier-ignore
defineParameterType({
  name: 'memory',
  regexp: /shadow-stack memory|ordinary memory|not mapped/,
  transformer: (text: string) =>
    text.startsWith('shadow') ? 'shadow' : text === 'not mapped' ? 'unmapped' : 'ordinary',
});
defineParameterType({
  name: 'shstkPlace',
  regexp: /the return address in frame \d+|the saved SSP in frame \d+/,
  transformer: (text: string) => ({
    what: text.includes('return') ? 'return' : 'saved_ssp',
    frame: Number(/\d+$/.exec(text)?.[0]),
  }),
});
defineParameterType({ name: 'side', regexp: /in|out/, transformer: (text: string) => text });

function actorOf(text: string): Actor {
  if (text === 'the tracer') return { who: 'tracer' };
  return { who: 'thread', thread: text === 'the program' ? 1 : Number(text.slice('thread '.length)) };
}

function faultOf(text: string): FaultView {
  const [code = '', , detail = ''] = text.split(' ');
  const rest = text.split(' ').at(-1) ?? '';
  if (text === 'ILL_ILLOPN') return { outcome: 'fault', si_code: code, trapno: 6 };
  if (detail === 'code')
    return { outcome: 'fault', si_code: code, si_addr: 0n, error_code: BigInt(rest), trapno: 21 };
  if (detail === 'trap') return { outcome: 'fault', si_code: code, si_addr: 0n, trapno: Number(rest) };
  return { outcome: 'fault', si_code: code, si_addr: BigInt(rest.replaceAll('_', '')), trapno: 14 };
}
