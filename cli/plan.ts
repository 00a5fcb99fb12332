/** `hvspec plan`: a matrix of runs, of which each is done once, whatever ends the workers. */
import type { Command } from '@commander-js/extra-typings';
import { Option } from '@commander-js/extra-typings';
import { makeReportFolder } from '../reports/write';
import { dealtJobs, loadJobs } from '../reports/jobs/jobs';
import { checkFinished, finishedOf, isDone, sweep } from '../reports/jobs/finished';
import { planOf, suiteOf } from '../reports/plan';
import { interruptions } from './interruptions';
import type { Output } from './output';
import { runJob } from './plan-job';
import type { JobState } from './plan-text';
import { exitOfPlan, planText } from './plan-text';
import { folder, shard } from './values';

const EXAMPLES = `
The plan says which kernels run with which machines, profiles and seeds (schemas/plan.schema.json):

  kernels:
    - { name: linux-6.12, subject: 'npx hvspec box -m {machine} --debian 6.12' }
    - { name: mine, subject: './my-adapter --verbose', profiles: [upstream] }
  machines: [syndbg, nv]
  seeds: [1, 2, 3]
  minutes: 30                       # of one run, at most
  options: { runs: 200, baseline: known-failures.yaml }

The results of a job lie in FOLDER/<kernel>/<machine>/<profile>/<seed>/, and come there at once and whole. Jobs that are there are
not run again, but for those that broke (exit code 2, or out of time). So a worker that was ended is started again with the
same words, and several share the jobs out by --shard, each writing into the same folder.

Exit codes: the worst of its jobs, of 2, 1, 3 and 0; 3 where jobs are still to be done; 130 interrupted.

Examples:
  $ hvspec plan plan.yaml --out results                 # all of it, here
  $ hvspec plan plan.yaml --out results --shard 2/8     # the second of eight workers
  $ hvspec plan plan.yaml --out results --list          # what is done, and whether anything lacks; runs nothing
  $ hvspec compare results/*/syndbg/*/*/conformance.json
`;

export function addPlan(program: Command, output: Output, done: (code: number) => void): void {
  program
    .command('plan')
    .description('run a matrix of kernels, machines, profiles and seeds; goes on where it was ended')
    .argument('<plan>', 'the plan (YAML)')
    .requiredOption('-o, --out <folder>', 'where the results are, and come', folder)
    .addOption(new Option('--shard <i/n>', 'every n-th job, from the i-th on').argParser(shard))
    .option('--list', 'print the state of each job, and run nothing')
    .addHelpText('after', EXAMPLES)
    .action(async (file, { out, shard: part, list = false }) => {
      const plan = loadJobs(file);
      const jobs = part ? dealtJobs(plan.jobs, part) : plan.jobs;
      const suite = suiteOf(planOf(plan.features === undefined ? {} : { features: plan.features }));
      const states = (): readonly JobState[] =>
        jobs.map((job) => {
          const finished = finishedOf(out, job);
          if (finished) checkFinished(out, job, finished, suite);
          return { job, finished };
        });
      const before = states();
      if (list) {
        output.out(planText(before, { all: true }));
        done(exitOfPlan(before));
        return;
      }
      await makeReportFolder(out);
      sweep(out, plan.limit);
      const todo = before.filter(({ finished }) => !finished || !isDone(finished));
      output.err(`${jobs.length} jobs, ${jobs.length - todo.length} of them done already`);
      const interrupt = new AbortController();
      const undo = interruptions(interrupt, output, () => undefined);
      try {
        for (const [i, { job }] of todo.entries()) {
          if (interrupt.signal.aborted) break;
          output.err(`[${i + 1}/${todo.length}] ${job.key}`);
          const said = await runJob(job, { out, suite, limit: plan.limit, signal: interrupt.signal });
          output.err(`[${i + 1}/${todo.length}] ${job.key}: ${said}`);
        }
      } finally {
        undo();
      }
      const after = states();
      output.out(planText(after, { all: false }));
      done(interrupt.signal.aborted ? 130 : exitOfPlan(after));
    });
}
