/**
 * Makes a recording of the facts that a probe of KVM's synthetic debugger printed: each experiment is built again
 * from what the probe does, and the observed values are put beside its operations, unchanged.
 *
 *     npx ts-node -T tools/convert-syndbg.ts <facts.jsonl> [recordings/syndbg]
 *
 * writes `linux-<version>.ndjson`, and says what it took and what it left out.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Facts, Misfit } from './convert-syndbg/facts';
import { guestValues, hostBatches, hostValues } from './convert-syndbg/groups/host';
import { hypercalls } from './convert-syndbg/groups/hypercalls';
import { capabilities, cpuidLists, msrLists, systemMsrs } from './convert-syndbg/groups/lists';
import { matrix } from './convert-syndbg/groups/matrix';
import { cpuidTables, misc, misc2 } from './convert-syndbg/groups/misc';
import { enforceOrder, late, partition } from './convert-syndbg/groups/partition';
import { stale } from './convert-syndbg/groups/stale';
import { answers, emulator, filling, modes, sequence } from './convert-syndbg/groups/status';
import { filters, ignoreMsrs, userspaceMsrs } from './convert-syndbg/groups/userspace';
import { REASONS, reasonFor } from './convert-syndbg/left-out';
import type { Lab } from './convert-syndbg/session';
import { offeredBy } from './convert-syndbg/tables';

/** In the order of the probe. */
const GROUPS: readonly ((lab: Lab) => void)[] = [
  capabilities,
  cpuidLists,
  msrLists,
  matrix,
  answers,
  sequence,
  filling,
  partition,
  enforceOrder,
  modes,
  hostValues,
  hostBatches,
  systemMsrs,
  guestValues,
  userspaceMsrs,
  hypercalls,
  misc,
  stale,
  cpuidTables,
  late,
  filters,
  emulator,
  misc2,
  ignoreMsrs,
];

export interface Conversion {
  /** As in `6.12`. */
  readonly version: string;
  readonly lines: readonly string[];
  readonly taken: number;
  /** For each group and reason the number of facts left out. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/** A group again and again, each time without the fact that did not fit. */
function attempt(lab: Lab, group: (lab: Lab) => void): void {
  const [{ length }, mark] = [lab.lines, lab.facts.mark];
  for (;;) {
    try {
      group(lab);
      return;
    } catch (error) {
      lab.lines.length = length;
      lab.facts.reset(mark);
      if (!(error instanceof Misfit)) return;
      lab.facts.drop(error.of);
    }
  }
}

/** A fact that does not fit is left out. @throws Error where the text holds no facts of such a probe */
export function convert(text: string): Conversion {
  const facts = new Facts(text);
  const kernel = facts.find('env', 'kernel')?.fields['release'];
  if (typeof kernel !== 'string') throw new Error('no env/kernel fact with a release: is this a facts file?');
  const observed = 'KVM on AMD SVM in QEMU TCG';
  const lab: Lab = { facts, offered: offeredBy(facts), source: { kernel, observed }, lines: [] };
  for (const group of GROUPS) attempt(lab, group);
  const leftOut: Record<string, number> = {};
  for (const { group } of facts.misfits)
    leftOut[`${group}: does-not-fit`] = (leftOut[`${group}: does-not-fit`] ?? 0) + 1;
  for (const fact of facts.leftOver) {
    const key = `${fact.group}: ${reasonFor(fact)}`;
    leftOut[key] = (leftOut[key] ?? 0) + 1;
  }
  const version = /^\d+\.\d+/.exec(kernel)?.[0] ?? kernel;
  return { version, lines: lab.lines, taken: facts.total - facts.leftOver.length, leftOut };
}

function main([source, target = join(__dirname, '..', 'recordings', 'syndbg')]: readonly string[]): void {
  if (source === undefined) throw new Error('usage: convert-syndbg.ts <facts.jsonl> [directory]');
  const { version, lines, taken, leftOut } = convert(readFileSync(source, 'utf8'));
  const path = join(target, `linux-${version}.ndjson`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  console.log(`${path}: ${lines.length} lines from ${taken} facts`);
  const total = Object.values(leftOut).reduce((sum, count) => sum + count, 0);
  console.log(`left out: ${total}`);
  for (const [key, count] of Object.entries(leftOut)) console.log(`  ${String(count).padStart(4)}  ${key}`);
  for (const [reason, meaning] of Object.entries(REASONS)) console.log(`  ${reason}: ${meaning}`);
}

if (require.main === module) main(process.argv.slice(2));
