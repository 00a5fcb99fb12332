/** Tags carry a case's id, requirements and conditions: a misspelt one would be dropped in silence. */
import type { Machine } from '../../model/core/machine';
import { MACHINES } from '../../model/machines';
import { nearest } from '../../subjects/text';
import type { Entry } from '../book';
import { at } from '../book';
import type { Finding } from './finding';
import { NEIGHBOUR_TAG } from '../case';
import { finding, perhaps } from './finding';

const SLUG = /^@[a-z0-9]+\.[a-z0-9]+(-[a-z0-9]+)*$/;
const REQUIREMENT = /^@([A-Z]+)-\d{2,3}$/;
const INVARIANT = /^@invariant-[1-9]\d*$/;

/** What the tags of one entry say wrongly, or fail to say. */
export function guardTags(entry: Entry): readonly Finding[] {
  const where = at({ uri: entry.uri, line: entry.scenario.location.line });
  const machines = MACHINES.filter(({ name }) => entry.tags.includes(`@${name}`));
  const [machine] = machines;
  if (!machine || machines.length > 1) return [machineMissing(where, entry.tags, machines)];
  const slugs = entry.tags.filter((tag) => tag.startsWith(`@${machine.name}.`));
  const found: Finding[] = entry.tags.flatMap((tag) => guardTag(where, tag, machine, entry));
  const both = machine.profiles.find(
    ({ name }) => entry.tags.includes(`@since-${name}`) && entry.tags.includes(`@until-${name}`),
  );
  if (both)
    found.push(
      finding(
        'contradictory-profiles',
        `${where}: the case begins and ends with ${both.name}: it is one of them`,
      ),
    );
  if (slugs.length === 1) return found;
  const given = slugs.length === 0 ? 'has no id' : `has ${slugs.length} ids (${slugs.join(' ')})`;
  return [
    ...found,
    finding(
      'slug',
      `${where}: the case ${given}: give it one tag such as @${machine.name}.what-it-shows, for ever`,
    ),
  ];
}

function machineMissing(where: string, tags: readonly string[], found: readonly Machine[]): Finding {
  const known = MACHINES.map(({ name }) => `@${name}`);
  if (found.length > 1)
    return finding(
      'unknown-machine',
      `${where}: the case is tagged with ${found.length} machines: one is allowed`,
    );
  const meant = tags.map((tag) => nearest(tag, known)).find((tag) => tag !== null) ?? null;
  return finding(
    'unknown-machine',
    `${where}: no tag names a machine${perhaps(meant)}: there are ${known.join(', ')}`,
  );
}

function guardTag(where: string, tag: string, machine: Machine, entry: Entry): readonly Finding[] {
  if (tag === `@${machine.name}` || tag === NEIGHBOUR_TAG || profileTags(machine).includes(tag)) return [];
  if (tag.startsWith(`@${machine.name}.`)) {
    return SLUG.test(tag)
      ? []
      : [
          finding(
            'slug',
            `${where}: ${tag} is no id: write lower-case words with hyphens, as in @${machine.name}.off-by-one`,
          ),
        ];
  }
  const prefix = REQUIREMENT.exec(tag)?.[1];
  if (prefix === machine.name.toUpperCase()) return [];
  if (tag.startsWith('@needs-')) return guardNeed(where, tag.slice('@needs-'.length), machine, entry);
  if (tag.startsWith('@choice-')) return guardChoice(where, tag.slice('@choice-'.length), machine, entry);
  if (INVARIANT.test(tag)) return [];
  const meant = nearest(tag, shapesOf(machine));
  return [
    finding('unknown-tag', `${where}: ${tag} means nothing here${perhaps(meant)}: allowed are ${ALLOWED}`),
  ];
}

const ALLOWED =
  'the machine, @since-<profile>, @until-<profile>, @only-<profile>, @<machine>.<id>, @<MACHINE>-<nn>, @neighbour, @needs-<capability>, @choice-<name>=<value> and @invariant-<n>';

function profileTags({ profiles }: Machine): readonly string[] {
  return profiles.flatMap(({ name }) => [`@since-${name}`, `@until-${name}`, `@only-${name}`]);
}

/** Tags that a misspelt one may have been meant to be. */
function shapesOf(machine: Machine): readonly string[] {
  const { name, profiles } = machine;
  const capabilities = profiles.flatMap((profile) => profile.capabilities.map((one) => `@needs-${one}`));
  const choices = profiles.flatMap((profile) =>
    Object.entries(profile.choices).flatMap(([choice, values]) =>
      values.map((value) => `@choice-${choice}=${value}`),
    ),
  );
  return [`@${name}`, ...profileTags(machine), ...capabilities, ...choices, '@invariant-1'];
}

/** A case can only run where its capability may be declared: the others of its profiles would never see it. */
function guardNeed(where: string, need: string, machine: Machine, entry: Entry): readonly Finding[] {
  const known = [...new Set(machine.profiles.flatMap(({ capabilities }) => capabilities))];
  if (!known.includes(need)) {
    const list = known.join(', ') || 'none';
    return [
      finding(
        'unknown-capability',
        `${where}: ${machine.name} has no capability "${need}"${perhaps(nearest(need, known))}: there are ${list}`,
      ),
    ];
  }
  const lacking = machine.profiles.filter(
    ({ name, capabilities }) => holdsIn(entry, name) && !capabilities.includes(need),
  );
  return lacking.map(({ name }) =>
    finding(
      'unknown-capability',
      `${where}: profile ${name} has no capability "${need}": tag the case with the profiles that have it`,
    ),
  );
}

function guardChoice(where: string, text: string, machine: Machine, entry: Entry): readonly Finding[] {
  const [choice = '', value = ''] = text.split('=', 2);
  return machine.profiles
    .filter(({ name }) => holdsIn(entry, name))
    .flatMap(({ name, choices }) => {
      const values = choices[choice];
      if (values?.includes(value)) return [];
      const meant = perhaps(nearest(values ? value : choice, values ?? Object.keys(choices)));
      const given = values
        ? `choice ${choice} cannot be "${value}"${meant}: it is one of ${values.join(', ')}`
        : `profile ${name} has no choice "${choice}"${meant}: it has ${Object.keys(choices).join(', ') || 'none'}`;
      return [finding('unknown-choice', `${where}: ${given}`)];
    });
}

function holdsIn(entry: Entry, profile: string): boolean {
  return entry.case?.profiles.includes(profile) ?? false;
}
