/**
 * Makes recordings of the facts that a harness around the functions of the Heki series printed: each experiment is
 * built again from what went in, and what came out is put beside its operations, unchanged.
 *
 *     npx ts-node -T tools/convert-heki.ts <facts.jsonl> [recordings/heki]
 *
 * writes one file for each part of the series, and says what it took and what it left out.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fact } from './convert-heki/facts';
import { readFacts } from './convert-heki/facts';
import * as denials from './convert-heki/groups/denials';
import * as guest from './convert-heki/groups/guest';
import * as late from './convert-heki/groups/late';
import * as locks from './convert-heki/groups/locks';
import * as registers from './convert-heki/groups/registers';
import type { Reason } from './convert-heki/left-out';
import { REASONS } from './convert-heki/left-out';
import { Session } from './convert-heki/session';

type Group = ((s: Session, fact: Fact) => void) | Reason;

/** For each file the groups of facts in it, in order. */
const FILES: Readonly<Record<string, Readonly<Record<string, Group>>>> = {
  guest: {
    initial: guest.initial,
    types: 'layout',
    param: guest.param,
    heki_test_param: guest.testParam,
    early_init: guest.earlyInit,
    convert: guest.convert,
    layout: guest.layout,
  },
  'late-init': {
    late_init: late.lateInit,
    late_init_repeat: late.lateInit,
    late_init_hook: late.lateInit,
    late_init_9of9: late.lateInit,
    boot: late.boot,
  },
  boots: { backend: registers.backend, probe: registers.probeHost, end_to_end: late.endToEnd },
  locks: {
    hc13: locks.lockRanges,
    slots: locks.slots,
    denial: denials.denial,
    fault: denials.fault,
    exec: denials.exec,
    exec_pte: 'internal',
    gfn_limit: 'internal',
    hypercall_nr: locks.hypercallNumber,
  },
  'control-registers': {
    hc14: registers.lockCr,
    hc14_seq: registers.lockCrSequence,
    cr_write: registers.writeCr,
  },
};

export interface Conversion {
  readonly lines: Readonly<Record<string, readonly string[]>>;
  readonly taken: number;
  /** For each group and reason the number of facts left out. */
  readonly leftOut: ReadonlyMap<string, number>;
}

/** A fact that is not of a kind that the harness is known to print is left out. @throws Error where the text holds no facts */
export function convert(text: string): Conversion {
  const facts = readFacts(text);
  const met = new Set(Object.values(FILES).flatMap((groups) => Object.keys(groups)));
  const sessions = Object.entries(FILES).map(([name, groups]) => {
    const session = new Session();
    for (const [group, write] of Object.entries(groups)) {
      for (const fact of facts.filter((one) => one.group === group)) {
        if (typeof write === 'string') session.leave(fact, write);
        else session.attempt(fact, write);
      }
    }
    return [name, session] as const;
  });
  for (const fact of facts.filter(({ group }) => !met.has(group)))
    sessions[0]?.[1].leave(fact, 'unknown-group');
  return {
    lines: Object.fromEntries(sessions.map(([name, { lines }]) => [name, lines])),
    taken: sessions.reduce((sum, [, session]) => sum + session.taken, 0),
    leftOut: new Map(sessions.flatMap(([, session]) => [...session.leftOut])),
  };
}

function main([source, target = join(__dirname, '..', 'recordings', 'heki')]: readonly string[]): void {
  if (source === undefined) throw new Error('usage: convert-heki.ts <facts.jsonl> [directory]');
  const { lines, taken, leftOut } = convert(readFileSync(source, 'utf8'));
  for (const [name, list] of Object.entries(lines)) {
    writeFileSync(join(target, `${name}.ndjson`), `${list.join('\n')}\n`);
    console.log(`${name}.ndjson: ${list.length} lines`);
  }
  console.log(`taken: ${taken} facts`);
  for (const [key, count] of leftOut) console.log(`  left out ${String(count).padStart(4)}  ${key}`);
  for (const [reason, meaning] of Object.entries(REASONS)) console.log(`  ${reason}: ${meaning}`);
}

if (require.main === module) main(process.argv.slice(2));
