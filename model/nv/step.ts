/** The machine's step: one operation in, the next state and the outcome out. */
import type { AnyOp, Choices, Model, Stepped } from '../core/machine';
import { requireCapability } from '../core/rules';
import type { Context } from './context';
import { afterStep, setGuestDebug } from './debug';
import { exit, returnState } from './exit';
import { exception, execute, mrs, msr } from './guest';
import type { Rules } from './rules';
import { enter, kvmRun, preempt, signal } from './run';
import { setVcpuEvents, takeVirtual } from './serror';
import type { State } from './state';
import { draftOf, initialState } from './state';
import { eret, hvc, injectIrq, ldr, trapped } from './traps';
import type { Config, Inspection, Op, Outcome } from './types';
import { OPERATIONS } from './types';
import { getOneReg, setOneReg, vcpuInit } from './userspace';

/** A model that follows the given rules. */
export function modelOf(rules: Rules, choices: Choices): Model<State> {
  return {
    initial: (config) => initialState(config as Config),
    step: (state, op) => step(rules, choices, state, op as Op),
    inspect: (state) => inspect(rules, state),
  };
}

/**
 * @throws Misuse where the operation makes no sense in this state
 * @throws Unsupported where the profile has no such operation
 */
export function step(rules: Rules, choices: Choices, state: State, op: Op): Stepped<State, Outcome> {
  requireCapability(rules, OPERATIONS, op);
  const context: Context = { rules, choices, s: draftOf(state), events: [] };
  const outcome = perform(context, op);
  takeVirtual(context);
  return { outcome: afterStep(context, op, outcome), state: context.s };
}

function perform(c: Context, op: Op): Outcome {
  switch (op.op) {
    case 'get_one_reg':
      return getOneReg(c, op);
    case 'set_one_reg':
      return setOneReg(c, op);
    case 'vcpu_init':
      return vcpuInit(c, op);
    case 'set_vcpu_events':
      return setVcpuEvents(c, op);
    case 'set_guest_debug':
      return setGuestDebug(c, op);
    case 'kvm_run':
      return kvmRun(c, op);
    case 'enter':
      return enter(c);
    case 'preempt':
      return preempt(c);
    case 'signal':
      return signal(c);
    case 'exit':
      return exit(c, op);
    case 'inject_irq':
      return injectIrq(c);
    case 'execute':
      return execute(c, op);
    case 'exception':
      return exception(c, op);
    case 'msr':
      return msr(c, op);
    case 'mrs':
      return mrs(c, op);
    case 'eret':
      return eret(c, op);
    case 'hvc':
      return hvc(c, op);
    case 'trapped':
      return trapped(c, op);
    case 'ldr':
      return ldr(c, op);
    default:
      throw new Error(`no such operation: ${JSON.stringify((op satisfies never as AnyOp).op)}`);
  }
}

const NO_FILE = { spsr: 0n, elr: 0n, esr: 0n, vbar: 0n };
/** Once an entry has failed, KVM_GET_ONE_REG does. */
const UNREADABLE = { pstate: 0n, pc: 0n, hcr: 0n, el1: NO_FILE, vel2: NO_FILE };

/** The vCPU as userspace would read it if KVM_RUN returned now, and what only KVM and the CPU know. */
export function inspect(rules: Rules, s: State): Inspection {
  const { pstate, pc, hcr, el1, vel2 } = s.init === 'failed' ? UNREADABLE : readable(rules, s);
  const { place, esr, loaded, spsr, elr, cpu } = s;
  const host_context = rules.isHypCtxt(s);
  const view: Inspection = { place, pstate, pc, hcr, el1, vel2, esr, host_context, loaded, spsr, elr, cpu };
  if (place === 'guest') view.sampled = s.sampled;
  return view;
}

function readable(rules: Rules, s: State): typeof UNREADABLE {
  const { pstate, pc } = returnState(rules, s);
  const left = draftOf(s);
  left.pstate = pstate;
  const file = s.loaded === null ? null : rules.isHypCtxt(left) ? 'vEL2' : 'EL1';
  return {
    pstate,
    pc,
    hcr: rules.hcrReads(s.hcr, s.features, s.hasRun),
    el1: file === 'EL1' ? s.cpu : s.el1,
    vel2: file === 'vEL2' ? s.cpu : s.vel2,
  };
}
