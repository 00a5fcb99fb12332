/** `hvspec live`: the suite on a real kernel, in an emulator. `hvspec box`: that kernel alone, as a subject. */
import { Command } from '@commander-js/extra-typings';
import type { Box } from '../live/box';
import { makeBox } from '../live/box';
import { cacheFolder } from '../live/cache';
import type { Context } from '../live/context';
import { serve } from '../live/stdio';
import type { BoxFlags } from './box-options';
import { boxOf, boxOptions, quoted, words } from './box-options';
import { interruptions } from './interruptions';
import type { Output } from './output';
import { addRun } from './run';

const LIVE = `
All options of "hvspec run" but --subject and --machine may follow, and its paths; see "hvspec run --help".

Examples:
  $ hvspec live -m syndbg --debian 6.12                     # Debian's newest 6.12, fetched by apt
  $ hvspec live -m syndbg --kernel arch/x86/boot/bzImage --modules ./mods   # make modules_install INSTALL_MOD_PATH=./mods
  $ hvspec live -m syndbg --kernel bzImage --first          # all that is needed is built in
  $ hvspec live -m nv --debian 7.2 --tags @NV-38
  $ hvspec doctor --start-timeout 60000 --subject 'npx hvspec box -m syndbg --debian 6.12'

What is fetched and made lies in $XDG_CACHE_HOME/hvspec (~/.cache/hvspec): remove it at any time.
Exit codes are those of "hvspec run"; 3 also where the kernel could not be fetched, put into its box, or started.
`;

const BOX = `
The protocol is on stdin and stdout, the guest's console on stderr. The first start fetches and makes what is not in the cache,
which takes longer than a suite waits: "hvspec box --prepare" does that and no more.

Examples:
  $ hvspec box -m syndbg --debian 6.12 --prepare
  $ hvspec run --subject 'npx hvspec box -m syndbg --debian 6.12'
`;

export function addLive(program: Command, output: Output, done: (code: number) => void): void {
  boxOptions(program.command('live'))
    .description(
      'run the suite on a real kernel in an emulator: fetch or take it, boot it, freeze it, run, end it',
    )
    .allowUnknownOption()
    .allowExcessArguments()
    .addHelpText('after', LIVE)
    .action(async (flags, { args }) => {
      const subject = args.find((word) => /^(-s|--subject)/.test(word));
      if (subject !== undefined)
        throw new RangeError(`${subject} is not for live, which brings its own subject`);
      const box = await preparing(flags, output);
      const again = ['hvspec', 'box', ...words(flags)].map(quoted).join(' ');
      const inner = new Command('hvspec').copyInheritedSettings(program);
      addRun(inner, output, done, {
        subject: { text: `npx ${again}`, argv: box.argv },
        startTimeout: box.patience,
      });
      output.err(
        `${box.guest.machine} on Linux ${box.kernel.release} (${box.kernel.origin}), ${box.emulator}`,
      );
      await inner.parseAsync(['run', ...args], { from: 'user' });
    });
  boxOptions(program.command('box'))
    .description('start a real kernel in an emulator as a subject, for --subject')
    .option('--prepare', 'make everything ready in the cache, and start nothing')
    .addHelpText('after', BOX)
    .action(async ({ prepare, ...flags }) => {
      const box = await preparing(flags, output);
      done(prepare === true ? 0 : await serve(box));
    });
}

async function preparing(flags: BoxFlags, output: Output): Promise<Box> {
  const options = boxOf(flags);
  const interrupt = new AbortController();
  const undo = interruptions(
    interrupt,
    { err: () => output.err('interrupted: removing what is not whole') },
    () => undefined,
  );
  const context: Context = {
    cache: cacheFolder(flags.cache),
    signal: interrupt.signal,
    say: (text) => output.err(text),
  };
  try {
    return await makeBox(context, options);
  } finally {
    undo();
  }
}
