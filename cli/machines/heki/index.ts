/** `hvspec heki-ranges`. */
import type { Listed } from '../../commands';
import type { registerHekiRanges } from './command';

export const LISTED: Listed = {
  commands: {
    'heki-ranges [options] <file>':
      'show what Heki makes of a kernel: sections, guest frames, log lines, and what hosts answer',
  },
  load: () => (program, output, done) => {
    // oxlint-disable-next-line typescript/no-require-imports -- loaded when it is asked for
    const command = require('./command') as { registerHekiRanges: typeof registerHekiRanges };
    command.registerHekiRanges(program, (message) => {
      output.err(message);
      done(2);
    });
  },
};
