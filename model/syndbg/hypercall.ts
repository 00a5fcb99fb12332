/** Hypercalls 0x60..0x6f: the three of the debugger and their unknown neighbours. */
import { Misuse } from '../core/machine';
import { hex } from '../core/u64';
import type { At, Context } from './context';
import { registersOf, vcpuOf, vmOf } from './context';
import { exitHcall } from './exit';
import { ripOf } from './fault';
import {
  CHECKS,
  INVALID_HYPERCALL_CODE,
  POST_DEBUG_DATA,
  RESET_DEBUG_SESSION,
  RETRIEVE_DEBUG_DATA,
} from './hypercall-checks';
import type { Result } from './state';
import type { Hypercall } from './types';

const DEBUG_HYPERCALLS: readonly bigint[] = [POST_DEBUG_DATA, RETRIEVE_DEBUG_DATA, RESET_DEBUG_SESSION];

/** -KVM_ENOSYS (-1000): what KVM's own hypercalls answer where RAX, of which operations say nothing, has no number that they know. */
const KVM_ENOSYS = 0xffff_ffff_ffff_fc18n;

/** The three debug hypercalls and their unknown neighbours. */
export function hypercall(c: Context, at: At, op: Hypercall): Result | null {
  const { rules } = c;
  const vm = vmOf(c, at.vm);
  const code = op.input & 0xffffn;
  if (code < 0x60n || code > 0x6fn) {
    throw new Misuse(
      `hypercall code ${hex(code)} belongs to another feature: this machine answers 0x60..0x6f`,
    );
  }
  if (!rules.hypercallsWork(vm, at.vcpu))
    return { outcome: 'ok', value: BigInt.asUintN((op.mode ?? 'long64') === 'long64' ? 64 : 32, KVM_ENOSYS) };
  if (op.mode === 'real' || (op.cpl ?? 0) !== 0) {
    return { outcome: 'fault', fault: '#UD', rip: ripOf(op) };
  }
  const isDebug = DEBUG_HYPERCALLS.includes(code);
  const context = {
    vm,
    vcpu: vcpuOf(c, at),
    code,
    input: op.input,
    options: registersOf(c, at).options,
    enabled: rules.enabled(vm, at.vcpu),
    choices: c.choices,
  };
  // Reserved bits are looked at before the code is.
  const checks = isDebug ? rules.checks : rules.checks.filter((check) => check === CHECKS.reserved);
  for (const check of checks) {
    const status = check.status(context);
    if (status !== null) return { outcome: 'ok', value: status };
  }
  if (!isDebug) return { outcome: 'ok', value: INVALID_HYPERCALL_CODE };
  exitHcall(c, at, op, ripOf(op));
  return null;
}
