/** Events as rows of a table: the name of each and the one thing that it carries. */
import { hex } from '../../model/core/u64';
import { FIELDS } from '../../model/nv/owners';
import type { Event } from '../../model/nv/types';

const INSIDE: ReadonlySet<string> = new Set(FIELDS.insight?.events);

/** Whether an event happens where no user sees it: only subjects with insight show it. */
export function isInside(event: string): boolean {
  return INSIDE.has(event);
}

/** What an event carries, in words. */
export function carried(event: Event): string {
  switch (event.event) {
    case 'sync':
      return hex(event.pstate);
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
