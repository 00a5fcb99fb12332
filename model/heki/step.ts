/** The machine's step: one operation in, the next state, and the outcome out. */
import type { AnyOp, Model, Stepped } from '../core/machine';
import { requireCapability } from '../core/rules';
import { access } from './access';
import { boot, early, late } from './boot';
import type { Context } from './context';
import { writeCr } from './control-registers';
import { convert } from './convert';
import { checkExtension, enableCap } from './exits';
import * as guest from './guest';
import { hypercall } from './hypercall';
import { inspect } from './inspect';
import * as backend from './kvm-backend';
import type { Rules } from './rules';
import type { State } from './state';
import { FRESH_VM, freshRegisters } from './state';
import type { Config, Op, Outcome } from './types';
import { OPERATIONS } from './types';

/** A model that follows the given rules. */
export function modelOf(rules: Rules): Model<State> {
  return {
    initial: (config) => initialState(rules, config as Config),
    step: (state, op) => step(rules, state, op as Op),
    inspect,
  };
}

function initialState(rules: Rules, config: Config): State {
  return {
    profile: rules.profile,
    config,
    guest: guest.freshGuest(rules, config, config.phys_base),
    vm: FRESH_VM,
    vcpus: freshRegisters(config),
  };
}

/**
 * @throws Misuse where the operation makes no sense in this state
 * @throws Unsupported where the profile has no such operation
 */
export function step(rules: Rules, state: State, op: Op): Stepped<State, Outcome> {
  requireCapability(rules, OPERATIONS, op);
  const context: Context = { rules, state, events: [], calls: [] };
  const outcome = perform(context, op);
  return { state: context.state, outcome };
}

function perform(c: Context, op: Op): Outcome {
  switch (op.op) {
    case 'access':
      return access(c, op);
    case 'write_cr':
      return writeCr(c, op);
    case 'hypercall':
      return hypercall(c, op);
    case 'param':
      return guest.param(c, op);
    case 'early_init':
      return early(c, op);
    case 'late_init':
      return late(c, op);
    case 'plug':
      return guest.plug(c, op);
    case 'set_flag':
      return guest.setFlag(c, op);
    case 'mark_readonly':
      return guest.markReadonly(c, op);
    case 'convert':
      return convert(c, op);
    case 'boot':
      return boot(c, op);
    case 'reboot':
      return guest.reboot(c, op);
    case 'probe':
      return backend.probe(c, op);
    case 'protect_ranges':
      return backend.protectOp(c, op);
    case 'lock_crs':
      return backend.lockOp(c, op);
    case 'enable_cap':
      return enableCap(c, op);
    case 'check_extension':
      return checkExtension(c, op);
    default:
      throw new Error(`no such operation: ${JSON.stringify((op satisfies never as AnyOp).op)}`);
  }
}
