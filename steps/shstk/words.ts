/** Shadow stacks: who acts, what is called or executed, how it faults, and what a task has. */
import { hex } from '../../model/core/u64';
import { SIGSEGV } from '../../model/shstk/abi';
import { alternatives, namesWord } from '../phrases/word';
import type { Word } from '../phrases/word';
import { signalText, signalOf, signalWord, TASK, taskText, taskWord } from './names';
import { readValue, VALUE, valueWord, writeValue } from './values';

/** Which features are on. */
export type Level = 'off' | 'shstk' | 'wrss';

/** How a fault shows itself to the program. */
export interface FaultView {
  readonly si_code: string;
  readonly si_addr?: bigint;
  readonly error_code?: bigint;
  readonly trapno?: number;
}

/** Where in whose memory. */
export interface Where {
  readonly thread: number;
  readonly address: bigint;
}

export interface Range {
  readonly thread: number;
  readonly start: bigint;
  readonly end: bigint;
}

/** How a task ends: by a signal, or by the SIGSEGV that follows where that cannot be delivered; null for by itself. */
export type Ending = { readonly signo: number; readonly second: boolean } | null;

export interface Depth {
  readonly depth: number;
  readonly altstack: boolean;
}

const text = (pattern: RegExp, forms: string): Word<string> => ({
  pattern,
  forms,
  read: (written) => written,
  write: (written) => written,
});

const fault: Word<FaultView> = {
  pattern: new RegExp(
    `SEGV_(?:MAPERR|ACCERR) at (?:${VALUE})|SEGV_CPERR with code \\d|SI_KERNEL with trap \\d+|ILL_ILLOPN`,
  ),
  forms: 'SEGV_MAPERR at 0x…, SEGV_ACCERR at 0x…, SEGV_CPERR with code 1, SI_KERNEL with trap 0, ILL_ILLOPN',
  read: (written) => {
    const [si_code = '', kind = '', , last = ''] = written.replace(' at ', ' at at ').split(' ');
    if (kind === '') return { si_code, trapno: 6 };
    if (kind === 'at') return { si_code, si_addr: readValue(last), trapno: 14 };
    return si_code === 'SEGV_CPERR'
      ? { si_code, si_addr: 0n, error_code: BigInt(last), trapno: 21 }
      : { si_code, si_addr: 0n, trapno: Number(last) };
  },
  write: ({ si_code, si_addr = 0n, error_code, trapno }) => {
    if (si_code === 'ILL_ILLOPN') return si_code;
    if (si_code === 'SEGV_CPERR') return `${si_code} with code ${error_code}`;
    return si_code === 'SI_KERNEL'
      ? `${si_code} with trap ${trapno}`
      : `${si_code} at ${writeValue(si_addr)}`;
  },
};

const level: Word<Level> = namesWord({
  'shadow stacks off': 'off',
  'shadow stacks on': 'shstk',
  'shadow stacks and WRSS on': 'wrss',
});

const OF = `(?: of (?:${TASK}))?`;

function taskIn(written: string): number {
  return Number(/ of thread (\d+)$/.exec(written)?.[1] ?? 1);
}

/** Nothing where it is the program. */
function ofTask(id: number): string {
  return id === 1 ? '' : ` of ${taskText(id)}`;
}

const shstkWhere: Word<Where> = {
  pattern: new RegExp(`(?:${VALUE})${OF}`),
  forms: 'an address, END-8 of thread 2',
  read: (written) => ({ thread: taskIn(written), address: readValue(written.split(' ')[0] ?? '') }),
  write: ({ thread, address }) => `${hex(address)}${ofTask(thread)}`,
};

const shstkRange: Word<Range> = {
  pattern: new RegExp(`(?:${VALUE}) to (?:${VALUE})${OF}`),
  forms: 'BASE to END, 0x… to 0x… of thread 2',
  read: (written) => {
    const [start = '', , end = ''] = written.split(' ');
    return { thread: taskIn(written), start: readValue(start), end: readValue(end) };
  },
  write: ({ thread, start, end }) => `${hex(start)} to ${hex(end)}${ofTask(thread)}`,
};

const shstkOwned: Word<Range | null> = {
  pattern: new RegExp(`no shadow stack|the shadow stack (?:${VALUE}) to (?:${VALUE})`),
  forms: 'no shadow stack, the shadow stack BASE to END',
  read: (written) =>
    written.startsWith('no') ? null : shstkRange.read(written.slice('the shadow stack '.length)),
  write: (range) => (range ? `the shadow stack ${hex(range.start)} to ${hex(range.end)}` : 'no shadow stack'),
};

const KILLED = 'killed by ';
const SECOND = 'a second signal, SI_KERNEL';

const shstkEnding: Word<Ending> = {
  pattern: new RegExp(`gone|${KILLED}(?:${signalWord.pattern.source}|${SECOND})`),
  forms: `gone, ${KILLED}SIGSEGV, ${KILLED}${SECOND}`,
  read: (written) => {
    if (written === 'gone') return null;
    const by = written.slice(KILLED.length);
    return by === SECOND ? { signo: SIGSEGV, second: true } : { signo: signalOf(by), second: false };
  },
  write: (ending) => {
    if (ending === null) return 'gone';
    const signal = ending.second ? SECOND : signalText(ending.signo);
    return signal === null ? null : `${KILLED}${signal}`;
  },
};

const ALTSTACK = ', the innermost on the alternate stack';

const shstkDepth: Word<Depth> = {
  pattern: new RegExp(`\\d+ frames? deep(?:${ALTSTACK})?`),
  forms: `1 frame deep, 2 frames deep${ALTSTACK}`,
  read: (written) => ({ depth: Number(written.split(' ')[0]), altstack: written.endsWith(ALTSTACK) }),
  write: ({ depth, altstack }) =>
    `${depth} ${depth === 1 ? 'frame' : 'frames'} deep${altstack ? ALTSTACK : ''}`,
};

const shstkPlace: Word<{ readonly what: 'return' | 'saved_ssp'; readonly frame: number }> = {
  pattern: /the (?:return address|saved SSP) in frame \d+/,
  forms: 'the return address in frame 0, the saved SSP in frame 1',
  read: (written) => ({
    what: written.includes('return') ? 'return' : 'saved_ssp',
    frame: Number(written.split(' ').at(-1)),
  }),
  write: ({ what, frame }) => `the ${what === 'return' ? 'return address' : 'saved SSP'} in frame ${frame}`,
};

/** Where a task begins: as a child of the program, which may wait for it, or after exec. */
export interface Home {
  /** Whether it has a process of its own, not its parent's. */
  readonly process: boolean;
  readonly memory: 'shared' | 'copied' | 'fresh';
  readonly waits: boolean;
}

const shstkHome: Word<Home> = namesWord<Home>({
  'the same process': { process: false, memory: 'shared', waits: false },
  'a process that borrows the memory': { process: true, memory: 'shared', waits: true },
  'a process with a copy of the memory': { process: true, memory: 'copied', waits: false },
  'a process with a copy of the memory, its parent waiting,': {
    process: true,
    memory: 'copied',
    waits: true,
  },
  'fresh memory': { process: false, memory: 'fresh', waits: false },
});

const INSNS =
  'CALL RET LRET RDSSPQ INCSSPD INCSSPQ RSTORSSP SAVEPREVSSP WRSSD WRSSQ WRUSSQ SETSSBSY CLRSSBSY MOV ADD INT3'.split(
    ' ',
  );

export const WORDS = {
  task: taskWord,
  syscall: text(
    /[a-z_0-9]+\([^)]*\)(?: by int 0x80| by the x32 entry)?/,
    'a system call, as in arch_prctl(ENABLE, SHSTK), by int 0x80 or not',
  ),
  insn: text(new RegExp(`(?:${alternatives(INSNS)})(?: [^"]*)?`), 'an instruction, as in WRSSQ [END-8], 0x1'),
  segv: fault,
  signame: signalWord,
  level,
  member: namesWord({ SSP: 'ssp', 'lock mask': 'locked', U_CET: 'ucet' } as const),
  memory: namesWord({
    'shadow-stack memory': 'shadow',
    'ordinary memory': 'ordinary',
    'not mapped': 'unmapped',
  } as const),
  side: namesWord({ in: 'in', out: 'out' } as const),
  shstkValue: valueWord,
  shstkWhere,
  shstkRange,
  shstkOwned,
  shstkEnding,
  shstkDepth,
  shstkPlace,
  shstkHome,
} as const;
