/** The working copy of one step, and what every part of it uses: the context, the files, the PSTATE's mode. */
import type { Choices } from '../core/machine';
import { Misuse } from '../core/machine';
import { EL0T, EL1H, EL1T, FULL_MODE, HCR, isEl2, MODE32_BIT, PSR } from './pstate';
import type { Rules, Unsaid } from './rules';
import type { Draft, State } from './state';
import type { Event, Outcome } from './types';

export interface Context {
  readonly rules: Rules;
  readonly choices: Choices;
  readonly s: Draft;
  readonly events: Event[];
}

/** Success with the events so far. */
export function done(c: Context): Outcome {
  return { outcome: 'ok', events: c.events };
}

export function failed(c: Context, error: 'EINVAL' | 'ENOENT' | 'EAGAIN' | 'ENOEXEC' | 'EINTR'): Outcome {
  return { outcome: 'error', error, events: c.events };
}

/** HCR_EL2 as it reads now. */
export function hcrOf(c: Context): bigint {
  return c.rules.hcrReads(c.s.hcr, c.s.features, c.s.hasRun);
}

/** is_hyp_ctxt(), asked by KVM: as posted it warns of TGE without E2H. */
export function askContext(c: Context): boolean {
  const { s, rules } = c;
  const byTge = (s.hcr & HCR.TGE) !== 0n && !isEl2(s.pstate);
  if (byTge && rules.warnsOfTge((s.hcr & HCR.E2H) !== 0n)) c.events.push({ event: 'warn' });
  return rules.isHypCtxt(s);
}

/** vcpu_put: the CPU's EL1 registers go to the file of the context as it is now. */
export function put(c: Context): void {
  const { s } = c;
  const file = askContext(c) ? 'vEL2' : 'EL1';
  if (file === 'vEL2') s.vel2 = s.cpu;
  else s.el1 = s.cpu;
  s.loaded = null;
  takeBackSs(s);
  c.events.push({ event: 'put', file });
}

/** vcpu_load: the CPU's EL1 registers come from the file of the context as it is now. */
export function load(c: Context): void {
  const { s } = c;
  const file = askContext(c) ? 'vEL2' : 'EL1';
  s.cpu = file === 'vEL2' ? s.vel2 : s.el1;
  s.loaded = file;
  lendSs(s);
  c.events.push({ event: 'load', file });
}

/** While userspace steps, PSTATE.SS is its own as long as the vCPU is loaded (kvm_vcpu_load_debug()). */
function lendSs(s: Draft): void {
  if (!s.stepping) return;
  s.guestSs = s.pstate & PSR.SS;
  s.pstate = s.stepDone ? s.pstate & ~PSR.SS : s.pstate | PSR.SS;
}

/** And the guest's again before anybody else sees it (kvm_vcpu_put_debug()). */
function takeBackSs(s: Draft): void {
  if (!s.stepping) return;
  s.stepDone = (s.pstate & PSR.SS) === 0n;
  s.pstate = withGuestSs(s, s.pstate);
}

/** `pstate` with SS as the guest has it. */
export function withGuestSs({ stepping, guestSs }: State, pstate: bigint): bigint {
  return stepping ? (pstate & ~PSR.SS) | guestSs : pstate;
}

/** @throws Misuse unless the vCPU's thread is there */
export function needPlace(c: Context, place: 'userspace' | 'kvm' | 'guest', op: string): void {
  const { s } = c;
  if (s.place === 'panicked')
    throw new Misuse(`the host has ended in a BUG and cannot do ${op}: reset the machine`);
  if (s.init === 'never' && place !== 'userspace')
    throw new Misuse(`the vCPU is not initialised and cannot do ${op}: send {"op":"vcpu_init"} first`);
  if (s.place === place) return;
  throw new Misuse(`${op} is for a vCPU ${WHERE[place]}, and this one is ${WHERE[s.place]}: ${WAY[place]}`);
}

const WHERE = { userspace: 'in userspace', kvm: 'in KVM between runs', guest: 'in the guest' } as const;
const WAY = {
  userspace: 'send exit and signal to get there',
  kvm: 'send kvm_run (from userspace) or exit (from the guest) to get there',
  guest: 'send kvm_run and enter to get there',
} as const;

/** @throws Misuse where the profile's source leaves it unsaid */
export function needSaid({ rules }: Context, what: Unsaid, instead: string): void {
  if (rules.unsaid.includes(what))
    throw new Misuse(`profile ${rules.profile} does not say what becomes of ${what}: ${instead}`);
}

/** Where in the guest the CPU is; `vEL2` is EL1 with vEL2's registers in it. */
export type Level = 'EL0' | 'vEL1' | 'vEL2' | 'AArch32' | 'illegal';

export function levelOf(c: Context): Level {
  const mode = c.s.spsr & FULL_MODE;
  if (mode === EL1H || mode === EL1T) return c.s.loaded === 'vEL2' ? 'vEL2' : 'vEL1';
  if (mode === EL0T) return 'EL0';
  return (mode & MODE32_BIT) !== 0n ? 'AArch32' : 'illegal';
}

/** @throws Misuse where the guest is at another level, or what waits is an Illegal Execution State exception */
export function needLevel(c: Context, allowed: readonly Level[], what: string): Level {
  needPlace(c, 'guest', what);
  const level = levelOf(c);
  if (!allowed.includes(level))
    throw new Misuse(`${what} is for ${allowed.join(' or ')}, and the guest is at ${level}`);
  return level;
}
