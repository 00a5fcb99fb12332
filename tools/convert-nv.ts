/**
 * Makes a recording of the facts that a probe of KVM's nested virtualisation on arm64 printed: each experiment is
 * built again from what the probe and its payload do, and the observed values are put beside the operations,
 * unchanged.
 *
 *     npx ts-node -T tools/convert-nv.ts <facts.jsonl> [recordings/nv]
 *
 * writes `linux-<version>.ndjson` (and `control-<name>.ndjson` for a patched kernel), and says what it took and
 * what it left out.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fact } from './convert-nv/facts';
import { factsIn, textOf } from './convert-nv/facts';
import { hostUser, instruction, mmio, panicked, summary, syscall } from './convert-nv/host-el0';
import { eret, fresh, nothingRan, placed, reset, setHcr, setPstate } from './convert-nv/placed';
import type { Lab } from './convert-nv/session';
import { spinning, walk } from './convert-nv/spinning';

type Maker = (lab: Lab, fact: Fact, id: string) => void;

const MAKERS: readonly (readonly [RegExp, Maker])[] = [
  [/^T0_vm$/, fresh],
  [/^T(1|1_rmw|2|3|3_keep)$/, syscall],
  [/^T(1|1_rmw|2|3|3_keep)_summary$/, summary],
  [/^T4$/, hostUser],
  [/^T1m_/, mmio],
  [/^(T1x|T9g)$/, instruction],
  [/^(T3_eret|T5|T6|T11g)/, spinning],
  [/^T7$/, walk],
  [/^T8_init$/, reset],
  [/^(T8|T8_bit)$/, setPstate],
  [/^T8_hcr$/, setHcr],
  [/^(T9_base|T9_bit|T9_nzcv|T11|T11_E2H0|T11_noEL2|TR32)$/, placed],
  [/^T10_eret$/, eret],
  [/^T12_deferred$/, nothingRan],
];

/** Why a fact is in no recording: a closed list. */
export const REASONS = {
  environment: 'describes the host or the probe, not an operation',
  'host-log': 'counts warnings in the log of a patched host, which the machine says nothing of',
  'other-image': 'a patched host that breaks before the experiment begins',
  'unknown-test': 'the test is none that was met before',
  'does-not-fit': 'what was printed is not what such a test is known to print',
} as const;

export type Reason = keyof typeof REASONS;

function reasonFor(fact: Fact): Reason {
  if (fact.test === 'T0_caps' || fact.test === 'END') return 'environment';
  if (textOf(fact, 'kernel').endsWith('notrans2')) return 'other-image';
  if (fact.test === 'host_log') return 'host-log';
  return 'unknown-test';
}

export interface Conversion {
  /** File names without their ending, with their lines. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  readonly taken: number;
  /** For each test and reason the number of facts left out. */
  readonly leftOut: Readonly<Record<string, number>>;
}

const OBSERVED = 'KVM/arm64 with kvm-arm.mode=nested (VHE, FEAT_NV2) under QEMU TCG';

/** A fact that does not fit what the probe is known to do is left out. @throws Error where the text holds no facts */
export function convert(text: string): Conversion {
  const labs = new Map<string, Lab & { lines: string[] }>();
  const counts = new Map<string, number>();
  const leftOut: Record<string, number> = {};
  let taken = 0;
  for (const fact of factsIn(text)) {
    const name = fileOf(textOf(fact, 'kernel'));
    const lab = labs.get(name) ?? {
      source: { kernel: textOf(fact, 'kernel'), observed: OBSERVED },
      lines: [],
    };
    labs.set(name, lab);
    const number = (counts.get(`${name} ${fact.test}`) ?? 0) + 1;
    counts.set(`${name} ${fact.test}`, number);
    const maker = makerOf(fact);
    if (maker && attempt(lab, fact, `${fact.test}/${number}`, maker)) taken += 1;
    else {
      const key = `${fact.test}: ${maker ? 'does-not-fit' : reasonFor(fact)}`;
      leftOut[key] = (leftOut[key] ?? 0) + 1;
    }
  }
  const files = new Map(
    [...labs].filter(([, { lines }]) => lines.length > 0).map(([name, { lines }]) => [name, lines]),
  );
  return { files, taken, leftOut };
}

/** Whether the fact is told; nothing of it is where it is not what such a test is known to print. */
function attempt(lab: Lab & { lines: string[] }, fact: Fact, id: string, maker: Maker): boolean {
  const { length } = lab.lines;
  try {
    maker(lab, fact, id);
    return true;
  } catch {
    lab.lines.length = length;
    return false;
  }
}

function makerOf(fact: Fact): Maker | null {
  if (textOf(fact, 'kernel').endsWith('notrans2')) return null;
  if (fact.test === 'host_log') return fact['hyp_panic'] === 1 ? (lab, _fact, id) => panicked(lab, id) : null;
  return MAKERS.find(([pattern]) => pattern.test(fact.test))?.[1] ?? null;
}

/** `7.2.13+deb14-arm64` is `linux-7.2`, `7.2.13-control-late` is `control-late`. */
function fileOf(kernel: string): string {
  const control = /-control-(\w+)$/.exec(kernel);
  return control ? `control-${control[1] ?? ''}` : `linux-${/^\d+\.\d+/.exec(kernel)?.[0] ?? kernel}`;
}

function main([source, target = join(__dirname, '..', 'recordings', 'nv')]: readonly string[]): void {
  if (source === undefined) throw new Error('usage: convert-nv.ts <facts.jsonl> [directory]');
  const { files, taken, leftOut } = convert(readFileSync(source, 'utf8'));
  for (const [name, lines] of files) {
    writeFileSync(join(target, `${name}.ndjson`), `${lines.join('\n')}\n`);
    console.log(`${name}.ndjson: ${lines.length} lines`);
  }
  const total = Object.values(leftOut).reduce((sum, count) => sum + count, 0);
  console.log(`taken: ${taken} facts; left out: ${total}`);
  for (const [key, count] of Object.entries(leftOut)) console.log(`  ${String(count).padStart(4)}  ${key}`);
  for (const [reason, meaning] of Object.entries(REASONS)) console.log(`  ${reason}: ${meaning}`);
}

if (require.main === module) main(process.argv.slice(2));
