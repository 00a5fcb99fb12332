/** What must hold, in the words of the scenarios: the Then steps of what a property found. */
import type { Difference } from '../../model/core/compare';
import type { AnyOp, AnyOutcome } from '../../model/core/machine';
import { hex } from '../../model/core/u64';
import { MSR_OF, REGISTERS } from '../../model/syndbg/msr';
import type { Event, Leaf, Op } from '../../model/syndbg/types';
import type { Performed } from '../../model/core/naming';
import { REGISTER_NAMES } from './names';

interface At {
  readonly vm: number;
  readonly vcpu: number;
}

export function vcpu(at: At): string {
  return at.vm === 0 ? `vCPU ${at.vcpu}` : `vCPU ${at.vcpu} of VM ${at.vm}`;
}

export function rows(cells: readonly (readonly string[])[]): readonly string[] {
  return cells.map((row) => `    | ${row.join(' | ')} |`);
}

/** The fields that differ, as Then steps with what was expected there; none where no phrase speaks of them. */
export function differingClaims(any: AnyOp, differences: readonly Difference[]): readonly string[] {
  const at = placeOf(any);
  const kinds = differences.filter(({ path }) => ['outcome', 'fault', 'error'].includes(path));
  if (kinds.length > 0 && !differences.some(({ field = '' }) => field.startsWith('events.'))) return resultClaim(kinds); // prettier-ignore
  const events = differences.flatMap((one) => eventClaims(at, one));
  if (events.length > 0) return merged(events);
  const others = differences.flatMap(claimsOfField);
  return kinds.length > 0 ? resultClaim(kinds) : merged(others);
}

interface Said {
  readonly step: string;
  readonly rows: readonly (readonly string[])[];
}

/** Steps that are the same but for their rows, as one. */
function merged(said: readonly Said[]): readonly string[] {
  const steps = [...new Set(said.map(({ step }) => step))];
  return steps.flatMap((step, i) => {
    const cells = said.filter((one) => one.step === step).flatMap((one) => one.rows);
    const distinct = [...new Map(cells.map((row) => [row.join(), row])).values()];
    return [i === 0 ? step : `And ${step}`, ...rows(distinct)];
  });
}

function placeOf(any: AnyOp): At {
  const { vm = 0, vcpu: index = 0 } = any as Partial<At> & AnyOp;
  return { vm, vcpu: index };
}

function resultClaim(kinds: readonly Difference[]): readonly string[] {
  const of = (name: string): unknown => kinds.find(({ path }) => path === name)?.expected;
  const [fault, error] = [of('fault'), of('error')];
  if (typeof fault === 'string') return [`it is refused with ${fault}`];
  if (typeof error === 'string') return [`it fails with ${error}`];
  return [of('outcome') === 'fault' ? 'it is refused with #GP' : 'it succeeds'];
}

function eventClaims(at: At, { field = '', expected }: Difference): readonly Said[] {
  const [first, name = '', member] = field.split('.');
  if (first !== 'events') return [];
  if (name === 'trace') {
    if (expected === undefined) return [{ step: 'no trace point fires', rows: [] }];
    const { name: point, text } = expected as { name?: string; text?: string };
    return [
      {
        step: 'these trace points fire:',
        rows: [
          ['name', 'text'],
          [point ?? '', text ?? ''],
        ],
      },
    ];
  }
  if (member === undefined && expected === undefined) return [{ step: 'no exit follows', rows: [] }];
  const step = `${vcpu(at)} exits with:`;
  const kind = ['exit', name];
  if (member !== undefined) {
    return typeof expected === 'bigint' ? [{ step, rows: [kind, [member, hex(expected)]] }] : [];
  }
  return [{ step, rows: [kind, ...tellingRows(expected as Event)] }];
}

/** What tells this exit from another of its kind. */
function tellingRows(event: Event): readonly (readonly string[])[] {
  const telling = ['msr', 'input', 'index'];
  return Object.entries(event).flatMap(([name, value]) =>
    telling.includes(name) && typeof value === 'bigint' ? [[name, hex(value)]] : [],
  );
}

function claimsOfField({ field = '', path, expected }: Difference): readonly Said[] {
  const [first = '', ...rest] = (field || path).split('.');
  if (first === 'state') return stateClaims(rest, expected);
  if (first === 'value' && typeof expected === 'bigint') return [{ step: `it returns ${hex(expected)}`, rows: [] }]; // prettier-ignore
  if (first === 'values' && rest.length === 1 && typeof expected === 'bigint') return [{ step: `it returns ${hex(expected)}`, rows: [] }]; // prettier-ignore
  if (first === 'leaves') return leafClaims(rest, expected);
  const cell = cellOf(expected);
  return cell === null || rest.length > 0 ? [] : [{ step: 'it answers:', rows: [[first, cell]] }];
}

/** `vms.0.registers.status`, `vms.0.vcpus.1.stopped`. */
function stateClaims(path: readonly string[], expected: unknown): readonly Said[] {
  const [, vm = '0', part, name = ''] = path;
  const register = REGISTERS.find((one) => one === name);
  if (part === 'registers' && register && typeof expected === 'bigint') {
    const [known] = Object.entries(REGISTER_NAMES).find(([, msr]) => msr === MSR_OF[register]) ?? [];
    return [{ step: `${known ?? ''}${vm === '0' ? '' : ` of VM ${vm}`} holds ${hex(expected)}`, rows: [] }];
  }
  if (part !== 'vcpus') return [];
  const who = vcpu({ vm: Number(vm), vcpu: Number(name) });
  return [{ step: typeof expected === 'string' ? `${who} waits in its ${expected} exit` : `${who} can run`, rows: [] }]; // prettier-ignore
}

/** A leaf that is missing or should not be there, a register of one, or the order. */
function leafClaims([fn, register]: readonly string[], expected: unknown): readonly Said[] {
  if (fn === undefined) {
    const order = (expected as readonly (string | bigint | Leaf)[]).map((one) => typeof one === 'object' ? hex(one.function) : typeof one === 'bigint' ? hex(one) : one); // prettier-ignore
    return [{ step: `it lists the leaves in the order "${order.join(' ')}"`, rows: [] }];
  }
  if (expected === undefined) return [{ step: `it does not list leaf ${fn}`, rows: [] }];
  const step = `it lists leaf ${fn} with:`;
  if (register !== undefined) return typeof expected === 'bigint' ? [{ step, rows: [[register, hex(expected)]] }] : []; // prettier-ignore
  return [{ step, rows: [['eax', hex((expected as Leaf).eax)]] }];
}

function cellOf(value: unknown): string | null {
  if (value === undefined) return 'none';
  if (typeof value === 'bigint') return hex(value);
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return null;
}

/** The vCPU had to wait for userspace, in the exit that it last left for. */
export function waitingOf(any: AnyOp, performed: readonly Performed[]): readonly string[] {
  const at = placeOf(any);
  const left = performed.findLast(({ op, outcome }) => {
    const here = placeOf(op);
    return here.vm === at.vm && here.vcpu === at.vcpu && exitOf(outcome) !== undefined;
  });
  const kind = exitOf(left?.outcome ?? null);
  return kind ? [`${vcpu(at)} waits in its ${String(kind['exit'])} exit`] : [];
}

function exitOf(outcome: AnyOutcome | null): Readonly<Record<string, unknown>> | undefined {
  return ((outcome?.events ?? []) as readonly Event[]).find(({ event }) => event === 'exit') as
    Readonly<Record<string, unknown>> | undefined;
}

/** All that the model expected, as Then steps: where nothing that has an owner differs. */
export function claimsOf(any: AnyOp, outcome: AnyOutcome): readonly string[] {
  const op = any as Op;
  const exit = exitOf(outcome);
  if (exit) {
    const cells = tellingRows(exit as unknown as Event);
    return [`${vcpu(placeOf(op))} exits with:`, ...rows([['exit', String(exit['exit'])], ...cells])];
  }
  const { fault, error, value, values, count } = outcome as {
    fault?: string;
    error?: string;
    value?: bigint;
    values?: readonly bigint[];
    count?: number;
  };
  if (fault !== undefined) return [`it is refused with ${fault}`];
  if (error !== undefined) return [`it fails with ${error}`];
  if (value !== undefined) return [`it returns ${hex(value)}`];
  if (count === 1 && values?.[0] !== undefined) return [`it returns ${hex(values[0])}`];
  return ['it succeeds'];
}
