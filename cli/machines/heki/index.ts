/** `hvspec heki-ranges`. */
import type { AddCommands } from '../../machine-commands';
import { registerHekiRanges } from './command';

export const addCommands: AddCommands = (program, output, done) => {
  registerHekiRanges(program, (message) => {
    output.err(message);
    done(2);
  });
};
