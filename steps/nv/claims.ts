/** Nested virtualisation: what must be seen. */
import type { DataTable } from '@cucumber/cucumber';
import { describeDifference, differences, show } from '../../model/core/compare';
import { parseU64 } from '../../model/core/u64';
import { HCR, modeName } from '../../model/nv/pstate';
import type { Event, Inspection, OneReg, RegisterFile } from '../../model/nv/types';
import type { Awaitable } from '../awaitable';
import type { Lab, View } from '../lab';
import { expectFields } from '../tables';
import { then } from '../typed';
import { isInside, showsInside } from './inside';
import { isHostState } from './play';
import { wordsOf } from './say-claims';
import { setupOf } from './setup';

then('PSTATE.M reads {nvMode}', function (mode) {
  return this.check(
    ({ state }) => expectFields({ 'PSTATE.M': mode }, { 'PSTATE.M': modeName(vcpu(state).pstate) }),
    synced(this),
  );
});

then('PSTATE reads {u64}', function (pstate) {
  return this.check(
    ({ state }) => expectFields({ PSTATE: pstate }, { PSTATE: vcpu(state).pstate }),
    synced(this),
  );
});

/** PSTATE is read, and with insight the one event by which it got there is seen. */
function synced(lab: Lab): { readonly paths: readonly string[]; readonly events: number } {
  return { paths: ['pstate', 'spsr'], events: showsInside(lab) ? 1 : 0 };
}

/** By KVM's own word where it can be heard, and always by the PSTATE and HCR_EL2 that userspace reads. */
then('the vCPU is in {nvContext} context', function (host) {
  const el2 = setupOf(this).features?.has_el2 === true;
  return this.check(
    ({ state }) => {
      const { host_context = host } = vcpu(state);
      expectFields({ host_context: host }, { host_context });
      expectFields({ 'PSTATE and TGE': host }, { 'PSTATE and TGE': isHostState(vcpu(state), el2) });
    },
    { paths: ['host_context'] },
  );
});

then('the run is in {nvContext} context', function (sampled) {
  return this.check(({ state }) => expectFields({ sampled }, vcpu(state)), { paths: ['sampled'] });
});

then('HCR_EL2 reads E2H {nvBit} and TGE {nvBit}', function (e2h, tge) {
  return this.check(
    ({ state }) => {
      const { hcr } = vcpu(state);
      expectFields({ E2H: e2h, TGE: tge }, { E2H: (hcr & HCR.E2H) !== 0n, TGE: (hcr & HCR.TGE) !== 0n });
    },
    { paths: ['hcr'] },
  );
});

then('{nvRegister} holds {u64}', function (reg, value) {
  return checkRegister(this, reg, value);
});

then('hardware SPSR_EL2 holds {u64}', function (spsr) {
  return this.check(({ state }) => expectFields({ spsr }, vcpu(state)), { paths: ['spsr'] });
});

then('hardware SPSR_EL2.M is {nvMode}', function (mode) {
  return this.check(
    ({ state }) => expectFields({ 'SPSR_EL2.M': mode }, { 'SPSR_EL2.M': modeOf(vcpu(state).spsr) }),
    { paths: ['spsr'] },
  );
});

then('the syndrome kept for handlers is {u64}', function (esr) {
  return this.check(({ state }) => expectFields({ esr }, vcpu(state)), { paths: ['esr'] });
});

function modeOf(spsr: bigint | undefined): string {
  return spsr === undefined ? 'not shown' : modeName(spsr);
}

then('KVM has the vCPU back at {u64}', function (pc) {
  return this.check(({ state }) => expectFields({ place: 'kvm', pc }, vcpu(state)), {
    paths: ['place', 'pc'],
  });
});

then('the guest runs at {u64}', function (pc) {
  return this.check(({ state }) => expectFields({ place: 'guest', pc }, vcpu(state)), {
    paths: ['place', 'pc', 'elr'],
  });
});

then('the vCPU is {nvPlace}', function (words) {
  const place = words === 'in the guest' ? 'guest' : words === 'in KVM' ? 'kvm' : 'userspace';
  return this.check(({ state }) => expectFields({ place }, vcpu(state)), { paths: ['place', 'loaded'] });
});

then('the CPU holds the registers of {nvFile}', function (loaded) {
  return this.check(({ state }) => expectFields({ loaded }, vcpu(state)), { paths: ['loaded', 'cpu'] });
});

then('the exception goes to {nvFile} at vector {u64} with ESR {u64}', function (file, vector, esr) {
  const to = file === 'EL1' ? 'vEL1' : file;
  return this.check(
    ({ events }) => {
      const found = (events as readonly Event[]).filter(({ event }) => event === 'exception');
      if (found.length !== 1) throw new Error(`expected one exception, got ${show(found)}`);
      expectFields({ to, vector, esr }, found[0]);
    },
    { events: 1 },
  );
});

then('the handler sees {nvContext} context', function (host) {
  return this.check(({ events }) => {
    const found = (events as readonly Event[]).find(({ event }) => event === 'handler');
    expectFields({ host_context: host }, found ?? {});
  });
});

then('the host warns', function () {
  return this.check(({ events }) => {
    if (!events.some(({ event }) => event === 'warn'))
      throw new Error(`expected a warning, got ${show(events)}`);
  });
});

then('the host does not warn', function () {
  return this.check(({ events }) => {
    if (events.some(({ event }) => event === 'warn'))
      throw new Error(`expected no warning, got ${show(events)}`);
  });
});

/** What a user can see; what goes on inside KVM beside it is not asked for. */
then('this happens, in order:', function (table) {
  return checkEvents(this, table, ({ event }) => !isInside(event));
});

then('inside KVM this happens, in order:', function (table) {
  return checkEvents(this, table, () => true);
});

function checkEvents(lab: Lab, table: DataTable, counts: (event: Event) => boolean): Awaitable<void> {
  const wanted = table.hashes().map((row) => `${row['what'] ?? ''} ${row['with'] ?? ''}`.trim());
  return lab.check(
    ({ events }) => {
      const got = (events as readonly Event[]).filter(counts).map(wordsOf);
      const found = differences(wanted.map(normal), got);
      if (found.length > 0) throw new Error(found.map(describeDifference).join('\n'));
    },
    { events: Number.MAX_SAFE_INTEGER },
  );
}

function normal(words: string): string {
  return words.replace(/0x[0-9a-f_]+/, (text) => show(parseU64(text)));
}

function checkRegister(lab: Lab, reg: OneReg, value: bigint): Awaitable<void> {
  const paths =
    reg === 'PC' ? ['pc'] : reg === 'PSTATE' ? ['pstate'] : reg === 'HCR_EL2' ? ['hcr'] : pathsOf(reg);
  return lab.check(({ state }) => expectFields({ [reg]: value }, { [reg]: registerIn(vcpu(state), reg) }), {
    paths,
  });
}

function pathsOf(reg: OneReg): string[] {
  const [name = '', level] = reg.split('_');
  return [`${level === 'EL2' ? 'vel2' : 'el1'}.${name.toLowerCase()}`, `cpu.${name.toLowerCase()}`];
}

function registerIn(state: Inspection, reg: OneReg): bigint {
  if (reg === 'PC') return state.pc;
  if (reg === 'PSTATE') return state.pstate;
  if (reg === 'HCR_EL2') return state.hcr;
  const [name, level] = reg.split('_') as [string, string];
  return (level === 'EL2' ? state.vel2 : state.el1)[name.toLowerCase() as keyof RegisterFile];
}

function vcpu(state: View['state']): Inspection {
  return state as Inspection;
}
