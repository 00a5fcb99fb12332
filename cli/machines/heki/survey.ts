/** What Heki makes of a kernel image: sections, frames, the guest's lines, and what hosts answer. */
import { sectionsOf } from '../../../model/heki/sections';
import { V1 } from '../../../model/heki/profiles';
import { modelOf } from '../../../model/heki/step';
import type { Config, Event, Host, Hypercall, Outcome, PaRange } from '../../../model/heki/types';
import type { Image } from './symbols';
import { notesOf } from './notes';
import type { Answer, Row } from './row';

export interface Survey {
  readonly physBase: bigint;
  readonly orc: boolean;
  readonly rows: readonly Row[];
  /** The guest's log of early init. */
  readonly log: readonly string[];
  readonly answers: readonly Answer[];
  /** What a reader should know. */
  readonly notes: readonly string[];
}

const HOSTS: readonly (readonly [string, Pick<Host, 'series' | 'mbec'>])[] = [
  ['4/9', { series: '4/9', mbec: false }],
  ['8/9 without MBEC', { series: '8/9', mbec: false }],
  ['8/9 with MBEC', { series: '8/9', mbec: true }],
];

const MODEL = modelOf(V1);

export function surveyOf(image: Image, physBase: bigint): Survey {
  const config = configOf(image, physBase, { series: 'none', mbec: false });
  const { state, outcome } = MODEL.step(MODEL.initial(config), { op: 'early_init' });
  const ranges = state.guest.ranges ?? [];
  const rows = sectionsOf(config.kernel).map((section, i) => ({
    section,
    start: image.symbols[section.start] ?? 0n,
    end: image.symbols[section.end] ?? 0n,
    range: ranges[i] as PaRange,
  }));
  const answers = HOSTS.map(([name, host]) => answerOf(name, configOf(image, physBase, host), ranges));
  const log = ((outcome.events ?? []) as readonly Event[]).map((event) =>
    event.event === 'log' ? event.text : '',
  );
  return { physBase, orc: image.orc, rows, log, answers, notes: notesOf(rows, answers, physBase) };
}

function configOf({ symbols, orc }: Image, phys_base: bigint, host: Pick<Host, 'series' | 'mbec'>): Config {
  return {
    kernel: { arch: 'x86-64', jump_label: false, heki: 'default', orc },
    symbols,
    phys_base,
    vcpus: 1,
    guest_cr4: 0n,
    host: { tdp_mmu: true, cr0: 0x80050033n, cr4: 0n, ...host },
  };
}

function answerOf(host: string, config: Config, ranges: readonly PaRange[]): Answer {
  const ask = (list: readonly PaRange[]): { readonly text: string; readonly locked: number } => {
    const op: Hypercall = {
      op: 'hypercall',
      nr: 13,
      a0: 0x5000n,
      a1: BigInt(24 * list.length),
      a2: 0n,
      array: [...list],
    };
    const { state, outcome } = MODEL.step(MODEL.initial(config), op);
    return {
      text: textOf(outcome as Outcome),
      locked: state.vm.write.slots.filter((slot) => slot !== null).length,
    };
  };
  const whole = ask(ranges);
  return { host, alone: ranges.map((range) => ask([range]).text), whole: whole.text, locked: whole.locked };
}

function textOf(outcome: Outcome): string {
  return outcome.outcome === 'error' ? outcome.error : 'locked';
}
