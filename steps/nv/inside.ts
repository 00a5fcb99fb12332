/** What of an outcome only subjects with insight show. */
import { INSIGHT } from '../../model/core/owners';
import { FIELDS } from '../../model/nv/owners';
import type { Event } from '../../model/nv/types';
import type { Lab } from '../lab';

const EVENTS = new Set(FIELDS.insight?.events);

/** Whether an event happens where no user sees it. */
export function isInside(event: Event['event']): boolean {
  return EVENTS.has(event);
}

/** Whether the subject shows what goes on inside KVM. */
export function showsInside(lab: Lab): boolean {
  return lab.options.offer.capabilities.includes(INSIGHT);
}
