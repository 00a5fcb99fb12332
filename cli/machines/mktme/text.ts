/** What `hvspec mktme-sync` prints. */
import type { Event } from '../../../model/mktme/types';
import type { Fate, Fates } from './compare';
import type { Report, Result } from './run';

const SHOWN = 8;

/** Lines of plain text. */
export function resultText(result: Result): string {
  const { profile, keyids, size, leaves, tables, reports, broken } = result;
  const head = `${leaves} leaves, ${keyids} copies of ${size >> 40n} TiB, ${tables} tables for them (profile ${profile})`;
  const verdict =
    broken.length === 0
      ? ['at the end every copy equals C, and no table is lost']
      : [`at the end ${broken.length} invariants are broken`];
  return [head, ...reports.flatMap(reportText), ...verdict].join('\n');
}

function reportText({ change, outcome, events, canonical, copies, broken }: Report): readonly string[] {
  const groups = grouped(copies);
  return [
    `${change.text}: ${outcome}${events.length === 0 ? '' : `; ${events.map(eventText).join(', ')}`}`,
    `  C: ${fatesText(canonical)}`,
    ...groups.flatMap(({ keyids, fates }) => [
      `  ${keyids.length === 1 ? `copy ${keyids[0]}` : `copies ${keyids[0]} to ${keyids.at(-1)}, alike`}: ${fatesText(fates)}`,
      ...fates.fates.slice(0, SHOWN).map((fate) => `    ${fateText(fate)}`),
      ...(fates.fates.length > SHOWN ? [`    and ${fates.fates.length - SHOWN} runs more`] : []),
    ]),
    ...broken.slice(0, SHOWN).map((one) => `  BROKEN: ${one}`),
    ...(broken.length > SHOWN ? [`  BROKEN: and ${broken.length - SHOWN} more`] : []),
  ];
}

/** Neighbouring copies with which the same was done. */
function grouped(copies: readonly Fates[]): readonly { readonly keyids: number[]; readonly fates: Fates }[] {
  const groups: { keyids: number[]; fates: Fates; key: string }[] = [];
  copies.forEach((fates, i) => {
    const base = fates.fates[0]?.leaf.va ?? 0n;
    const key = JSON.stringify([
      fates.stayed,
      fates.fates.map(({ kind, leaf }) => [kind, leaf.level, leaf.n ?? 1, String(leaf.va - base)]),
    ]);
    const last = groups.at(-1);
    if (last?.key === key) last.keyids.push(i + 1);
    else groups.push({ keyids: [i + 1], fates, key });
  });
  return groups;
}

function fatesText({ stayed, fates }: Fates): string {
  const counts = new Map<string, number>();
  for (const { kind, leaf } of fates) counts.set(kind, (counts.get(kind) ?? 0) + (leaf.n ?? 1));
  return [...[...counts].map(([kind, n]) => `${n} ${kind}`), `${stayed} stay`].join(', ');
}

function fateText({ kind, leaf }: Fate): string {
  const n = leaf.n ?? 1;
  return `${kind}: ${n === 1 ? '' : `${n} x `}${leaf.level} at 0x${leaf.va.toString(16)} (frame 0x${leaf.pfn.toString(16)})`;
}

function eventText(event: Event): string {
  switch (event.event) {
    case 'tlb_flush':
      return event.scope === 'page'
        ? `${event.count} pages flushed from the TLB`
        : `TLB flushed (${event.scope})`;
    case 'cache_flush':
      return `cache flushed for ${event.pages} pages`;
    case 'free':
      return `${event.tables} tables freed${event.linked ? ' while linked' : ''}`;
    case 'gap':
      return `${event.leaves} leaves unmapped before their table was there`;
    default:
      return event.event;
  }
}
