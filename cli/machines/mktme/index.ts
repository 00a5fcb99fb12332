/** `hvspec mktme-sync`. */
import type { Listed } from '../../commands';
import type { addMktmeSync } from './command';

export const LISTED: Listed = {
  commands: {
    'mktme-sync [options] <file> [changes...]':
      'lay KeyID copies over a direct map, change protections, and show what becomes of each copy',
  },
  // oxlint-disable-next-line typescript/no-require-imports -- loaded when it is asked for
  load: () => (require('./command') as { addMktmeSync: typeof addMktmeSync }).addMktmeSync,
};
