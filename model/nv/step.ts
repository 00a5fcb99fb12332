/** The machine's step: one operation in, the next state, the outcome and the exercised requirements out. */
import type { AnyOp, Choices, Model, Stepped } from '../core/machine';
import { requireCapability } from '../core/profile';
import { CAPABILITIES } from './capabilities';
import type { Context } from './context';
import { exit } from './exit';
import { exception, execute, mrs, msr } from './guest';
import type { Rules } from './rules';
import { enter, kvmRun, preempt, signal } from './run';
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
  requireCapability(rules, CAPABILITIES, OPERATIONS, op);
  const context: Context = { rules, choices, s: draftOf(state), events: [], exercised: [] };
  const outcome = perform(context, op);
  return { state: context.s, outcome, exercised: context.exercised };
}

function perform(c: Context, op: Op): Outcome {
  switch (op.op) {
    case 'get_one_reg':
      return getOneReg(c, op);
    case 'set_one_reg':
      return setOneReg(c, op);
    case 'vcpu_init':
      return vcpuInit(c, op);
    case 'kvm_run':
      return kvmRun(c);
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

/** The vCPU as KVM holds it, and the CPU under it. */
export function inspect(rules: Rules, s: State): Inspection {
  return {
    place: s.place,
    usable: s.init === 'done',
    pstate: s.pstate,
    pc: s.pc,
    esr: s.esr,
    hcr: rules.hcrReads(s.hcr, s.features, s.hasRun),
    host_context: rules.isHypCtxt(s),
    sampled: s.sampled,
    loaded: s.loaded,
    spsr: s.spsr,
    elr: s.elr,
    cpu: s.cpu,
    el1: s.el1,
    vel2: s.vel2,
  };
}
