/**
 * Makes recordings of the facts that a run of the posted code printed: each experiment is built again as
 * operations, and what was seen is put beside them, unchanged.
 *
 *     npx ts-node -T tools/convert-mktme.ts <facts.jsonl> [recordings/mktme]
 *
 * writes one file for each group of facts, and says what it took and what it left out.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { disabling, enabling, plugging, sizes } from './convert-mktme/caller-groups';
import { attributes } from './convert-mktme/cpa-group';
import type { Fact } from './convert-mktme/facts';
import { factsOf } from './convert-mktme/facts';
import { attributeHistory, history } from './convert-mktme/histories';
import { LeftOut, REASONS } from './convert-mktme/left-out';
import { additivity, oneSync, secondSync } from './convert-mktme/sync-groups';

type Group = (fact: Fact) => object[];

const GROUPS: Readonly<Record<string, Group>> = {
  'dm-size': sizes,
  disable: disabling,
  enable: enabling,
  hotplug: plugging,
  hotremove: plugging,
  cpa: attributes,
  additivity,
  idempotence: secondSync,
  random: history,
  'random-cpa': attributeHistory,
};

/** One call of sync_direct_mapping(). */
const SINGLE: readonly string[] = [
  'disabled',
  'initial',
  'map-one',
  'unmap',
  'protect',
  'split',
  'collapse',
  'subrange',
  'alloc-fail',
  'empty-range',
  'unaligned',
  'outside',
  'keyid-bits',
  'five-level',
  'nonpresent-huge',
];

export interface Conversion {
  /** Lines by the name of their file. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  readonly taken: number;
  /** For each group and reason the number of facts left out. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/** One call is what most groups tell. @throws LeftOut for a group that was not met before */
function groupOf({ group }: Fact): Group {
  const found = Object.hasOwn(GROUPS, group) ? GROUPS[group] : undefined;
  if (found) return found;
  if (SINGLE.includes(group)) return oneSync;
  throw new LeftOut('unknown-group');
}

/** What does not fit what the runs are known to print is left out, fact by fact. @throws Error where the text holds no facts */
export function convert(text: string): Conversion {
  const files = new Map<string, string[]>();
  const leftOut: Record<string, number> = {};
  let taken = 0;
  for (const fact of factsOf(text)) {
    try {
      if (fact.code === 'v3-2018') throw new LeftOut('another-code');
      const lines = groupOf(fact)(fact);
      const file = files.get(fact.group) ?? [];
      file.push(...lines.map((line) => JSON.stringify(line)));
      files.set(fact.group, file);
      taken += 1;
    } catch (error) {
      const reason = error instanceof LeftOut ? error.reason : 'does-not-fit';
      const key = `${fact.group}: ${reason}`;
      leftOut[key] = (leftOut[key] ?? 0) + 1;
    }
  }
  return { files, taken, leftOut };
}

function main([source, target = join(__dirname, '..', 'recordings', 'mktme')]: readonly string[]): void {
  if (source === undefined) throw new Error('usage: convert-mktme.ts <facts.jsonl> [directory]');
  const { files, taken, leftOut } = convert(readFileSync(source, 'utf8'));
  mkdirSync(target, { recursive: true });
  let bytes = 0;
  for (const [name, lines] of files) {
    const content = `${lines.join('\n')}\n`;
    bytes += content.length;
    writeFileSync(join(target, `${name}.ndjson`), content);
  }
  console.log(`${target}: ${files.size} files, ${bytes} bytes, from ${taken} facts`);
  for (const [key, number] of Object.entries(leftOut))
    console.log(`  left out ${String(number).padStart(4)}  ${key}`);
  for (const [reason, meaning] of Object.entries(REASONS)) console.log(`  ${reason}: ${meaning}`);
}

if (require.main === module) main(process.argv.slice(2));
