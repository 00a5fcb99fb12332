/** Mutants that nothing can notice, each with its reason: `tools/mutation/equivalents/<machine>.yaml`. */
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Mutation } from './mutation';

/** Every mutant that has all the members that are given, wherever its line is by now. */
export interface Equivalent extends Partial<
  Pick<Mutation, 'file' | 'within' | 'kind' | 'original' | 'wrong'>
> {
  readonly reason: string;
}

const MEMBERS = ['file', 'within', 'kind', 'original', 'wrong'] as const;

/** @throws Error on an entry without a file, without a reason, or with what is no member */
export function equivalentsIn(path: string): readonly Equivalent[] {
  if (!existsSync(path)) return [];
  const found = (parse(readFileSync(path, 'utf8')) ?? []) as readonly Equivalent[];
  for (const one of found) {
    const unknown = Object.keys(one).find(
      (name) => name !== 'reason' && !MEMBERS.some((known) => known === name),
    );
    if (unknown !== undefined || !one.reason || !one.file)
      throw new Error(
        `${path}: ${JSON.stringify(one)}: an entry has a file, a reason, and of ${MEMBERS.join(', ')} what tells the mutants`,
      );
  }
  return found;
}

/** The first entry that speaks of a mutant. */
export function equivalentOf(all: readonly Equivalent[], mutation: Mutation): Equivalent | null {
  return (
    all.find((one) => MEMBERS.every((name) => one[name] === undefined || one[name] === mutation[name])) ??
    null
  );
}
