/**
 * Makes a recording of what a probe of the shadow stacks saw: each experiment is built again from what the probe
 * does, and the observed values are put beside its operations, unchanged.
 *
 *     npx ts-node -T tools/convert-shstk.ts <observations.jsonl> [recordings/shstk]
 *
 * writes `linux-<version>.ndjson`, and says what it took and what it left out.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as access from './convert-shstk/access';
import * as features from './convert-shstk/features';
import { REASONS, reasonFor } from './convert-shstk/left-out';
import * as memory from './convert-shstk/memory';
import { Misfit, num, Observations, text } from './convert-shstk/observations';
import * as returns from './convert-shstk/returns';
import type { Lab } from './convert-shstk/session';
import * as signals from './convert-shstk/signals';
import * as threads from './convert-shstk/threads';
import * as tokens from './convert-shstk/tokens';
import * as traced from './convert-shstk/traced';
import * as tracers from './convert-shstk/tracers';

/** In the order of the probe. */
const GROUPS: readonly ((lab: Lab) => void)[] = [
  features.sequences,
  features.statusPointers,
  features.disabling,
  features.sizes,
  memory.maps,
  access.accesses,
  access.protections,
  tokens.tokens,
  tokens.featureOff,
  returns.returns,
  tokens.wrss,
  signals.signals,
  returns.room,
  threads.threads,
  threads.forks,
  threads.vforks,
  features.exec,
  memory.placement,
  traced.traced,
  tracers.tracers,
  threads.contextSwitch,
  features.otherEntries,
  traced.compatHandlers,
];

/** What is known of each kernel beside its lines: where it differs from the others, or its configuration does. */
const CHOICES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '6.12.43': { 'sigreturn-ssp-check': 'page-aligned-only' },
  '6.12.107': {},
  '7.2.13': {
    'forced-memory-write': 'refused',
    'smaps-flags': 'sd-nh-ss',
    'push-into-kernel-half': 'general-protection',
  },
};

export interface Conversion {
  /** As in `6.12.107`. */
  readonly version: string;
  readonly lines: readonly string[];
  readonly taken: number;
  /** For each test and reason the number of observations left out. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/** A group again and again, each time without the observation that did not fit. */
function attempt(lab: Lab, group: (lab: Lab) => void): void {
  const [{ length }, mark] = [lab.lines, lab.observed.mark];
  for (;;) {
    try {
      group(lab);
      return;
    } catch (error) {
      lab.lines.length = length;
      lab.observed.reset(mark);
      if (!(error instanceof Misfit)) return;
      lab.observed.drop(error.of);
    }
  }
}

/** An observation that does not fit is left out. @throws Error where the text holds no observations, or not where stacks lie */
export function convert(source: string): Conversion {
  const observed = new Observations(source);
  const banner = observed.find('0.version', '');
  const kernel = banner ? /Linux version (\S+)/.exec(text(banner, 'version'))?.[1] : undefined;
  const version = /^\d+\.\d+\.\d+/.exec(kernel ?? '')?.[0];
  if (kernel === undefined || version === undefined)
    throw new Error('no 0.version with a release: is this an observations file?');
  const small =
    observed.find('1.enable_size', 'RLIMIT_STACK=0x10000 overcommit=0') ??
    observed.find('1.enable_size', 'RLIMIT_STACK=0x10000 overcommit=1');
  const low = observed.find('10.int80_map_shadow_stack', '453,0,4096,SET_TOKEN');
  if (!small || !low)
    throw new Error(
      'the end of the first small stack and the second 32-bit mapping are not among the observations',
    );
  // The 32-bit mapping is the second of two: above it lie a free page and the first.
  const lab: Lab = {
    observed,
    kernel,
    choices: CHOICES[version] ?? {},
    top: num(small, 'ssp'),
    top32: num(low, 'ret32') + 0x3000n,
    lines: [],
  };
  for (const group of GROUPS) attempt(lab, group);
  const leftOut: Record<string, number> = {};
  for (const one of observed.misfits)
    leftOut[`${one.test}: does-not-fit`] = (leftOut[`${one.test}: does-not-fit`] ?? 0) + 1;
  for (const one of observed.leftOver) {
    const key = `${one.test}: ${reasonFor(one)}`;
    leftOut[key] = (leftOut[key] ?? 0) + 1;
  }
  return { version, lines: lab.lines, taken: observed.all.length - observed.leftOver.length, leftOut };
}

function main([source, target = join(__dirname, '..', 'recordings', 'shstk')]: readonly string[]): void {
  if (source === undefined) throw new Error('usage: convert-shstk.ts <observations.jsonl> [directory]');
  const { version, lines, taken, leftOut } = convert(readFileSync(source, 'utf8'));
  const path = join(target, `linux-${version}.ndjson`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  console.log(`${path}: ${lines.length} lines from ${taken} observations`);
  const total = Object.values(leftOut).reduce((sum, count) => sum + count, 0);
  console.log(`left out: ${total}`);
  for (const [key, count] of Object.entries(leftOut)) console.log(`  ${String(count).padStart(4)}  ${key}`);
  for (const [reason, meaning] of Object.entries(REASONS)) console.log(`  ${reason}: ${meaning}`);
}

if (require.main === module) main(process.argv.slice(2));
