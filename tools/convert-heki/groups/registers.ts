/** The host: pinned control registers. The guest: the backend pair and the probe of 6/9. */
import { callsOf } from '../calls';
import { configOf, HOST_CR0, HOST_CR4, hostConfig } from '../configs';
import type { Fact } from '../facts';
import { eventsOf, field, isList, isText, linesOf } from '../facts';
import type { Session } from '../session';
import { hex, resultOf } from './locks';

const WP = 0x10000n;
const PINNABLE = 0xb10800n;
const NONE = '0x0';

function pin(cr: string | number, mask: string): object {
  return { op: 'hypercall', nr: 14, a0: hex(BigInt(cr)), a1: mask, a2: NONE };
}

export function lockCr(s: Session, fact: Fact): void {
  const { cr, mask, host_cr0: cr0, host_cr4: cr4, pins_before, mode, cpl } = fact.in;
  const [before0 = NONE, before4 = NONE] = pins_before as readonly string[];
  if (!reachable(before0, before4, String(cr0), String(cr4))) {
    s.leave(fact, 'unreachable');
    return;
  }
  const fresh = s.resume(hostConfig('8/9', true, { cr0, cr4 }), `${before0} ${before4}`);
  s.take(fact);
  if (fresh && before0 !== NONE) s.arrange(pin(0, before0));
  if (fresh && before4 !== NONE) s.arrange(pin(4, before4));
  const manner = { ...(mode === '32' ? { mode } : {}), ...(cpl === 0 || cpl === undefined ? {} : { cpl }) };
  const outcome = resultOf(Number(fact.out['rc']), {
    value: fact.out['rax'],
    events: eventsOf(linesOf(fact)),
  });
  s.observe({ ...pin(String(cr), String(mask)), ...manner }, outcome);
  const after = fact.out['pins_after'] as readonly string[];
  inspectPins(s, after);
  s.moved(after.join(' '));
}

function reachable(before0: string, before4: string, cr0: string, cr4: string): boolean {
  const [pins0, pins4] = [BigInt(before0), BigInt(before4)];
  const first = pins0 === 0n || ((pins0 & WP) !== 0n && (pins0 & ~BigInt(cr0)) === 0n);
  return first && (pins4 & ~(PINNABLE & BigInt(cr4))) === 0n;
}

function inspectPins(s: Session, [pin_cr0, pin_cr4]: readonly string[]): void {
  s.inspect({ host: { pin_cr0, pin_cr4 } });
}

export function lockCrSequence(s: Session, fact: Fact): void {
  const { host_cr0: cr0, host_cr4: cr4 } = fact.in;
  s.fresh(hostConfig('8/9', true, { cr0, cr4 }));
  s.take(fact);
  const results = field(fact.out, 'rc', isList<number>);
  const pins = field(fact.out, 'pins', isList<readonly string[]>);
  field(fact.in, 'requests', isList<readonly [string, string]>).forEach(([cr, mask], i) => {
    s.observe(pin(cr, mask), resultOf(results[i] ?? 0));
    inspectPins(s, pins[i] ?? []);
  });
}

const ALL = '0xffffffffffffffff';

export function writeCr(s: Session, fact: Fact): void {
  const { cr, pinned, old, value, note } = fact.in;
  if (cr === undefined || cr === -1) {
    s.leave(fact, cr === undefined ? 'clock' : 'no-such-access');
    return;
  }
  const all = pinned === 'all of CR0 and CR4 pinned';
  const host = { cr0: all || note !== undefined ? ALL : HOST_CR0, cr4: all ? ALL : HOST_CR4 };
  const guestCr4 = cr === 4 && typeof old === 'string' ? { guestCr4: old } : {};
  s.fresh(
    configOf({ orc: false, symbols: {}, ...guestCr4 }, { series: '8/9', mbec: true, tdp_mmu: true, ...host }),
  );
  s.take(fact);
  if (all || (cr === 0 && pinned !== NONE)) s.arrange(pin(0, all ? ALL : String(pinned)));
  if (all || (cr === 4 && pinned !== NONE)) s.arrange(pin(4, all ? hex(PINNABLE) : String(pinned)));
  const after = fact.out['register_after_direct_write'];
  s.observe(
    { op: 'write_cr', cr, value },
    { outcome: 'ok', ...(after === undefined ? {} : { value: after }), events: eventsOf(linesOf(fact)) },
  );
  if (fact.out['emulator_rc'] === undefined) return;
  s.observe({ op: 'write_cr', cr, value, path: 'emulator' }, resultOf(Number(fact.out['emulator_rc'])));
}

const GUEST = configOf({ orc: false });

/** Numbers of the facts are signed. */
function answersOf(list: readonly number[]): readonly string[] {
  return list.map((rc) => hex(BigInt.asUintN(64, BigInt(rc))));
}

export function backend(s: Session, fact: Fact): void {
  const { num, ranges_pa: pa, guest_cr4: cr4 } = fact.in;
  s.share(GUEST);
  s.take(fact);
  const answers = answersOf(field(fact.in, 'hypercall_rc', isList<number>));
  const step =
    field(fact.in, 'fn', isText) === 'lock_crs'
      ? { op: 'lock_crs', cr4, answers }
      : { op: 'protect_ranges', pa, num, answers };
  const calls = callsOf(field(fact.out, 'calls', isList<string>));
  s.observe(step, { outcome: 'ok', result: fact.out['rc'], events: eventsOf(linesOf(fact)), calls });
}

export function probeHost(s: Session, fact: Fact): void {
  s.share(GUEST);
  s.take(fact);
  const { kvm_available: kvm, hypercall_rc } = fact.in;
  s.arrange({ op: 'reboot' });
  const calls = callsOf(field(fact.out, 'calls', isList<string>));
  const step = { op: 'probe', kvm, answers: answersOf([Number(hypercall_rc)]) };
  s.observe(step, { outcome: 'ok', events: eventsOf(linesOf(fact)), calls });
  s.inspect({ guest: { backend: fact.out['backend'] } });
}
