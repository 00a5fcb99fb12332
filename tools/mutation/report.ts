/** What a run over the mutants came to: a table, the score, and each survivor. */
import type { By, Fate } from './mutation';
import { isDead, mutationText } from './mutation';

export interface Score {
  readonly mutants: number;
  readonly dead: number;
  readonly equivalent: number;
  /** Survivors in which a field that a requirement speaks of differs. */
  readonly differs: number;
  /** Those that were seen to differ, and in nothing that a requirement speaks of. */
  readonly open: number;
  readonly lives: number;
  /** Per cent of those that are neither equivalent nor open; 100 where there are none. */
  readonly percent: number;
  readonly by: Readonly<Partial<Record<By, number>>>;
}

export function scoreOf(fates: readonly Fate[]): Score {
  const dead = fates.filter(isDead).length;
  const alive = fates.filter((fate) => !isDead(fate));
  const unsaid = alive.filter(({ reason }) => reason === null);
  const count = (by: By): number => unsaid.filter((fate) => fate.by === by).length;
  const by: Partial<Record<By, number>> = {};
  for (const fate of fates) by[fate.by] = (by[fate.by] ?? 0) + 1;
  const judged = dead + count('differs') + count('lives');
  return {
    mutants: fates.length,
    dead,
    equivalent: alive.length - unsaid.length,
    differs: count('differs'),
    open: count('open'),
    lives: count('lives'),
    percent: judged === 0 ? 100 : (100 * dead) / judged,
    by,
  };
}

/** One line for a terminal. */
export function scoreText(
  name: string,
  { mutants, dead, equivalent, differs, open, lives, percent, by }: Score,
): string {
  const ways = Object.entries(by).filter(([way]) => isDead({ by: way as By }));
  return (
    `${name}: ${percent.toFixed(1)} % (${dead} of ${mutants - equivalent - open} dead: ${ways.map(([way, n]) => `${n} by ${way}`).join(', ')}; ` +
    `${equivalent} equivalent, ${open} that differ in open fields only; alive ${differs} that differ in what a requirement speaks of, ${lives} in which nothing was found)`
  );
}

/** The survivors without a reason: holes first, those that differ in open fields alone last. */
export function survivorLines(fates: readonly Fate[]): readonly string[] {
  const order: readonly By[] = ['differs', 'lives', 'open'];
  const alive = fates.filter((fate) => !isDead(fate) && fate.reason === null);
  return [...alive].sort((a, b) => order.indexOf(a.by) - order.indexOf(b.by)).map(survivorLine);
}

export function survivorLine({ mutation, by, detail }: Fate): string {
  return `${by}: ${mutationText(mutation)}${detail === '' ? '' : `\n    ${detail.slice(0, 400)}`}`;
}

/** Those of which an entry says that nothing can notice them, and that differ in what a requirement speaks of. */
export function refuted(fates: readonly Fate[]): readonly Fate[] {
  return fates.filter(({ by, reason }) => by === 'differs' && reason !== null);
}
