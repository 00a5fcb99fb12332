/** SynDbg: what must be seen. */
import { show } from '../../model/core/compare';
import { bitSet } from '../../model/core/u64';
import { REGISTERS, MSR_OF } from '../../model/syndbg/msr';
import type { Event, Inspection, Leaf } from '../../model/syndbg/types';
import type { Awaitable } from '../awaitable';
import type { Lab, View } from '../lab';
import { expectFields, fieldsOf } from '../tables';
import { then } from '../typed';

then('{vcpu} exits with:', function ({ vm, vcpu }, table) {
  const wanted = fieldsOf(table.rowsHash());
  return this.check(
    ({ events, outcome }) => {
      const exits = exitsOf(events as readonly Event[]);
      if (exits.length !== 1) throw new Error(`expected one exit, got ${exits.length} in ${show(outcome)}`);
      expectFields(wanted, exits[0]);
    },
    { events: 1, paths: [`vms.${vm}.vcpus.${vcpu}.stopped`] },
  );
});

then('no exit follows', function () {
  return this.check(({ events }) => {
    const exits = exitsOf(events as readonly Event[]);
    if (exits.length > 0) throw new Error(`expected no exit, got ${show(exits)}`);
  });
});

then('{register} holds {u64}', function (msr, value) {
  return checkRegister(this, 0, msr, value);
});

then('{register} of VM {int} holds {u64}', function (msr, vm, value) {
  return checkRegister(this, vm, msr, value);
});

then('{vcpu} can run', function ({ vm, vcpu }) {
  const path = `vms.${vm}.vcpus.${vcpu}.stopped`;
  return this.check(
    ({ state }) => {
      const { stopped } = (state as Inspection).vms[vm]?.vcpus[vcpu] ?? { stopped: 'no such vCPU' };
      if (stopped !== null)
        throw new Error(`expected vCPU ${vcpu} to be able to run, but it waits in ${stopped}`);
    },
    { paths: [path] },
  );
});

then('{vcpu} waits in its {word} exit', function ({ vm, vcpu }, kind) {
  return this.check(
    ({ state }) => {
      const { stopped } = (state as Inspection).vms[vm]?.vcpus[vcpu] ?? { stopped: 'no such vCPU' };
      if (stopped !== kind)
        throw new Error(`expected vCPU ${vcpu} to wait in its ${kind} exit, got ${show(stopped)}`);
    },
    { paths: [`vms.${vm}.vcpus.${vcpu}.stopped`] },
  );
});

then('these trace points fire:', function (table) {
  const wanted = table.hashes().map(({ name, text }) => ({ event: 'trace', name, text }));
  return this.check(
    ({ events }) => {
      expectFields({ traces: wanted }, { traces: events.filter(({ event }) => event === 'trace') });
    },
    { events: wanted.length },
  );
});

then('the trace points come before the exit', function () {
  return this.check(({ events }) => {
    const kinds = events.map(({ event }) => event);
    if (!kinds.includes('trace') || kinds.lastIndexOf('trace') > kinds.indexOf('exit')) {
      throw new Error(
        `expected the trace points first and then the exit, got ${kinds.join(', ') || 'nothing'}`,
      );
    }
  });
});

then('no trace point fires', function () {
  return this.check(({ events }) => {
    const traces = events.filter(({ event }) => event === 'trace');
    if (traces.length > 0) throw new Error(`expected no trace point, got ${show(traces)}`);
  });
});

then('it reads back leaf {u64} with:', function (fn, table) {
  const wanted = fieldsOf(table.rowsHash());
  return this.check(({ outcome }) => {
    const { leaf } = outcome as { leaf?: Leaf | null };
    if (!leaf) throw new Error(`expected leaf ${show(fn)}, got ${show(outcome)}`);
    expectFields({ function: fn, ...wanted }, leaf);
  });
});

then('it reads back no leaf', function () {
  return this.check(({ outcome }) => {
    expectFields({ outcome: 'ok', leaf: null }, outcome);
  });
});

then('it lists {int} leaves', function (count) {
  return this.check(({ outcome }) => {
    const leaves = leavesOf(outcome);
    if (leaves.length !== count)
      throw new Error(`expected ${count} leaves, got ${leaves.length}: ${show(leaves)}`);
  });
});

then('it lists leaf {u64} with:', function (fn, table) {
  const wanted = fieldsOf(table.rowsHash());
  return this.check(({ outcome }) => {
    const leaf = leavesOf(outcome).find((one) => one.function === fn);
    if (!leaf) throw new Error(`expected leaf ${show(fn)} to be listed, and it is not`);
    expectFields(wanted, leaf);
  });
});

then('it lists the leaves in the order {string}', function (order) {
  return this.check(({ outcome }) => {
    const got = leavesOf(outcome)
      .map((leaf) => show(leaf.function))
      .join(' ');
    if (got !== order) throw new Error(`expected the leaves in the order ${order}, got ${got}`);
  });
});

then('it does not list leaf {u64}', function (fn) {
  return this.check(({ outcome }) => {
    if (leavesOf(outcome).some((one) => one.function === fn))
      throw new Error(`expected leaf ${show(fn)} not to be listed`);
  });
});

then('in leaf {u64} bit {int} of {word} is {word}', function (fn, bit, register, value) {
  return this.check(({ outcome }) => {
    const leaf = leavesOf(outcome).find((one) => one.function === fn) as Record<string, bigint> | undefined;
    const got = leaf?.[register];
    if (got === undefined) throw new Error(`leaf ${show(fn)} is not listed or has no ${register}`);
    if (bitSet(got, bit) !== (value === 'set'))
      throw new Error(`expected bit ${bit} of ${register} to be ${value}, got ${show(got)}`);
  });
});

function exitsOf(events: readonly Event[]): readonly Event[] {
  return events.filter(({ event }) => event === 'exit');
}

function leavesOf(outcome: View['outcome']): readonly Leaf[] {
  const { leaves } = outcome as { leaves?: readonly Leaf[] };
  if (!leaves) throw new Error(`expected a list of leaves, got ${show(outcome)}`);
  return leaves;
}

function checkRegister(lab: Lab, vm: number, msr: bigint, value: bigint): Awaitable<void> {
  const name = REGISTERS.find((one) => MSR_OF[one] === msr);
  if (!name) throw new Error(`${show(msr)} is none of the six registers`);
  return lab.check(
    ({ state }) => {
      const got = (state as Inspection).vms[vm]?.registers[name];
      expectFields({ [name]: value }, { [name]: got });
    },
    { paths: [`vms.${vm}.registers.${name}`] },
  );
}
