/** The guest's kernel from its command line to the end of early init. */
import { Misuse } from '../core/machine';
import { parseBool, parseDecimal } from './command-line';
import type { Context } from './context';
import { callsOf, logGuest, setGuest } from './context';
import { allocRanges } from './convert';
import { tableOf } from './sections';
import { FRESH_VM, freshRegisters } from './state';
import type { Rules } from './rules';
import type { Guest } from './state';
import type { Config, EarlyInit, Kernel, MarkReadonly, Outcome, Param, Plug, Reboot, SetFlag } from './types';

/** CONFIG_HEKI as it comes out of the configuration, where it is available at all. */
function isBuilt({ builtByDefault, jumpLabelsForbid }: Rules, { arch, jump_label, heki }: Kernel): boolean {
  if (arch !== 'x86-64' || (jump_label && jumpLabelsForbid)) return false;
  return heki === 'y' || (heki === 'default' && builtByDefault);
}

/** A kernel as it starts: nothing parsed, nothing initialised. */
export function freshGuest(rules: Rules, config: Config, physBase: bigint): Guest {
  return {
    built: isBuilt(rules, config.kernel),
    enabled: true,
    physBase,
    ranges: null,
    num: 0,
    backend: null,
    live: 0,
    sealed: false,
    test: 0n,
  };
}

/** @throws Misuse where the kernel has no Heki, or has thrown its init code away */
function needBuilt(c: Context, what: string): void {
  if (!c.state.guest.built)
    throw new Misuse(`${what}: the kernel was built without CONFIG_HEKI and has no such code`);
}

export function needInitCode(c: Context, what: string): void {
  if (c.state.guest.sealed) {
    throw new Misuse(
      `${what} after init memory was freed: the init code is gone by then; send {"op":"reboot"} first`,
    );
  }
}

const TEST = 'heki_test=';

/** heki= and heki_test=, as the kernel comes to them on its command line. */
export function param(c: Context, op: Param): Outcome {
  needBuilt(c, 'heki=');
  needInitCode(c, 'heki=');
  const { parameter } = op;
  if (parameter?.startsWith(TEST)) return testParam(c, parameter.slice(TEST.length));
  return flagParam(c, parameter?.slice('heki='.length) ?? null);
}

/** What the handler of a parameter returns, so that init is not given it. */
const CONSUMED = 1;

function flagParam(c: Context, value: string | null): Outcome {
  const parsed = parseBool(value);
  if (parsed === null) logGuest(c, `Invalid option string for heki: '${value ?? '(null)'}'`);
  setGuest(c, { enabled: parsed ?? c.state.guest.enabled });
  return { outcome: 'ok', result: CONSUMED, events: c.events };
}

/** The four tests of 9/9, by number. */
export const TESTS = [
  'heki_test_cr_disable_smep',
  'heki_test_write_to_const',
  'heki_test_write_to_ro_after_init',
  'heki_test_exec',
];

/** heki_test=: a number above 4 is called invalid, and stored all the same. */
function testParam(c: Context, value: string): Outcome {
  if (c.state.config.kernel.tests !== true)
    throw new Misuse('heki_test=: the kernel was built without the tests of 9/9');
  const parsed = parseDecimal(value);
  if (parsed === null || parsed > BigInt(TESTS.length)) {
    logGuest(c, `Invalid option string for heki_test: '${value}'`);
  }
  setGuest(c, { test: parsed ?? c.state.guest.test });
  return { outcome: 'ok', result: CONSUMED, events: c.events };
}

export function earlyInit(c: Context, op: EarlyInit): Outcome {
  needInitCode(c, 'early init');
  const { guest, config } = c.state;
  if (guest.built) logGuest(c, guest.enabled ? 'Enabled' : 'Disabled');
  if (guest.built && guest.enabled) archInit(c, op.alloc ?? 'ok', config);
  return { outcome: 'ok', ...callsOf(c) };
}

function archInit(c: Context, alloc: 'ok' | 'fail', config: Config): void {
  const table = tableOf(config.kernel, config.symbols);
  setGuest(c, { ranges: allocRanges(c, table, alloc), num: table.length });
}

/** A backend appears, or goes. @throws Misuse where results are given for anything but the stand-in */
export function plug(c: Context, op: Plug): Outcome {
  needBuilt(c, 'plug');
  const { op: _op, backend, ...rest } = op;
  if (backend !== 'stub' && Object.keys(rest).length > 0) {
    throw new Misuse(`plug ${backend}: results belong to the stub alone`);
  }
  setGuest(c, { backend: backend === 'none' ? null : { kind: backend, ...rest } });
  return { outcome: 'ok' };
}

/** A write to the flag from within the kernel, which is sealed with the read-only data. */
export function setFlag(c: Context, op: SetFlag): Outcome {
  needBuilt(c, 'set_flag');
  if (c.state.guest.sealed) return { outcome: 'fault', fault: '#PF' };
  setGuest(c, { enabled: op.value });
  return { outcome: 'ok' };
}

/** The step of the boot before late init. */
export function markReadonly(c: Context, _op: MarkReadonly): Outcome {
  setGuest(c, { sealed: true });
  return { outcome: 'ok' };
}

/**
 * A new kernel in the same VM: what the guest knew is gone, what the host holds stays. In another VM nothing is held,
 * but the host has warned of what it warns of once.
 */
export function reboot(c: Context, op: Reboot): Outcome {
  const { profile, config, vm } = c.state;
  const { warned } = vm;
  c.state = {
    profile,
    config,
    guest: freshGuest(c.rules, config, op.phys_base ?? config.phys_base),
    vm: op.vm === 'another' ? { ...FRESH_VM, warned } : vm,
    vcpus: freshRegisters(config),
  };
  return { outcome: 'ok' };
}
