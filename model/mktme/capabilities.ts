/** What a subject may lack. What each operation asks for is in the schema (`x-capabilities`). */
import { INSIGHT } from '../core/owners';
import type { Rules } from './rules';

const ALL: readonly string[] = [
  'compare',
  'hotplug',
  'page-attributes',
  'access',
  'page-keyids',
  'boot',
  'allocation-failures',
  'five-levels',
  INSIGHT,
];

/** The posted code had all of it, and what must hold speaks of all of it. */
export const CAPABILITIES: Readonly<Record<Rules['profile'], readonly string[]>> = {
  spec: ALL,
  reply: ALL,
  v2: ALL,
};
