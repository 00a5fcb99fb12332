/** What nobody speaks of, and why. */
import type { Line } from './seen';

export const OPEN_LINES: readonly Line[] = [
  { open: 'derived', fields: ['state.elr', 'state.spsr', 'state.esr', 'state.cpu.*', 'state.loaded'] },
  { open: 'derived', fields: ['state.host_context', 'state.sampled', 'state.place', 'events'] },
  {
    open: 'unspecified',
    fields: [
      ...['outcome', 'error', 'fault', 'value', 'mode', 'e2h', 'tge'],
      ...['state.pstate', 'state.pc', 'state.hcr', 'state.el1.*', 'state.vel2.*'],
    ],
  },
  { open: 'unspecified', fields: ['events.*', 'events.*.*'] },
];
