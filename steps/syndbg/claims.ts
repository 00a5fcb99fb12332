/** SynDbg: what must be seen. */
import { show } from '../../model/core/compare';
import { bitSet } from '../../model/core/u64';
import { MSR_OF, REGISTERS } from '../../model/syndbg/msr';
import type { Event, Inspection, Leaf, Outcome } from '../../model/syndbg/types';
import { cellOf, Cells } from '../phrases/cells';
import type { Claimed } from '../phrases/phrase';
import { expectFields, fieldsOf } from '../tables';
import type { Syndbg } from './course';
import { claim } from './course';
import type { VcpuRef } from './words';

type Said = Claimed<Syndbg>;

export const CLAIMS = [
  claim(
    '{vcpu} exits with:',
    (_setup, { vm, vcpu }, table): Said => {
      const wanted = fieldsOf(table.rowsHash());
      return {
        check: ({ events, outcome }) => {
          const exits = eventsOf(events, 'exit');
          if (exits.length !== 1)
            throw new Error(`expected one exit, got ${exits.length} in ${show(outcome)}`);
          expectFields(wanted, exits[0]);
        },
        events: 1,
        paths: [`vms.${vm}.vcpus.${vcpu}.stopped`],
      };
    },
    ({ field: [first, , member], op, outcome }) => {
      const [exit] = eventsOf(outcome.events ?? [], 'exit');
      return first === 'events' && exit && 'vcpu' in op ? [op, exitCells(exit, member)] : null;
    },
  ),
  claim(
    'no exit follows',
    (): Said => ({
      check: ({ events }) => {
        const exits = eventsOf(events, 'exit');
        if (exits.length > 0) throw new Error(`expected no exit, got ${show(exits)}`);
      },
    }),
    ({ field: [first, name] }) => (first === 'events' && name !== 'trace' ? [] : null),
  ),
  claim(
    '{register} holds {u64}',
    (_setup, msr, value) => register(0, msr, value),
    ({ field, state }) => {
      const held = heldAt(field, state);
      return held?.vm === 0 ? [held.msr, held.value] : null;
    },
  ),
  claim(
    '{register} of VM {int} holds {u64}',
    (_setup, msr, vm, value) => register(vm, msr, value),
    ({ field, state }) => {
      const held = heldAt(field, state);
      return held ? [held.msr, held.vm, held.value] : null;
    },
  ),
  claim(
    '{vcpu} can run',
    (_setup, at): Said => ({
      check: ({ state }) => {
        const stopped = stoppedIn(state, at);
        if (stopped !== null)
          throw new Error(`expected vCPU ${at.vcpu} to be able to run, but it waits in ${stopped}`);
      },
      paths: [pathOf(at)],
    }),
    ({ field }) => waiting(field),
  ),
  claim(
    '{vcpu} waits in its {word} exit',
    (_setup, at, kind): Said => ({
      check: ({ state }) => {
        const stopped = stoppedIn(state, at);
        if (stopped !== kind)
          throw new Error(`expected vCPU ${at.vcpu} to wait in its ${kind} exit, got ${show(stopped)}`);
      },
      paths: [pathOf(at)],
    }),
    ({ field, state }) => {
      const [at] = waiting(field) ?? [];
      const stopped = at && stoppedIn(state, at);
      return at && stopped ? [at, stopped] : null;
    },
  ),
  claim(
    'these trace points fire:',
    (_setup, table): Said => {
      const wanted = table.hashes().map(({ name, text }) => ({ event: 'trace', name, text }));
      return {
        check: ({ events }) => {
          expectFields({ traces: wanted }, { traces: eventsOf(events, 'trace') });
        },
        events: wanted.length,
      };
    },
    ({ field: [first, name], outcome }) => {
      const traces = eventsOf(outcome.events ?? [], 'trace');
      if (first !== 'events' || name !== 'trace' || traces.length === 0) return null;
      const rows = traces.map((one) => (one.event === 'trace' ? [one.name, one.text] : []));
      return [new Cells([['name', 'text'], ...rows])];
    },
  ),
  claim('the trace points come before the exit', (): Said => ({
    check: ({ events }) => {
      const kinds = events.map(({ event }) => event);
      if (!kinds.includes('trace') || kinds.lastIndexOf('trace') > kinds.indexOf('exit'))
        throw new Error(
          `expected the trace points first and then the exit, got ${kinds.join(', ') || 'nothing'}`,
        );
    },
  })),
  claim(
    'no trace point fires',
    (): Said => ({
      check: ({ events }) => {
        const traces = eventsOf(events, 'trace');
        if (traces.length > 0) throw new Error(`expected no trace point, got ${show(traces)}`);
      },
    }),
    ({ field: [first, name] }) => (first === 'events' && name === 'trace' ? [] : null),
  ),
  claim('it reads back leaf {u64} with:', (_setup, fn, table): Said => {
    const wanted = fieldsOf(table.rowsHash());
    return {
      check: ({ outcome }) => {
        const { leaf } = outcome as { leaf?: Leaf | null };
        if (!leaf) throw new Error(`expected leaf ${show(fn)}, got ${show(outcome)}`);
        expectFields({ function: fn, ...wanted }, leaf);
      },
    };
  }),
  claim('it reads back no leaf', (): Said => ({
    check: ({ outcome }) => {
      expectFields({ outcome: 'ok', leaf: null }, outcome);
    },
  })),
  claim('it lists {int} leaves', (_setup, count): Said => ({
    check: ({ outcome }) => {
      const leaves = leavesOf(outcome);
      if (leaves.length !== count)
        throw new Error(`expected ${count} leaves, got ${leaves.length}: ${show(leaves)}`);
    },
  })),
  claim(
    'it lists leaf {u64} with:',
    (_setup, fn, table): Said => {
      const wanted = fieldsOf(table.rowsHash());
      return {
        check: ({ outcome }) => {
          const leaf = leavesOf(outcome).find((one) => one.function === fn);
          if (!leaf) throw new Error(`expected leaf ${show(fn)} to be listed, and it is not`);
          expectFields(wanted, leaf);
        },
      };
    },
    ({ field: [first, fn, word = 'eax'], outcome }) => {
      const leaf = first === 'leaves' ? listed(outcome).find((one) => show(one.function) === fn) : undefined;
      const cell = cellOf((leaf as unknown as Record<string, unknown> | undefined)?.[word] ?? null);
      return leaf && cell !== null ? [leaf.function, new Cells([[word, cell]])] : null;
    },
  ),
  claim(
    'it lists the leaves in the order {string}',
    (_setup, order): Said => ({
      check: ({ outcome }) => {
        const got = orderOf(leavesOf(outcome));
        if (got !== order) throw new Error(`expected the leaves in the order ${order}, got ${got}`);
      },
    }),
    ({ field: [first, fn], outcome }) =>
      first === 'leaves' && fn === undefined ? [orderOf(listed(outcome))] : null,
  ),
  claim(
    'it does not list leaf {u64}',
    (_setup, fn): Said => ({
      check: ({ outcome }) => {
        if (leavesOf(outcome).some((one) => one.function === fn))
          throw new Error(`expected leaf ${show(fn)} not to be listed`);
      },
    }),
    ({ field: [first, fn = ''] }) => (first === 'leaves' && fn.startsWith('0x') ? [BigInt(fn)] : null),
  ),
  claim('in leaf {u64} bit {int} of {word} is {word}', (_setup, fn, bit, word, value): Said => ({
    check: ({ outcome }) => {
      const leaf = leavesOf(outcome).find((one) => one.function === fn) as Record<string, bigint> | undefined;
      const got = leaf?.[word];
      if (got === undefined) throw new Error(`leaf ${show(fn)} is not listed or has no ${word}`);
      if (bitSet(got, bit) !== (value === 'set'))
        throw new Error(`expected bit ${bit} of ${word} to be ${value}, got ${show(got)}`);
    },
  })),
];

function eventsOf(events: readonly Event[], kind: 'exit' | 'trace'): readonly Event[] {
  return events.filter(({ event }) => event === kind);
}

/** What tells this exit from another of its kind, or the member that differs. */
function exitCells(exit: Event, member: string | undefined): Cells {
  const telling = member === undefined ? ['msr', 'input', 'index'] : [member];
  const rows = Object.entries(exit).flatMap(([name, value]) => {
    const cell = cellOf(value);
    return telling.includes(name) && cell !== null ? [[name, cell]] : [];
  });
  return new Cells([['exit', (exit as unknown as { readonly exit: string }).exit], ...rows]);
}

/** `state.vms.0.registers.status`. */
function heldAt(
  [first, , vm = '0', part, name]: readonly string[],
  { vms }: Inspection,
): { readonly vm: number; readonly msr: bigint; readonly value: bigint } | null {
  const found = REGISTERS.find((one) => one === name);
  const value = found && vms[Number(vm)]?.registers[found];
  if (first !== 'state' || part !== 'registers' || !found || value === undefined) return null;
  return { vm: Number(vm), msr: MSR_OF[found], value };
}

/** `state.vms.0.vcpus.1.stopped`. */
function waiting([first, , vm = '0', part, vcpu = '0']: readonly string[]): [VcpuRef] | null {
  return first === 'state' && part === 'vcpus' ? [{ vm: Number(vm), vcpu: Number(vcpu) }] : null;
}

function pathOf({ vm, vcpu }: VcpuRef): string {
  return `vms.${vm}.vcpus.${vcpu}.stopped`;
}

function stoppedIn({ vms }: Inspection, { vm, vcpu }: VcpuRef): string | null {
  const found = vms[vm]?.vcpus[vcpu];
  return found ? found.stopped : 'no such vCPU';
}

function listed(outcome: Outcome): readonly Leaf[] {
  return (outcome as { readonly leaves?: readonly Leaf[] }).leaves ?? [];
}

function leavesOf(outcome: Outcome): readonly Leaf[] {
  if (!('leaves' in outcome)) throw new Error(`expected a list of leaves, got ${show(outcome)}`);
  return outcome.leaves;
}

function orderOf(leaves: readonly Leaf[]): string {
  return leaves.map((leaf) => show(leaf.function)).join(' ');
}

function register(vm: number, msr: bigint, value: bigint): Said {
  const name = REGISTERS.find((one) => MSR_OF[one] === msr);
  if (!name) throw new Error(`${show(msr)} is none of the six registers`);
  return {
    check: ({ state }) => {
      expectFields({ [name]: value }, { [name]: state.vms[vm]?.registers[name] });
    },
    paths: [`vms.${vm}.registers.${name}`],
  };
}
