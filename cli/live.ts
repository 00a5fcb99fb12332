/** `hvspec live`: the suite on a real kernel, in an emulator. `hvspec box`: that kernel alone, as a subject. */
import { setMaxListeners } from 'node:events';
import { Command } from '@commander-js/extra-typings';
import type { Box } from '../live/box';
import { makeBox } from '../live/box';
import { firstStart } from '../live/first-start';
import type { KernelRow } from '../live/kernels';
import { loadKernels, rowOf, tagsOf } from '../live/kernels';
import { cacheFolder } from '../live/cache';
import type { Context } from '../live/context';
import { serve } from '../live/stdio';
import type { BoxFlags } from './box-options';
import { boxOf, boxOptions, commonOf, quoted, words } from './box-options';
import { interruptions } from './interruptions';
import { liveAll } from './live-all';
import { checkParts, liveBoxes } from './live-boxes';
import type { Output } from './output';
import { addRun } from './run';
import { integer } from './values';

const LIVE = `
All options of "hvspec run" but --subject and --machine may follow, and its paths; see "hvspec run --help".

Examples:
  $ hvspec live -m syndbg --debian 6.12                     # Debian's newest 6.12, fetched by apt
  $ hvspec live -m syndbg --kernel arch/x86/boot/bzImage --modules ./mods   # make modules_install INSTALL_MOD_PATH=./mods
  $ hvspec live -m syndbg --kernel bzImage --first          # all that is needed is built in
  $ hvspec live -m nv --debian 7.2 --tags @NV-38
  $ hvspec live -m syndbg --debian 6.12 --boxes 2           # half the time on two processors
  $ hvspec live --all                                       # every kernel of live/kernels.yaml, and a table
  $ hvspec doctor --start-timeout 60000 --subject 'npx hvspec box -m syndbg --debian 6.12'

What is fetched and made lies in $XDG_CACHE_HOME/hvspec (~/.cache/hvspec): remove it at any time.
Exit codes are those of "hvspec run"; 2 also where the kernel does not start, or is not what live/kernels.yaml says; 3 also
where something is missing: a program, or such a kernel of Debian's. A --kernel or --adapter that cannot be read, or is none, is 2.
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
    .option('--all', 'all kernels of live/kernels.yaml, or those of the machine, and a table of them')
    .option('--boxes <n>', 'so many boxes at once, each with a part of the suite', integer(1, 64))
    .allowUnknownOption()
    .allowExcessArguments()
    .addHelpText('after', LIVE)
    .action(async ({ all, boxes = 1, ...flags }, { args }) => {
      if (all === true) return done(await everything(flags, args, output));
      const subject = args.find((word) => /^(-s|--subject)/.test(word));
      if (subject !== undefined)
        throw new RangeError(`${subject} is not for live, which brings its own subject`);
      if (boxes > 1) checkParts(args);
      const { box, row } = await ready(flags, output, firstStart);
      if (boxes > 1) {
        const parted = [...words(flags), ...args];
        return done(await guarded(flags, output, (context) => liveBoxes(context, boxes, parted, output)));
      }
      const again = ['hvspec', 'box', ...words(flags)].map(quoted).join(' ');
      const inner = new Command('hvspec').copyInheritedSettings(program);
      addRun(inner, output, done, {
        subject: { text: `npx ${again}`, argv: box.argv },
        startTimeout: box.patience,
        stepTimeout: box.answer,
      });
      // What the command line says comes later, and so holds in the row's place.
      await inner.parseAsync(['run', ...knownOf(row), ...args], { from: 'user' });
    });
  boxOptions(program.command('box'))
    .description('start a real kernel in an emulator as a subject, for --subject')
    .option('--prepare', 'make everything ready in the cache, start it once, and end')
    .addHelpText('after', BOX)
    .action(async ({ prepare, ...flags }) => {
      if (prepare !== true) return done(await serve((await ready(flags, output)).box));
      await ready(flags, output, firstStart);
      done(0);
    });
}

/** The options of a run that are known to be right for a kernel. */
function knownOf(row: KernelRow | null): readonly string[] {
  const tags = row === null ? undefined : tagsOf(row);
  return tags === undefined ? [] : ['--tags', tags];
}

/** Makes the box, and does with it what is asked for. */
async function ready(
  flags: BoxFlags,
  output: Output,
  then: (context: Context, box: Box, row: KernelRow | null) => Promise<unknown> = () => Promise.resolve(),
): Promise<{ readonly box: Box; readonly row: KernelRow | null }> {
  const rows = loadKernels();
  const row = rowOf(rows, flags.machine ?? '', flags.debian ?? '');
  const options = boxOf(flags, row);
  return guarded(flags, output, async (context) => {
    const box = await makeBox(context, options);
    await then(context, box, row);
    const { guest, kernel, emulator } = box;
    output.err(`${guest.machine} on Linux ${kernel.release} (${kernel.origin}), ${emulator}`);
    return { box, row };
  });
}

async function everything(flags: BoxFlags, args: readonly string[], output: Output): Promise<number> {
  if (args.length > 0)
    throw new RangeError(`--all takes no options of "hvspec run", and no paths: ${args.join(' ')}`);
  const rows = loadKernels().filter(
    ({ machine }) => flags.machine === undefined || flags.machine === machine,
  );
  const common = commonOf(flags);
  const { text, exit } = await guarded(flags, output, (context) => liveAll(context, rows, common));
  output.out(text);
  return exit;
}

/** Ctrl-C ends what is under way, and nothing of it stays. */
async function guarded<T>(
  flags: BoxFlags,
  output: Output,
  work: (context: Context) => Promise<T>,
): Promise<T> {
  const interrupt = new AbortController();
  setMaxListeners(0, interrupt.signal); // as many programs at once as a fetch has packages
  const told = { err: () => output.err('interrupted: ending what is under way') };
  const undo = interruptions(interrupt, told, () => undefined);
  try {
    return await work({
      cache: cacheFolder(flags.cache),
      signal: interrupt.signal,
      say: (text) => output.err(text),
    });
  } finally {
    undo();
  }
}
