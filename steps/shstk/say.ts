/** Operations in the words of the scenarios: so that what a property found can be read and run. */
import type { AnyOp, AnyOutcome } from '../../model/core/machine';
import { Misuse } from '../../model/core/machine';
import type { Performed } from '../../model/core/naming';
import { hex } from '../../model/core/u64';
import type { Clone, Op } from '../../model/shstk/types';
import type { Lab } from '../lab';
import { claimOf, signame, taskOf } from './say-claims';
import { levelOps, setupOf } from './setup';

const LEVELS = {
  off: 'shadow stacks off',
  shstk: 'shadow stacks on',
  wrss: 'shadow stacks and WRSS on',
} as const;

/**
 * The lab's last run as a scenario: what the Given steps set up, the operations up to the one that differed, and
 * what must hold after it and does not.
 */
export function scenarioOf(lab: Lab): string {
  const { at, differences } = lab.named();
  const trace = lab.trace.slice(0, at === null ? lab.trace.length : at + 1);
  const wanted = setupOf(lab).level;
  const level = trace.length > levelOps(lab.profile, wanted).length ? wanted : 'off';
  const done = trace.slice(levelOps(lab.profile, level).length);
  const lines = [
    `Given a program with ${LEVELS[level]}`,
    ...done.map(({ op }, i) => `${i === 0 ? 'When' : 'And'} ${say(op)}`),
    ...then(claimOf(differences, due(lab, trace))),
  ];
  return ['Scenario: the shortest sequence that was found', ...lines].map((line) => `  ${line}`).join('\n');
}

/** What the reference makes of the last operation; null where it makes no sense. */
function due(lab: Lab, trace: readonly Performed[]): AnyOutcome | null {
  const { reference } = lab.options;
  let state = reference.initial(setupOf(lab).config);
  let outcome: AnyOutcome | null = null;
  for (const { op } of trace) {
    try {
      const stepped = reference.step(state, op);
      ({ state, outcome } = stepped);
    } catch (error) {
      if (!(error instanceof Misuse)) throw error;
      outcome = null;
    }
  }
  return outcome;
}

function then([first = '', ...rows]: readonly string[]): readonly string[] {
  return [`Then ${first}`, ...rows];
}

/** One operation as a When step. @throws Error for one that no property uses */
export function say(any: AnyOp): string {
  const op = any as Op;
  const who = 'thread' in op ? taskOf(op.thread) : '';
  const call = callOf(op);
  if (call !== null) return op.op.startsWith('ptrace') ? `the tracer calls ${call}` : `${who} calls ${call}`;
  const insn = insnOf(op);
  if (insn !== null) return `${who} executes ${insn}`;
  switch (op.op) {
    case 'signal':
      return `${signame(op.signo)} reaches ${who}`;
    case 'overwrite':
      return `an attacker writes ${hex(op.value)} over the ${op.what === 'return' ? 'return address' : 'saved SSP'} in frame ${op.frame} of ${who}`;
    case 'context_switch':
      return `${who} is switched ${op.to}`;
    case 'abi':
      return `the headers are asked for ${op.name}`;
    default:
      throw new Error(`${op.op} has no words here`);
  }
}

function callOf(op: Op): string | null {
  switch (op.op) {
    case 'arch_prctl':
      return `arch_prctl(${hex(op.option)}, ${hex(op.arg)})${manner(op.entry)}`;
    case 'prctl':
      return `prctl(${op.option})`;
    case 'map_shadow_stack':
      return `map_shadow_stack(${op.addr === undefined ? '' : `${hex(op.addr)}, `}${hex(op.size)}, ${hex(op.flags)})${manner(op.entry)}`;
    case 'mmap':
      return `mmap(${hex(op.addr)}, ${hex(op.size)}, ${prot(op.prot)}${op.place === 'hint' ? '' : op.place === 'fixed' ? ', MAP_FIXED' : ', MAP_FIXED_NOREPLACE'})`;
    case 'munmap':
      return `munmap(${hex(op.addr)}, ${hex(op.size)})`;
    case 'mprotect':
      return `mprotect(${hex(op.addr)}, ${hex(op.size)}, ${prot(op.prot)})`;
    case 'mremap':
      return `mremap(${hex(op.addr)}, ${hex(op.old_size)}, ${hex(op.new_size)}${op.may_move ? ', MREMAP_MAYMOVE' : ''})`;
    case 'madvise':
      return `madvise(${hex(op.addr)}, ${hex(op.size)}, MADV_DONTNEED)`;
    case 'setrlimit':
      return `setrlimit(RLIMIT_${op.resource.toUpperCase()}, ${hex(op.value)})`;
    case 'copy':
      return op.via === 'write'
        ? `write(${hex(op.addr)})`
        : `${op.via === 'proc_mem' ? 'write_proc_self_mem' : op.via}(${hex(op.addr)}, ${hex(op.value ?? 0n)})`;
    case 'sigaction': {
      const where = op.handler === 'default' ? 'SIG_DFL' : op.restorer === null ? 'none' : hex(op.restorer);
      const flag = op.onstack === undefined ? '' : `, ${op.onstack ? 'SA_ONSTACK' : '0'}`;
      return `sigaction(${signame(op.signo)}, ${where}${flag})${manner(op.entry)}`;
    }
    case 'sigaltstack':
      return `sigaltstack(${hex(op.base)}, ${hex(op.size)})`;
    case 'sigreturn':
    case 'exit':
    case 'proc_status':
      return `${op.op}()`;
    case 'clone':
      return cloneCall(op);
    case 'execve':
      return `execve(${op.marked ? 'marked' : 'unmarked'})`;
    case 'smaps':
      return `smaps(${hex(op.addr)})`;
    case 'ptrace_getregset':
      return `ptrace(PTRACE_GETREGSET, ${op.len})`;
    case 'ptrace_setregset':
      return `ptrace(PTRACE_SETREGSET, ${op.len}, ${hex(op.value)})`;
    case 'ptrace_arch_prctl':
      return `ptrace(PTRACE_ARCH_PRCTL, ${hex(op.option)}, ${hex(op.arg)})`;
    case 'ptrace_poke':
      return `ptrace(PTRACE_POKEDATA, ${hex(op.addr)}, ${hex(op.value)})`;
    default:
      return null;
  }
}

function insnOf(op: Op): string | null {
  switch (op.op) {
    case 'call':
      return `CALL ${op.to === 'vsyscall' ? 'vsyscall, ' : ''}${hex(op.ret)}`;
    case 'ret':
      return op.far === true ? 'LRET' : 'RET';
    case 'load':
      return `MOV RAX, [${hex(op.addr)}]`;
    case 'store':
      return `MOV [${hex(op.addr)}], ${hex(op.value)}`;
    case 'rdssp':
      return 'RDSSPQ';
    case 'incssp':
      return `INCSSP${op.unit === 4 ? 'D' : 'Q'} ${op.count}`;
    case 'rstorssp':
      return `RSTORSSP [${hex(op.addr)}]`;
    case 'saveprevssp':
      return 'SAVEPREVSSP';
    case 'wrss':
      return `WRSS${op.unit === 4 ? 'D' : 'Q'} [${hex(op.addr)}], ${hex(op.value)}`;
    case 'privileged':
      return op.insn === 'setssbsy'
        ? 'SETSSBSY'
        : `${op.insn === 'wruss' ? 'WRUSSQ' : 'CLRSSBSY'} [${hex(op.addr)}]`;
    default:
      return null;
  }
}

function cloneCall(op: Clone): string {
  const flags = [
    op.vm ? 'CLONE_VM' : '',
    op.vfork ? 'CLONE_VFORK' : '',
    op.same_process === true ? 'CLONE_THREAD' : '',
  ];
  const text = flags.filter((flag) => flag !== '').join('|');
  if (op.stack_size !== undefined) return `clone3(${text}, ${hex(op.stack_size)})`;
  if (op.same_process === undefined) return op.vfork ? 'vfork()' : 'fork()';
  return `clone(${text})`;
}

function prot(bits: number): string {
  const names = [bits & 1 ? 'PROT_READ' : '', bits & 2 ? 'PROT_WRITE' : '', bits & 4 ? 'PROT_EXEC' : ''];
  return names.filter((name) => name !== '').join('|') || 'PROT_NONE';
}

function manner(entry: '64' | '32' | 'x32' | undefined): string {
  return entry === '32' ? ' by int 0x80' : entry === 'x32' ? ' by the x32 entry' : '';
}
