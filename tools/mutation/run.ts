/** The mutants of one machine, from the first to the last: what `npm run mutation` starts for each machine. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Random } from '../../fuzz/random';
import { LAYOUT } from '../../reports/layout';
import { equivalentOf, equivalentsIn } from './equivalents';
import { loadAs, prepared } from './load';
import type { Judge, modelJudge } from './model-mutants';
import type { Fate, Mutation } from './mutation';
import { isDead } from './mutation';
import type { pythonJudge } from './python-mutants';
import { optionsOf, wordsOf } from './options';
import { keepResult } from './result';
import { refuted, scoreOf, scoreText, survivorLine } from './report';

const options = optionsOf(process.argv.slice(2));
const [machine = ''] = options.machines;
const REPORT_MS = 5000;
/** The aim, in per cent of the mutants that are not equivalent. */
const AIM = 97;

/** What loads a model has to come after its switches. */
async function judgeOf(): Promise<{ readonly mutations: readonly Mutation[]; readonly judge: Judge }> {
  const later = createRequire(__filename);
  if (options.python)
    return (later('./python-mutants') as { pythonJudge: typeof pythonJudge }).pythonJudge(
      machine,
      options.triage,
    );
  const model = prepared(machine);
  loadAs(model);
  const { modelJudge: make } = later('./model-mutants') as { modelJudge: typeof modelJudge };
  return { mutations: model.mutations, judge: await make(machine, model, options.triage) };
}

/** As many as were asked for, drawn by the seed, in the order of the files. */
function sampled(all: readonly Mutation[]): readonly Mutation[] {
  const { only, sample, seed } = options;
  const asked = all.filter(({ file, line }) => `${file}:${line}`.startsWith(only));
  if (sample === null) return asked;
  const random = new Random(seed);
  const drawn = asked.map((mutation) => ({ mutation, key: random.next() })).sort((a, b) => a.key - b.key);
  return drawn
    .slice(0, sample)
    .map(({ mutation }) => mutation)
    .sort((a, b) => a.id - b.id);
}

async function main(): Promise<number> {
  const name = options.python ? `${machine} in Python` : machine;
  const cpu = cpuSeconds();
  const { mutations, judge } = await judgeOf();
  const chosen = sampled(mutations);
  const ready = cpu();
  console.log(
    `${name}: ${chosen.length} of ${mutations.length} mutants, ready after ${ready.toFixed(1)} CPU s`,
  );
  const path = join(
    LAYOUT.root,
    'tools/mutation/equivalents',
    `${machine}${options.python ? '-python' : ''}.yaml`,
  );
  const equivalents = equivalentsIn(path);
  const fates: Fate[] = [];
  let said = performance.now();
  for (const mutation of chosen) {
    const fate = await judge(mutation);
    const reason = isDead(fate) ? null : (equivalentOf(equivalents, mutation)?.reason ?? null);
    fates.push({ mutation, ...fate, reason });
    if (!isDead(fate) && reason === null) console.log(`  ${survivorLine({ mutation, ...fate, reason })}`);
    if (performance.now() - said < REPORT_MS) continue;
    said = performance.now();
    console.error(
      `  ${fates.length} of ${chosen.length}, ${fates.filter((one) => !isDead(one)).length} alive, ${cpu().toFixed(0)} CPU s`,
    );
  }
  const score = scoreOf(fates);
  const lies = refuted(fates);
  for (const one of lies) console.log(`  ${path}: it can be noticed: ${survivorLine(one)}`);
  const stale =
    fates.length < mutations.length
      ? []
      : equivalents.filter(
          (one) => !fates.some((fate) => fate.reason !== null && equivalentOf([one], fate.mutation)),
        );
  for (const one of stale)
    console.log(`  ${path}: no survivor is ${JSON.stringify(one)} any more: take it out`);
  console.log(scoreText(name, score));
  const each = (cpu() - ready) / Math.max(fates.length, 1);
  console.log(`${name}: ${each.toFixed(2)} CPU s a mutant in this process, ${cpu().toFixed(0)} CPU s in all`);
  if (options.write) {
    const command = `npm run mutation -- ${[...wordsOf({ ...options, write: false }), machine].join(' ')}`;
    await keepResult({ name, command, all: mutations.length, fates, each, triage: options.triage });
  }
  const isKept = stale.length === 0 && lies.length === 0;
  return score.percent >= AIM && score.differs === 0 && isKept ? 0 : 1;
}

function cpuSeconds(): () => number {
  const from = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(from);
    return (user + system) / 1e6;
  };
}

void main().then((code) => {
  process.exitCode = code;
});
