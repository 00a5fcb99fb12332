/** What the mutants of this machine wrap around its step. */
import type { Wrap } from '../../core/mistake';
import { configuringText } from '../ranges';
import { tableOf } from '../sections';
import type { GfnSlot, Guest, State, Vm } from '../state';
import { withGuest, withVm } from '../state';
import type { Call, Event, Hypercall, Kernel, Op, Outcome, PaRange, VaRange } from '../types';
import { answering, hearing, stepping } from './mutant';

type Name = Op['op'];
type OpOf<N extends Name> = Extract<Op, { op: N }>;
/** What an outcome has beside its kind. */
type Told = Outcome & { readonly calls?: readonly Call[]; readonly ranges?: readonly PaRange[] | null };

/** These operations find another guest than there is; what they were shown wrong is afterwards as it was. */
export function believing(names: readonly Name[], believed: (guest: Guest) => Partial<Guest>): Wrap<State> {
  return stepping((step, before, op) => {
    if (!names.includes(op.op)) return step(before, op);
    const shown = believed(before.guest);
    const { state, outcome } = step(withGuest(before, shown), op);
    const back = Object.entries(shown).flatMap(([name, value]) => {
      const member = name as keyof Guest;
      return state.guest[member] === value ? [[member, before.guest[member]]] : [];
    });
    return { state: withGuest(state, Object.fromEntries(back) as Partial<Guest>), outcome };
  });
}

/** The same of what the host holds, which is afterwards as it was. */
export function seeing(names: readonly Name[], seen: (vm: Vm) => Partial<Vm>): Wrap<State> {
  return stepping((step, before, op) => {
    if (!names.includes(op.op)) return step(before, op);
    const { state, outcome } = step(withVm(before, seen(before.vm)), op);
    return { state: { ...state, vm: before.vm }, outcome };
  });
}

/** A guest access finds other write locks in the place of each. */
export function lookingUp(change: (slot: GfnSlot) => readonly GfnSlot[]): Wrap<State> {
  return seeing(['access'], ({ write }) => ({
    write: {
      ...write,
      slots: write.slots.flatMap((slot): readonly (GfnSlot | null)[] => (slot ? change(slot) : [slot])),
    },
  }));
}

/** The lines of an outcome are others. */
export function logging(
  names: readonly Name[] | null,
  change: (events: readonly Event[], state: State) => readonly Event[],
): Wrap<State> {
  return answering((outcome, op, before) => {
    if (!outcome.events || (names && !names.includes(op.op))) return outcome;
    return { ...outcome, events: [...change(outcome.events, before)] };
  });
}

/** One line for another. */
export function saying(from: RegExp, to: string): Wrap<State> {
  return logging(null, (events) =>
    events.map((one) => (one.event === 'log' ? { ...one, text: one.text.replace(from, to) } : one)),
  );
}

/** The guest makes other calls. */
export function calling(change: (calls: readonly Call[]) => readonly Call[]): Wrap<State> {
  return answering((outcome) => {
    const { calls } = outcome as Told;
    return calls ? ({ ...outcome, calls: [...change(calls)] } as Outcome) : outcome;
  });
}

/** Whether the line says so. */
export function says(event: Event, text: string): boolean {
  return event.event === 'log' && event.text.includes(text);
}

/** A table is converted otherwise: in the array, and so in the lines and in what is handed on. */
export function converting(
  change: (ranges: readonly PaRange[], table: readonly VaRange[]) => readonly PaRange[],
): Wrap<State> {
  return stepping((step, before, op) => {
    const { state, outcome } = step(before, op);
    const early = op.op === 'early_init' && outcome.events?.some((one) => says(one, 'Enabled'));
    const ranges = op.op === 'convert' ? (outcome as Told).ranges : early ? state.guest.ranges : null;
    if (!ranges) return { state, outcome };
    const { kernel, symbols } = before.config;
    const changed = change(ranges, op.op === 'convert' ? op.ranges : tableOf(kernel, symbols));
    const lines = changed.map((range): Event => {
      return { event: 'log', level: 'warning', text: `heki-guest: ${configuringText(range)}` };
    });
    const kept = (outcome.events ?? []).filter((one) => !says(one, 'Configuring'));
    const told = { ...outcome, events: [...kept, ...lines] };
    if (op.op === 'convert') return { state, outcome: { ...told, ranges: changed } as Outcome };
    return { state: withGuest(state, { ranges: changed }), outcome: told };
  });
}

/** The last GFN of each range is another. */
export function ending(change: (end: bigint, va: VaRange, range: PaRange) => bigint): Wrap<State> {
  return converting((ranges, table) =>
    ranges.map((one, i) => {
      const va = table[i];
      return va ? { ...one, gfn_end: BigInt.asUintN(64, change(one.gfn_end, va, one)) } : one;
    }),
  );
}

/** The kernel is configured otherwise than it was asked to be. */
export function configured(change: (kernel: Kernel) => Partial<Kernel>): Wrap<State> {
  return (model) => ({
    ...model,
    initial: (config) => {
      const { kernel } = config as State['config'];
      return model.initial({ ...config, kernel: { ...kernel, ...change(kernel) } });
    },
  });
}

/** A request to lock ranges comes to another host. */
export function hosted(
  change: (host: State['config']['host']) => Partial<State['config']['host']>,
): Wrap<State> {
  return stepping((step, before, op) => {
    if (!isRequest(op)) return step(before, op);
    const { config } = before;
    const asked = { ...config, host: { ...config.host, ...change(config.host) } };
    const { state, outcome } = step({ ...before, config: asked }, op);
    return { state: { ...state, config }, outcome };
  });
}

/** These operations are taken for others. */
export function taking<N extends Name>(name: N, change: (op: OpOf<N>, state: State) => Op): Wrap<State> {
  return hearing((op, state) => (op.op === name ? change(op as OpOf<N>, state) : op));
}

/** A request to lock ranges has other ranges. */
export function requesting(change: (range: PaRange) => PaRange): Wrap<State> {
  return taking('hypercall', (op) => (isRequest(op) ? { ...op, array: op.array?.map(change) ?? [] } : op));
}

/** Whether the guest's kernel asks to lock ranges, in the first version. */
export function isRequest(op: Op): op is Hypercall {
  return op.op === 'hypercall' && op.nr === 13 && (op.cpl ?? 0) === 0;
}

/** Whether the guest's kernel asks to pin bits, in the first version. */
export function isPin(op: Op): op is Hypercall {
  return op.op === 'hypercall' && op.nr === 14 && (op.cpl ?? 0) === 0;
}
