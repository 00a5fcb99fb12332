/** Commands that one machine alone has: in the folder of its name beside this file, if there is one. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import { MACHINES } from '../model/machines';
import type { Output } from './output';

/** What the folder of a machine exports. */
export type AddCommands = (program: Command, output: Output, done: (code: number) => void) => void;

/** Adds the commands of all machines, in the machines' order. */
export const addMachineCommands: AddCommands = (program, output, done) => {
  for (const { name } of MACHINES) {
    const folder = join(__dirname, 'machines', name);
    if (!existsSync(folder)) continue;
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- which machines there are is known at run time
    (require(folder) as { readonly addCommands: AddCommands }).addCommands(program, output, done);
  }
};
