/** Events as rows of a table: the name of each and the one thing that it carries. */
import { hex, parseU64 } from '../../model/core/u64';
import { FIELDS } from '../../model/nv/owners';
import type { Event } from '../../model/nv/types';
import { bitsOfText, pstateText } from './bits';

const INSIDE: ReadonlySet<string> = new Set(FIELDS.insight?.events);

/** Whether an event happens where no user sees it: only subjects with insight show it. */
export function isInside(event: string): boolean {
  return INSIDE.has(event);
}

/** An event in words: its name and what it carries. */
export function textOf(event: Event): string {
  return `${event.event} ${carried(event)}`.trim();
}

/** A row of a table as {@link textOf} would say it. */
export function textOfRow({ what = '', with: text = '' }: Readonly<Record<string, string>>): string {
  const said =
    what === 'sync'
      ? pstateText(bitsOfText(text))
      : text.replace(/^0x[0-9a-fA-F_]+$/, (number) => hex(parseU64(number)));
  return `${what} ${said}`.trim();
}

/** What an event carries, in words. */
export function carried(event: Event): string {
  switch (event.event) {
    case 'sync':
      return pstateText(event.pstate);
    case 'esr':
      return hex(event.esr);
    case 'handler':
      return event.host_context ? 'host context' : 'guest context';
    case 'put':
    case 'load':
      return fileText(event.file);
    case 'exception':
      return `by ${event.by} to ${event.to}`;
    case 'eret':
      return event.path;
    case 'kvm_exit':
      return event.reason;
    case 'warn':
    case 'panic':
      return '';
  }
}

function fileText(file: 'EL1' | 'vEL2'): string {
  return file === 'EL1' ? 'vEL1' : file;
}
