/** The machine's step: one operation in, the next state and the outcome out. */
import type { AnyOp, Choices, Model, Stepped } from '../core/machine';
import { requireCapability } from '../core/rules';
import { capNumber, checkExtension, enableCap } from './caps';
import type { Context } from './context';
import { getCpuid, getSupportedCpuid, getSupportedHvCpuid, setCpuid } from './host-cpuid';
import { getMsrs, setMsrs } from './host-msrs';
import { readMemory, writeMemory } from './memory';
import { packetIn } from './packets';
import { msrListed, setIgnoreMsrs, setMsrFilter } from './lists';
import type { Rules } from './rules';
import { readRun, runInstruction, runOn, setRegs, writeRun } from './run';
import type { State } from './state';
import { initialState } from './state';
import { switchSyndbg } from './switch';
import type { Config, Inspection, Op, Outcome } from './types';
import { OPERATIONS } from './types';
import { passLeaves, serve } from './userspace';

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

function perform(c: Context, op: Op): Outcome {
  switch (op.op) {
    case 'wrmsr':
    case 'rdmsr':
    case 'hypercall':
    case 'cpuid':
      return runInstruction(c, op);
    case 'run':
      return runOn(c, op);
    case 'read_run':
      return readRun(c, op);
    case 'write_run':
      return writeRun(c, op);
    case 'read_memory':
      return readMemory(c, op);
    case 'write_memory':
      return writeMemory(c, op);
    case 'packet':
      return packetIn(c, op);
    case 'serve':
      return serve(c, op);
    case 'pass_leaves':
      return passLeaves(c, op);
    case 'set_regs':
      return setRegs(c, op);
    case 'get_msrs':
      return getMsrs(c, op);
    case 'set_msrs':
      return setMsrs(c, op);
    case 'set_cpuid':
      return setCpuid(c, op);
    case 'switch_syndbg':
      return switchSyndbg(c, op);
    case 'get_cpuid':
      return getCpuid(c, op);
    case 'enable_cap':
      return enableCap(c, op);
    case 'check_extension':
      return checkExtension(c, op);
    case 'cap_number':
      return capNumber(c, op);
    case 'get_supported_hv_cpuid':
      return getSupportedHvCpuid(c, op);
    case 'get_supported_cpuid':
      return getSupportedCpuid();
    case 'msr_listed':
      return msrListed(c, op);
    case 'set_msr_filter':
      return setMsrFilter(c, op);
    case 'set_ignore_msrs':
      return setIgnoreMsrs(c, op);
    default:
      throw new Error(`no such operation: ${JSON.stringify((op satisfies never as AnyOp).op)}`);
  }
}

/** The registers of each VM and what each vCPU waits in. */
export function inspect(state: State): Inspection {
  return {
    vms: state.vms.map(({ registers, vcpus }) => ({
      registers,
      vcpus: vcpus.map(({ stopped }) => ({ stopped: stopped?.kind ?? null })),
    })),
  };
}
