/** The machine's step: one operation in, the next state and the outcome out. */
import type { AnyOp, Choices, Model, Stepped } from '../core/machine';
import { requireCapability } from '../core/rules';
import { mapShadowStack } from './alloc';
import { clone } from './clone';
import type { Context } from './context';
import { copy } from './copies';
import { archPrctl, prctl } from './features';
import { inspect } from './inspect';
import * as cpu from './instructions';
import * as mm from './mm-calls';
import { uretprobe } from './probes';
import * as proc from './proc';
import type { Rules } from './rules';
import * as signals from './signals';
import type { State } from './state';
import { initialState } from './state';
import * as tasks from './tasks';
import * as tracer from './tracer';
import type { Config, Op, Outcome } from './types';
import { OPERATIONS } from './types';

/** A model that follows the given rules. */
export function modelOf(rules: Rules, choices: Choices): Model<State> {
  return {
    initial: (config) => initialState(config as Config),
    step: (state, op) => step(rules, choices, state, op as Op),
    inspect,
  };
}

/**
 * @throws Misuse where the operation makes no sense in this state
 * @throws Unsupported where the profile has no such operation
 */
export function step(rules: Rules, choices: Choices, state: State, op: Op): Stepped<State, Outcome> {
  requireCapability(rules, OPERATIONS, op);
  const context: Context = { rules, choices, state, events: [] };
  const outcome = perform(context, op);
  return { state: context.state, outcome };
}

/** One operation's function for each name: a name that the schema has and this list lacks does not compile. */
const PERFORM: { readonly [K in Op['op']]: (c: Context, op: Extract<Op, { op: K }>) => Outcome } = {
  arch_prctl: archPrctl,
  prctl,
  map_shadow_stack: mapShadowStack,
  mmap: mm.mmap,
  munmap: mm.munmap,
  mprotect: mm.mprotect,
  mremap: mm.mremap,
  madvise: mm.madvise,
  setrlimit: mm.setrlimit,
  copy,
  uffdio_register: mm.uffdioRegister,
  sigaction: signals.sigaction,
  sigaltstack: signals.sigaltstack,
  signal: signals.signal,
  sigreturn: signals.sigreturn,
  clone,
  exit: tasks.exit,
  execve: tasks.execve,
  call: cpu.call,
  ret: cpu.ret,
  move_rsp: cpu.moveRsp,
  overwrite: cpu.overwrite,
  load: cpu.loadWord,
  store: cpu.storeWord,
  rdssp: cpu.rdssp,
  incssp: cpu.incssp,
  rstorssp: cpu.rstorssp,
  saveprevssp: cpu.saveprevssp,
  wrss: cpu.wrss,
  privileged: cpu.privileged,
  uretprobe,
  ptrace_getregset: tracer.getRegset,
  ptrace_setregset: tracer.setRegset,
  ptrace_arch_prctl: tracer.tracerPrctl,
  ptrace_poke: tracer.poke,
  context_switch: tracer.contextSwitch,
  proc_status: proc.procStatus,
  smaps: proc.smaps,
  abi: proc.abi,
};

const BY_NAME: ReadonlyMap<string, (c: Context, op: never) => Outcome> = new Map(Object.entries(PERFORM));

function perform(c: Context, op: Op): Outcome {
  const run = BY_NAME.get(op.op) as ((c: Context, op: AnyOp) => Outcome) | undefined;
  if (!run) throw new Error(`no such operation: ${JSON.stringify(op.op)}`);
  return run(c, op);
}
