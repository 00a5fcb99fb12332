/** What a run over the mutants came to: a table, the score, and each survivor. */
import type { By, Fate } from './mutation';
import { isDead, mutationText } from './mutation';

export interface Score {
  readonly mutants: number;
  readonly dead: number;
  readonly equivalent: number;
  /** Survivors in which a field that a requirement speaks of differs. */
  readonly differs: number;
  readonly lives: number;
  /** Per cent of those that are not equivalent; 100 where there are none. */
  readonly percent: number;
  readonly by: Readonly<Partial<Record<By, number>>>;
}

export function scoreOf(fates: readonly Fate[]): Score {
  const dead = fates.filter(isDead).length;
  const alive = fates.filter((fate) => !isDead(fate));
  const open = alive.filter(({ reason }) => reason === null);
  const by: Partial<Record<By, number>> = {};
  for (const fate of fates) by[fate.by] = (by[fate.by] ?? 0) + 1;
  const judged = dead + open.length;
  return {
    mutants: fates.length,
    dead,
    equivalent: alive.length - open.length,
    differs: open.filter((fate) => fate.by === 'differs').length,
    lives: open.filter((fate) => fate.by === 'lives').length,
    percent: judged === 0 ? 100 : (100 * dead) / judged,
    by,
  };
}

/** One line for a terminal. */
export function scoreText(
  name: string,
  { mutants, dead, equivalent, differs, lives, percent, by }: Score,
): string {
  const ways = Object.entries(by).filter(([way]) => way !== 'differs' && way !== 'lives');
  return (
    `${name}: ${percent.toFixed(1)} % (${dead} of ${mutants - equivalent} dead: ${ways.map(([way, n]) => `${n} by ${way}`).join(', ')}; ` +
    `${equivalent} equivalent; alive ${differs} that differ in what a requirement speaks of, ${lives} in which nothing was found)`
  );
}

/** The survivors without a reason, those that differ first. */
export function survivorLines(fates: readonly Fate[]): readonly string[] {
  const open = fates.filter((fate) => !isDead(fate) && fate.reason === null);
  return [...open]
    .sort((a, b) => Number(b.by === 'differs') - Number(a.by === 'differs'))
    .map(
      ({ mutation, by, detail }) =>
        `${by}: ${mutationText(mutation)}${detail === '' ? '' : `\n    ${detail.slice(0, 400)}`}`,
    );
}
