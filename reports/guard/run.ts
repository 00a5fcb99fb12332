/** What happened in a run, against what was planned: a scenario that did not run has not passed. */
import type { Entry } from '../book';
import { at } from '../book';
import type { Case } from '../case';
import type { Catalogue } from '../catalogue';
import type { Executed } from '../executed';
import type { CaseReport } from '../report-types';
import { troubleOf } from '../results/trouble';
import type { Finding } from './finding';
import { finding } from './finding';

/** A planned entry with what became of it; null where nothing did. */
export interface Outcome {
  readonly entry: Entry;
  readonly executed: Executed | null;
}

const STEP_KINDS: Readonly<
  Record<string, readonly ['undefined-step' | 'ambiguous-step' | 'pending-step', string]>
> = {
  UNDEFINED: ['undefined-step', 'no phrase of PHRASES.md fits'],
  AMBIGUOUS: ['ambiguous-step', 'more than one step definition matches'],
  PENDING: ['pending-step', 'the step definition is still pending for'],
};

/** Findings about single scenarios: not run, not checked, skipped without a reason. */
export function guardOutcomes(outcomes: readonly Outcome[]): readonly Finding[] {
  const broken = new Map<string, string[]>();
  const found = outcomes.flatMap(({ entry, executed }): readonly Finding[] => {
    const where = `${at(entry)}: ${nameOf(entry)}`;
    if (!executed) return [finding('not-executed', `${where} was planned, and never ran to its end`)];
    const { steps, verdicts, status } = executed;
    const undone = steps.flatMap((step) => stepFinding(where, step.text, step.status));
    if (undone.length > 0) return undone;
    if (status === 'SKIPPED') {
      const reason = verdicts.some(({ verdict }) => verdict === 'inapplicable');
      return reason ? [] : [finding('skipped', `${where} was skipped without a reason`)];
    }
    const trouble = troubleOf(executed);
    if (trouble !== null) {
      const message = trouble.split('\n').slice(0, 2).join(' ');
      broken.set(message, [...(broken.get(message) ?? []), where]);
    }
    return [];
  });
  return [...found, ...[...broken].map(([message, places]) => harness(message, places))];
}

/** A subject that does not start breaks every case in the same way: one finding for all. */
function harness(message: string, places: readonly string[]): Finding {
  const [first = '', ...more] = places;
  return finding('no-verdict', `${message} (${first}${more.length > 0 ? `, and ${more.length} more` : ''})`);
}

function stepFinding(where: string, text: string | null, status: string): readonly Finding[] {
  const kind = STEP_KINDS[status];
  return kind ? [finding(kind[0], `${where}: ${kind[1]} "${text ?? ''}"`)] : [];
}

function nameOf({ case: found, scenario }: Entry): string {
  return found && found.id !== '' ? found.id : scenario.name;
}

/** On the reference: capabilities that the operations of a case ask for, and its tags do not. */
export function guardUses({ entry, executed }: Outcome): readonly Finding[] {
  const found = entry.case;
  if (!found) return [];
  const untagged = (executed?.verdicts ?? []).flatMap(({ profile, uses = [] }) => {
    const able = found.machine.profiles.find(({ name }) => name === profile)?.capabilities ?? [];
    return uses.filter((one) => able.includes(one) && !found.needs.includes(one));
  });
  return [...new Set(untagged)].map((one) => {
    const message = `${at(entry)}: ${nameOf(entry)} asks for ${one}, and is not tagged @needs-${one}`;
    return finding('untagged-capability', message);
  });
}

/** Cases were asked for, and all of them hold in profiles that the subject does not offer. */
export function guardOffered(asked: readonly Entry[], offered: readonly Entry[]): readonly Finding[] {
  if (asked.length === 0 || offered.length > 0) return [];
  const profiles = [...new Set(asked.flatMap((entry) => entry.case?.profiles ?? []))];
  const message = `none of ${asked.length} cases applies to the subject: they hold in ${profiles.join(', ')}`;
  return [finding('nothing-applicable', message)];
}

/** A run in which everything was inapplicable has shown nothing. */
export function guardApplicable(results: readonly CaseReport[]): readonly Finding[] {
  if (results.length === 0 || results.some(({ verdict }) => verdict !== 'inapplicable')) return [];
  const cases = new Set(results.map(({ id }) => id)).size;
  const counts = new Map<string, number>();
  for (const { message = 'no reason was given' } of results)
    counts.set(message, (counts.get(message) ?? 0) + 1);
  const reasons = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([reason, n]) => (counts.size > 1 ? `${reason} (${n})` : reason));
  const more = reasons.length > 3 ? `; and ${reasons.length - 3} more reasons` : '';
  const message = `none of ${cases} cases applies to the subject: ${reasons.slice(0, 3).join('; ')}${more}`;
  return [finding('nothing-applicable', message)];
}

/**
 * What is demanded must not hide behind what was merely seen: a requirement of which no case passed, since those that
 * ran ended at a difference from what kernels do otherwise, is not shown, and the subject does not conform.
 * @param cases all cases of the features: a part of those of a requirement says nothing of it
 */
export function guardHidden(
  results: readonly CaseReport[],
  catalogues: readonly Catalogue[],
  cases: readonly Case[],
): readonly Finding[] {
  const ran = new Set(results.map(({ id, profile }) => `${id} ${profile}`));
  const demanded = new Set(
    catalogues.flatMap(({ requirements }) =>
      requirements.flatMap(({ id, level }) => (level === 'SEEN' ? [] : [id])),
    ),
  );
  const hidden = new Map<string, Set<string>>();
  for (const { verdict, profile, requirements, broken = [] } of results) {
    if (verdict !== 'differs') continue;
    for (const id of requirements) {
      const shown = results.some(
        (one) => one.verdict === 'pass' && one.profile === profile && one.requirements.includes(id),
      );
      const whole = cases.every(
        (one) =>
          !one.requirements.includes(id) ||
          !one.profiles.includes(profile) ||
          ran.has(`${one.id} ${profile}`),
      );
      if (!demanded.has(id) || broken.includes(id) || shown || !whole) continue;
      hidden.set(profile, (hidden.get(profile) ?? new Set()).add(id));
    }
  }
  return [...hidden].map(([profile, ids]) =>
    finding(
      'not-shown',
      `no case of ${[...ids].sort().join(', ')} passed in ${profile}: those that ran ended at what differs from what was seen`,
    ),
  );
}

/** A case that passed without touching what it is tagged with proves nothing of it. */
export function guardExercised(results: readonly CaseReport[]): readonly Finding[] {
  return results
    .filter(({ verdict }) => verdict === 'pass')
    .flatMap(({ id, profile, requirements, exercised }) => {
      const missed = requirements.filter((one) => !exercised.includes(one));
      if (missed.length === 0) return [];
      const message = `${id} [${profile}] passed without showing ${missed.join(' or ')}`;
      return [finding('not-exercised', message)];
    });
}
