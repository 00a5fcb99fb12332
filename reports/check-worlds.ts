/**
 * Which choices an implementation made is often not known. A world is a run of the model for all those ways of
 * making them that have made no difference so far; it splits at the step that first asks for a choice in which
 * they differ. So thirty-two ways cost one run, not thirty-two.
 */
import type { Choices, Model, Profile } from '../model/core/machine';
import type { Totals } from '../model/core/totals';
import { NOTHING_YET } from '../model/core/totals';

export interface World {
  readonly profile: Profile;
  /** The ways of making the choices that this run stands for, at least one. */
  readonly candidates: readonly Choices[];
  readonly model: Model;
  readonly state: unknown;
  /** What the steps so far add up to. */
  readonly totals: Totals;
  /** The choices that the model asked for when it was made, and those that it asks for in a step. */
  readonly built: readonly string[];
  readonly asked: Set<string>;
  /** Choices that are known to be the same in all candidates. */
  readonly settled: Set<string>;
}

/** All ways of making the choices of a profile, with those pinned that are given. */
export function waysOf(profile: Profile, pinned: Choices): readonly Choices[] {
  return Object.entries(profile.choices).reduce<readonly Choices[]>(
    (ways, [name, values]) => {
      const pin = pinned[name];
      return ways.flatMap((way) =>
        (pin === undefined ? values : [pin]).map((value) => ({ ...way, [name]: value })),
      );
    },
    [{}],
  );
}

/** A fresh machine for each of the candidates, in as few worlds as possible. */
export function freshWorlds(
  profile: Profile,
  candidates: readonly Choices[],
  config: object,
): readonly World[] {
  const start = worldOf(profile, candidates, undefined, NOTHING_YET);
  return branch(start, (model) => model.initial(config)).map(({ world, result }) => ({
    ...world,
    state: result,
  }));
}

/** Does something with a world's model and state. The world splits where the result depends on a choice. */
export function branch<T>(
  world: World,
  act: (model: Model, state: unknown) => T,
): readonly { readonly world: World; readonly result: T }[] {
  world.asked.clear();
  const result = act(world.model, world.state);
  const names = [...world.built, ...world.asked].filter((name) => !world.settled.has(name));
  if (names.length === 0) return [{ world, result }];
  const first = world.candidates[0] as Choices;
  const alike = (way: Choices): boolean => names.every((name) => way[name] === first[name]);
  const rest = world.candidates.filter((way) => !alike(way));
  for (const name of names) world.settled.add(name);
  if (rest.length === 0) return [{ world, result }];
  return [
    { world: { ...world, candidates: world.candidates.filter(alike) }, result },
    ...branch(worldOf(world.profile, rest, world.state, world.totals), act),
  ];
}

function worldOf(profile: Profile, candidates: readonly Choices[], state: unknown, totals: Totals): World {
  const asked = new Set<string>();
  const noting = new Proxy(candidates[0] as Choices, {
    get(way, name) {
      if (typeof name === 'string') asked.add(name);
      return Reflect.get(way, name) as unknown;
    },
  });
  const model = profile.model(noting);
  return { profile, candidates, model, state, totals, built: [...asked], asked, settled: new Set() };
}
