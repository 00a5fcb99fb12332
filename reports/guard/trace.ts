/** Whether requirements and cases fit together, as far as tags and catalogues tell. */
import { nearest } from '../../subjects/text';
import type { Entry } from '../book';
import { at } from '../book';
import type { Case } from '../case';
import type { Catalogue, Requirement } from '../catalogue';
import { once } from '../../model/core/once';
import type { Finding } from './finding';
import { finding, perhaps } from './finding';

/** Requirement tags of one entry against the catalogue of its machine. */
export function guardRequirements(entry: Entry, catalogues: readonly Catalogue[]): readonly Finding[] {
  const found = entry.case;
  if (!found) return [];
  const where = at({ uri: entry.uri, line: entry.scenario.location.line });
  if (found.requirements.length === 0) {
    const example = `@${found.machine.name.toUpperCase()}-01`;
    return [
      finding(
        'no-requirement',
        `${where}: ${found.id} is tagged with no requirement: say which it shows, as in ${example}`,
      ),
    ];
  }
  const catalogue = catalogues.find(({ machine }) => machine === found.machine.name);
  const known = new Map((catalogue?.requirements ?? []).map((one) => [one.id, one]));
  return found.requirements.flatMap((id) => guardRequirement(where, id, known, found));
}

function guardRequirement(
  where: string,
  id: string,
  known: ReadonlyMap<string, Requirement>,
  of: Case,
): readonly Finding[] {
  const requirement = known.get(id);
  if (!requirement) {
    const meant = perhaps(nearest(id, [...known.keys()]));
    return [
      finding('unknown-requirement', `${where}: ${id} is not in the catalogue of ${of.machine.name}${meant}`),
    ];
  }
  if (requirement.excluded) {
    return [
      finding(
        'excluded-with-case',
        `${where}: ${id} is excluded as ${requirement.excluded.reason}, and ${of.id} claims to show it`,
      ),
    ];
  }
  const foreign = of.profiles.filter((profile) => !requirement.profiles.includes(profile));
  if (foreign.length === 0) return [];
  const message = `${of.id} holds in ${foreign.join(' and ')}, and ${id} in ${requirement.profiles.join(' and ')} only: tag the case with its profiles`;
  return [finding('requirement-not-in-profile', `${where}: ${message}`)];
}

/** Each id belongs to one case: both places of one that stands twice. */
export function guardDuplicates(entries: readonly Entry[]): readonly Finding[] {
  const first = new Map<string, Entry>();
  return entries.flatMap((entry) => {
    const id = entry.case?.id;
    // What lacks a slug is another finding.
    if (id === undefined || id === '' || id.startsWith(':')) return [];
    const before = first.get(id);
    if (!before) first.set(id, entry);
    if (!before) return [];
    return [
      finding('duplicate-case', `${at(entry)}: the id ${id} is taken by ${at(before)}: ids are unique`),
    ];
  });
}

/** Each MUST, and each SEEN, needs a case in each profile that it holds in, `profiles` only where there are any. */
export function guardCoverage(
  entries: readonly Entry[],
  catalogues: readonly Catalogue[],
  asked: { readonly machines?: readonly string[]; readonly profiles?: readonly string[] },
): readonly Finding[] {
  const covered = coverage(entries);
  return catalogues
    .filter(({ machine }) => asked.machines?.includes(machine) ?? true)
    .flatMap(({ requirements }) => requirements)
    .filter(({ level, excluded }) => (level === 'MUST' || level === 'SEEN') && !excluded)
    .flatMap(({ id, level, profiles }) => {
      const bare = profiles.filter(
        (name) => (asked.profiles?.includes(name) ?? true) && !covered.has(`${id} ${name}`),
      );
      if (bare.length === 0) return [];
      return [
        finding('must-without-case', `${id} is a ${level}, and no case shows it in ${bare.join(' nor ')}`),
      ];
    });
}

/** `SYNDBG-05 v6` for each requirement and profile that a case is about. */
const coverage = once((entries: readonly Entry[]): ReadonlySet<string> => {
  const cases = entries.flatMap((entry) => (entry.case ? [entry.case] : []));
  return new Set(
    cases.flatMap(({ requirements, profiles }) =>
      requirements.flatMap((id) => profiles.map((name) => `${id} ${name}`)),
    ),
  );
});
