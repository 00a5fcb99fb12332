/** SynDbg: what must be seen. */
import { show } from '../../model/core/compare';
import { MSR_OF, REGISTERS } from '../../model/syndbg/msr';
import type { Entry, Event, Inspection, Outcome } from '../../model/syndbg/types';
import { cellOf, Cells } from '../phrases/cells';
import type { Claimed } from '../phrases/phrase';
import { expectFields, fieldsOf } from '../tables';
import type { Syndbg } from './course';
import { claim } from './course';
import { packetText } from './bytes';
import { expectLeaf, leavesIn } from './leaves';
import type { Held, VcpuRef } from './words';

type Said = Claimed<Syndbg>;

export const CLAIMS = [
  claim(
    '{vcpu} exits with:',
    (_setup, at, table): Said => {
      const wanted = fieldsOf(table.rowsHash());
      return {
        check: ({ events, outcome, state }) => {
          const exits = events.filter(({ event }) => event === 'exit');
          if (exits.length !== 1)
            throw new Error(`expected one exit, got ${exits.length} in ${show(outcome)}`);
          expectFields(wanted, exits[0]);
          const { stopped = null } = state.vms[at.vm]?.vcpus[at.vcpu] ?? {};
          if (stopped === null) throw new Error(`expected vCPU ${at.vcpu} to have exited, and it has not`);
        },
        events: 1,
        paths: [pathOf(at)],
      };
    },
    ({ field: [first, , member], op, outcome: { events = [] } }) => {
      const exit = events.find(({ event }) => event === 'exit');
      return first === 'events' && exit && 'vcpu' in op ? [op, exitCells(exit, member)] : null;
    },
  ),
  claim(
    'these events follow:',
    (_setup, { rows }): Said => ({
      check: ({ events }) => {
        expectFields({ events: rows }, { events: events.map(rowOf) });
      },
      events: rows.length,
    }),
    ({ field: [first], outcome: { events = [] } }) =>
      first === 'events' && events.length > 0 ? [new Cells(events.map(rowOf))] : null,
  ),
  claim(
    '{msrheld} holds {u64}',
    (_setup, { msr, vm }, value): Said => {
      const name = REGISTERS.find((one) => MSR_OF[one] === msr);
      if (!name) throw new Error(`${show(msr)} is none of the six registers`);
      return {
        check: ({ state }) => {
          expectFields({ [name]: value }, { [name]: state.vms[vm]?.registers[name] });
        },
        paths: [`vms.${vm}.registers.${name}`],
      };
    },
    ({ field, state }) => heldAt(field, state),
  ),
  claim(
    '{vcpu} {vcpustate}',
    (_setup, at, wanted): Said => ({
      check: ({ state }) => {
        const stopped = stoppedIn(state, at);
        if (stopped !== wanted)
          throw new Error(`expected vCPU ${at.vcpu} ${standing(wanted)}, and it ${standing(stopped)}`);
      },
      paths: [pathOf(at)],
    }),
    ({ field: [first, , vm = '0', part, vcpu = '0'], op, state }) => {
      // Where no exit has to follow, the vCPU goes on.
      if (first === 'events') return 'vcpu' in op ? [op, stoppedIn(state, op)] : null;
      const at = { vm: Number(vm), vcpu: Number(vcpu) };
      return first === 'state' && part === 'vcpus' ? [at, stoppedIn(state, at)] : null;
    },
  ),
  claim('it returns {hvstatus}', (_setup, value): Said => ({
    check: ({ outcome }) => {
      expectFields({ outcome: 'ok', value }, outcome);
    },
  })),
  claim(
    'it lists the leaves:',
    (_setup, { rows }): Said => ({
      check: ({ outcome }) => {
        expectFields({ leaves: rows.flat() }, { leaves: leavesOf(outcome).map(numberOf) });
      },
    }),
    ({ field: [first, fn], outcome }) =>
      first === 'leaves' && fn === undefined ? [new Cells([leavesIn(outcome).map(numberOf)])] : null,
  ),
  claim(
    'leaf {u64} has:',
    (_setup, fn, table): Said => ({
      check: ({ outcome }) => {
        const leaf = leafIn(outcome, fn);
        if (!leaf) throw new Error(`expected leaf ${show(fn)}, and it is not there: ${show(outcome)}`);
        expectLeaf(leaf, table);
      },
    }),
    ({ field: [first, fn = '', word = 'eax'], outcome }) => {
      const leaf = first === 'leaves' && leavesIn(outcome).find((one) => numberOf(one) === fn);
      const cell = leaf && cellOf({ ...leaf }[word]);
      return leaf && cell ? [leaf.function, new Cells([[word, cell]])] : null;
    },
  ),
  claim(
    'leaf {u64} is not there',
    (_setup, fn): Said => ({
      check: ({ outcome }) => {
        if (leafIn(outcome, fn)) throw new Error(`expected no leaf ${show(fn)}, got ${show(outcome)}`);
      },
    }),
    ({ field: [first, fn = ''] }) => (first === 'leaves' && fn.startsWith('0x') ? [BigInt(fn)] : null),
  ),
];

/** An event as a row: the trace point with its text, the exit with its kind. */
function rowOf(event: Event): readonly [string, string] {
  if (event.event === 'trace') return [event.name, event.text];
  return [event.event, event.event === 'packet' ? packetText(event) : event.exit];
}

/** What tells this exit from another of its kind, or the member that differs. */
function exitCells(exit: Event, member: string | undefined): Cells {
  const telling = member === undefined ? ['msr', 'input', 'index'] : [member];
  const rows = Object.entries(exit).flatMap(([name, value]) => {
    const cell = cellOf(value);
    return telling.includes(name) && cell !== null ? [[name, cell]] : [];
  });
  return new Cells([rowOf(exit), ...rows]);
}

/** `state.vms.0.registers.status`. */
function heldAt(
  [first, , vm = '0', part, name]: readonly string[],
  { vms }: Inspection,
): [Held, bigint] | null {
  const found = REGISTERS.find((one) => one === name);
  const value = found && vms[Number(vm)]?.registers[found];
  if (first !== 'state' || part !== 'registers' || !found || value === undefined) return null;
  return [{ vm: Number(vm), msr: MSR_OF[found] }, value];
}

function pathOf({ vm, vcpu }: VcpuRef): string {
  return `vms.${vm}.vcpus.${vcpu}.stopped`;
}

function stoppedIn({ vms }: Inspection, { vm, vcpu }: VcpuRef): string | null {
  const found = vms[vm]?.vcpus[vcpu];
  return found ? found.stopped : 'no such vCPU';
}

function standing(stopped: string | null): string {
  return stopped === null ? 'can run' : `waits in ${stopped}`;
}

/** @throws Error where it is no list */
function leavesOf(outcome: Outcome): readonly Entry[] {
  if (!('leaves' in outcome)) throw new Error(`expected a list of leaves, got ${show(outcome)}`);
  return outcome.leaves;
}

/** A leaf of the list, the one that the host reads back, or what the guest's CPUID gave; null where it is not there. */
function leafIn(outcome: Outcome, fn: bigint): Entry | null {
  if (outcome.outcome !== 'ok') throw new Error(`expected leaves, got ${show(outcome)}`);
  const { leaf, leaves = [], eax, ebx = 0n, ecx = 0n, edx = 0n } = outcome;
  if (leaf !== undefined) return leaf?.function === fn ? leaf : null;
  if (eax !== undefined) return { function: fn, eax, ebx, ecx, edx };
  return leaves.find((one) => one.function === fn) ?? null;
}

function numberOf(leaf: Entry): string {
  return show(leaf.function);
}
