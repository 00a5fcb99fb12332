/**
 * The commands in the order of the help, with what the help says of each. A command's own file, and all that it needs,
 * is loaded where the command line names it: so the help is there at once.
 */
/* oxlint-disable typescript/no-require-imports -- loaded when they are asked for */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import type { addCheck } from './check';
import type { addClaim } from './claim';
import type { addCompare } from './compare';
import type { addDoctor } from './doctor';
import type { addFuzz } from './fuzz';
import type { addFuzzMerge } from './fuzz-merge';
import type { addLive } from './live';
import type { addMerge } from './merge';
import type { addNewAdapter } from './new-adapter';
import type { Output } from './output';
import type { addPlan } from './plan';
import type { addReplay } from './replay';
import type { addRequirements } from './requirements';
import type { addRun } from './run';
import type { addVerify } from './verify';

/** Adds commands to a program; `done` receives the exit code of the one that ran. */
export type AddCommands = (program: Command, output: Output, done: (code: number) => void) => void;

/** What one file adds. */
export interface Listed {
  /** The name and the arguments of each command, and its description: as it says itself. */
  readonly commands: Readonly<Record<string, string>>;
  readonly load: () => AddCommands;
}

const COMMON: readonly Listed[] = [
  {
    commands: {
      'run [options] [paths...]': 'run the suite on the reference model, or on your implementation',
    },
    load: () => (require('./run') as { addRun: typeof addRun }).addRun,
  },
  {
    commands: {
      'check [options] <files...>':
        'judge recordings: name the first line of each that no allowed behaviour explains',
    },
    load: () => (require('./check') as { addCheck: typeof addCheck }).addCheck,
  },
  {
    commands: {
      'compare [options] <files...>':
        'put reports and recordings side by side: what differs between kernels, and since when',
    },
    load: () => (require('./compare') as { addCompare: typeof addCompare }).addCompare,
  },
  {
    commands: {
      'merge [options] <out> <shards...>': 'merge the reports of all shards of a run into those of the whole',
    },
    load: () => (require('./merge') as { addMerge: typeof addMerge }).addMerge,
  },
  {
    commands: {
      'plan [options] <plan>':
        'run a matrix of kernels, machines, profiles and seeds; goes on where it was ended',
    },
    load: () => (require('./plan') as { addPlan: typeof addPlan }).addPlan,
  },
  {
    commands: {
      'claim [options] <reports...>':
        'make a statement of what reports show, to be signed and checked by others',
    },
    load: () => (require('./claim') as { addClaim: typeof addClaim }).addClaim,
  },
  {
    commands: {
      'verify [options] <claim> <files...>':
        'check a claim against its reports and files, and its signature, offline',
    },
    load: () => (require('./verify') as { addVerify: typeof addVerify }).addVerify,
  },
  {
    commands: { 'requirements [options]': 'print which cases show which requirement, in which profile' },
    load: () => (require('./requirements') as { addRequirements: typeof addRequirements }).addRequirements,
  },
  {
    commands: {
      'doctor [options]':
        'try everything once that the suite will ask of an adapter: the first thing wrong, and values that differ',
    },
    load: () => (require('./doctor') as { addDoctor: typeof addDoctor }).addDoctor,
  },
  {
    commands: {
      'live [options]':
        'run the suite on a real kernel in an emulator: fetch or take it, boot it, freeze it, run, end it',
      'box [options]': 'start a real kernel in an emulator as a subject, for --subject',
    },
    load: () => (require('./live') as { addLive: typeof addLive }).addLive,
  },
  {
    commands: {
      'new-adapter [options]':
        'write the skeleton of an adapter for a machine, with the protocol and the types',
    },
    load: () => (require('./new-adapter') as { addNewAdapter: typeof addNewAdapter }).addNewAdapter,
  },
  {
    commands: {
      'fuzz [options]': 'random sequences on a subject and on the reference model, until they disagree',
    },
    load: () => (require('./fuzz') as { addFuzz: typeof addFuzz }).addFuzz,
  },
  {
    commands: {
      'fuzz-merge <out> <folders...>':
        'make one campaign of several that ran side by side: what reaches nothing new is dropped',
    },
    load: () => (require('./fuzz-merge') as { addFuzzMerge: typeof addFuzzMerge }).addFuzzMerge,
  },
  {
    commands: {
      'replay [options] <file>': 'perform a reproducer again, a feature or a recording, on any subject',
    },
    load: () => (require('./replay') as { addReplay: typeof addReplay }).addReplay,
  },
];

/** All that there are; those that one machine alone has are listed in a folder of its name in machines/. */
export function listed(): readonly Listed[] {
  const folder = join(__dirname, 'machines');
  const own = readdirSync(folder).sort();
  return [...COMMON, ...own.map((name) => (require(join(folder, name)) as { LISTED: Listed }).LISTED)];
}
