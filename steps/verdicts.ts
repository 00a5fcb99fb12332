/** What is said of the seats of a case at its end: a verdict for each profile, and to Cucumber what failed. */
import type { Case } from '../reports/case';
import { absenceOf, lackingIn } from '../reports/case';
import type { Verdict, VerdictName } from '../reports/verdict';
import type { Offer } from '../subjects/subject';
import type { Failure } from './failure';
import { fateOf, isHarmless, NOBODY } from './failure';
import { Inconclusive } from './fate';
import type { Lab } from './lab';
import type { Seat } from './seat';
import type { Parameters } from './session';

/** The verdict where a case does not concern what is offered; null where it does. */
export function inapplicable(of: Case, offer: Offer): Verdict | null {
  const message = absenceOf(of, offer);
  if (message === null) return null;
  return verdict(of, offer.profile, 'inapplicable', [], { message, lacks: lackingIn(of, offer) });
}

/** @param all the seats of the case, in which the mutants died that the verdict tells of */
export function verdictOf(
  of: Case,
  { lab, failure }: Seat,
  all: readonly Seat[],
  { mutants, naming = false, subject }: Parameters,
): Verdict {
  const { watch, profile } = lab;
  const shown = of.requirements.filter((id) => watch.hasShown(id));
  const said = {
    ...(mutants ? deathsIn(all, profile, naming) : {}),
    ...(watch.notes.size > 0 ? { notes: [...watch.notes] } : {}),
    ...(watch.unlike.size > 0 ? { unlike: [...watch.unlike] } : {}),
    ...(subject ? {} : { uses: lab.capabilitiesUsed() }),
  };
  const { name, ...rest } = failure ? fateOf(lab, failure) : { name: 'pass' as const };
  return verdict(of, profile, name, shown, { ...said, ...rest });
}

/** Few runs of a property may not come to all that it is about: it has shown nothing then, and nothing broke. */
export function undecided(
  { invariant, requirements }: Case,
  { watch, options: { path, runs } }: Lab,
  step: string,
): Failure | null {
  const missed = requirements.filter((id) => !watch.hasShown(id));
  if (invariant === null || path !== undefined || missed.length === 0) return null;
  const error = new Inconclusive(`${runs} runs never showed ${missed.join(' nor ')}`);
  return { error, step, named: NOBODY };
}

/** What Cucumber is told; null where nothing failed. */
export function failuresText(seats: readonly Seat[]): string | null {
  const failed = seats.flatMap(({ lab, failure }) =>
    failure && !isHarmless(lab, failure) ? `[${lab.profile}] ${failure.error.message}` : [],
  );
  return failed.length > 0 ? failed.join('\n') : null;
}

function deathsIn(all: readonly Seat[], profile: string, naming: boolean): Pick<Verdict, 'killed' | 'named'> {
  const named = all.flatMap(({ mutant, failure, lab }) => {
    if (mutant === null || failure === null || lab.profile !== profile) return [];
    return [[mutant, { operations: lab.trace.length, requirements: failure.named.requirements }] as const];
  });
  const killed = named.map(([mutant]) => mutant);
  return naming ? { killed, named: Object.fromEntries(named) } : { killed };
}

function verdict(
  { id, machine, requirements }: Case,
  profile: string,
  name: VerdictName,
  exercised: readonly string[],
  rest: Partial<Verdict>,
): Verdict {
  return { case: id, machine: machine.name, profile, verdict: name, requirements, exercised, ...rest };
}
