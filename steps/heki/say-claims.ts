/** What must hold, in the words of the scenarios: the Then step that speaks of the field which differs. */
import type { AnyOutcome } from '../../model/core/machine';
import { hex } from '../../model/core/u64';
import type { Call, Event, Inspection, PaRange, Slot } from '../../model/heki/types';
import type { Expected } from '../expected';
import { callText } from './tables';

/** What the reference came to: the outcome of an operation and the state after it. */
/** The Then step about a field, by the name that the table of owners has for it, with the lines of its table. */
export function claimOf(field: string, { outcome, state }: Expected<Inspection>): readonly string[] {
  const [head = '', ...rest] = field.split('.');
  const shown = outcome as AnyOutcome & Readonly<Record<string, unknown>>;
  switch (head) {
    case 'state':
      return stateClaim(rest, state);
    case 'events':
      return logClaim((outcome.events ?? []) as readonly Event[]);
    case 'calls':
      return callClaim((shown['calls'] ?? []) as readonly Call[]);
    case 'ranges':
      return shown['ranges'] === null
        ? answer('ranges', null)
        : ['the converted ranges are:', ...ranges(shown['ranges'] as readonly PaRange[])];
    case 'result':
      return [`its int is ${String(shown['result'])}`];
    case 'input_unchanged':
    case 'vector':
    case 'error_code':
    case 'address':
      return answer(head, shown[head]);
    default:
      return [fateClaim(outcome)];
  }
}

/** Whether the operation succeeds, and with what. */
export function fateClaim(outcome: AnyOutcome): string {
  const { fault, error, value } = outcome as { fault?: string; error?: string; value?: bigint };
  if (fault !== undefined) return `it is refused with ${fault}`;
  if (error !== undefined) return `it fails with ${error}`;
  return value === undefined ? 'it succeeds' : `it returns ${hex(value)}`;
}

function stateClaim(
  [side = '', name = '', ...rest]: readonly string[],
  state: Inspection,
): readonly string[] {
  const { guest, host, vcpus } = state;
  if (side === 'vcpus') {
    const cr = rest[0] === 'cr4' ? 'cr4' : 'cr0';
    return [`CR${cr.slice(2)} of vCPU ${name} holds ${hex(vcpus?.[Number(name)]?.[cr] ?? 0n)}`];
  }
  if (side === 'guest') {
    const value = (guest as unknown as Readonly<Record<string, unknown>>)[name];
    return name === 'ranges' && guest?.ranges
      ? ["the guest's ranges are:", ...ranges(guest.ranges)]
      : ['the guest kernel has:', ...table([[name, cell(value)]])];
  }
  if (name === 'write_slots' || name === 'exec_slots') {
    const rows = [...slots('write', host?.write_slots), ...slots('EXEC', host?.exec_slots)];
    return ['the host holds:', ...table([['table', 'slot', 'gfn_start', 'gfn_end'], ...rows])];
  }
  const value = name === 'stray' ? host?.stray?.map((one) => one.value) : (host as unknown as Readonly<Record<string, unknown>>)[name]; // prettier-ignore
  return ['the host shows:', ...table([[name, cell(value)]])];
}

function slots(name: string, used: readonly Slot[] = []): readonly (readonly string[])[] {
  return used.map(({ slot, gfn_start, gfn_end }) => [name, `${slot}`, hex(gfn_start), hex(gfn_end)]);
}

function logClaim(events: readonly Event[]): readonly string[] {
  if (events.length === 0) return ['Heki logs nothing'];
  const rows = events.map((event) =>
    event.event === 'splat'
      ? ['splat', '']
      : [`${event.level}${event.newline === false ? ', no newline' : ''}`, `"${event.text}"`],
  );
  return ['Heki logs:', ...table([['level', 'line'], ...rows])];
}

function callClaim(calls: readonly Call[]): readonly string[] {
  return calls.length === 0
    ? ['Heki calls nothing']
    : ['Heki calls:', ...table(calls.map((call) => [callText(call)]))];
}

function ranges(list: readonly PaRange[]): readonly string[] {
  const rows = list.map((one) => [hex(one.gfn_start), hex(one.gfn_end), hex(one.attributes)]);
  return table([['gfn_start', 'gfn_end', 'attributes'], ...rows]);
}

function answer(name: string, value: unknown): readonly string[] {
  return ['it answers:', ...table([[name, cell(value)]])];
}

/** A value as a cell holds it. */
function cell(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(cell).join(', ')}]`;
  if (typeof value === 'bigint') return hex(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}

/** The rows of a table, indented as below a step. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  return rows.map((row) => `    | ${row.map(escaped).join(' | ')} |`);
}

function escaped(text: string): string {
  return text.replace(/[\\|]/g, (sign) => `\\${sign}`).replaceAll('\n', '\\n');
}
