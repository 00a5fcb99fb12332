/** `hvspec fuzz-merge`: the corpora of campaigns that ran side by side as one. */
import type { Command } from '@commander-js/extra-typings';
import { mergeCampaigns } from '../fuzz/merge';
import { stayText } from './fuzz-text';
import type { Output } from './output';
import { folder } from './values';

const EXAMPLES = `
Examples:
  $ hvspec fuzz --machine nv --subject ./mine --shard 1/2 --out one      # on one machine
  $ hvspec fuzz --machine nv --subject ./mine --shard 2/2 --out two      # on another one
  $ hvspec fuzz-merge both one two
  $ hvspec fuzz --machine nv --subject ./mine --resume both              # goes on from what both have reached

Disagreements are told, and their reproducers stay where they are: the new campaign counts those alone that it finds itself.

Exit codes: 0 merged, 2 a folder holds no campaign, or they are of different machines or profiles.
`;

export function addFuzzMerge(program: Command, output: Output, done: (code: number) => void): void {
  program
    .command('fuzz-merge')
    .description('make one campaign of several that ran side by side: what reaches nothing new is dropped')
    .argument('<out>', 'the folder of the new campaign', folder)
    .argument('<folders...>', 'the folders that `fuzz --out` wrote')
    .addHelpText('after', EXAMPLES)
    .action(async (out, folders) => {
      const { read, kept, reach, found } = await mergeCampaigns(out, folders, (text) => output.err(text));
      output.out(
        `${read.toLocaleString('en')} sequences, ${kept.toLocaleString('en')} kept: ` +
          `${reach.outcomes.length} outcomes, ${reach.requirements.size}/${reach.reachable.length} requirements`,
      );
      for (const { folder: from, names } of found) output.out(stayText(names, from));
      done(0);
    });
}
