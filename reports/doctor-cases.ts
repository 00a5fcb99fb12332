/** How many of a machine's cases would run on an adapter: none is a promise that `run` ends with exit code 3. */
import { join } from 'node:path';
import type { Machine } from '../model/core/machine';
import type { Offer } from '../subjects/subject';
import { bookOf } from './book';
import type { Case } from './case';
import { absenceOf, lackingIn } from './case';
import { featuresIn, parseFeatures } from './gherkin';
import { LAYOUT } from './layout';

const read = new Map<string, readonly Case[]>();

/** The cases of a machine, as the package's features state them: read once, though an adapter may offer many profiles. */
export function casesIn(machine: Machine): readonly Case[] {
  const known = read.get(machine.name) ?? casesRead(machine);
  read.set(machine.name, known);
  return known;
}

function casesRead(machine: Machine): readonly Case[] {
  const files = featuresIn(join(LAYOUT.features, machine.name));
  return bookOf(parseFeatures(files, LAYOUT.root)).entries.flatMap((entry) => entry.case ?? []);
}

export interface Applying {
  readonly count: number;
  readonly line: string;
}

/** How many of the cases apply to an offer, and if none does what most of them want. */
export function applying(cases: readonly Case[], offer: Offer): Applying {
  const name = `${offer.machine}/${offer.profile}`;
  const here = cases.filter(({ profiles }) => profiles.includes(offer.profile));
  const reasons = here.flatMap((of) => absenceOf(of, offer) ?? []);
  const lacks = here.map((of) => lackingIn(of, offer)).filter(({ length }) => length === 1);
  const count = here.length - reasons.length;
  if (count > 0) return { count, line: `ok    ${name}: ${count} of ${here.length} cases apply` };
  const [first, most] = [mostFrequent(lacks.flat()), mostFrequent(reasons)];
  const said = most ? `: ${most[1]} of them say "${most[0]}"` : '';
  const why = first ? `: declare ${first[0]} first, which is all that ${first[1]} of them lack` : said;
  return {
    count,
    line: `FAILS ${name}: of ${here.length} cases none applies, so that run has nothing to run${why}`,
  };
}

function mostFrequent(texts: readonly string[]): readonly [string, number] | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0];
}
