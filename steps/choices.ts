/**
 * The choices that a profile leaves to an implementation. A case has to hold with all of them that its tags leave open:
 * here is which of them it asks for at all, and so with which combinations it is run. There is no other bound: combinations
 * that differ only in what is never asked for cannot be told apart, and of the rest each comes up once.
 */
import type { Choices } from '../model/core/machine';
import type { Awaitable } from './awaitable';
import { after } from './awaitable';

/** A combination of choices, and those of them that are not to be varied any more. */
export interface Combination {
  readonly made: Choices;
  readonly settled: ReadonlySet<string>;
}

/** A combination with which a case was run, and the choices that it asked for, in the order in which it first did. */
export interface Tried extends Combination {
  readonly asked: ReadonlySet<string>;
}

/** Choices that note what is asked for. */
export interface Asking {
  readonly choices: Choices;
  /** In the order in which it first was. */
  readonly asked: Set<string>;
  /** The same since somebody last cleared it. */
  readonly lately: Set<string>;
}

export function asking(made: Choices): Asking {
  const asked = new Set<string>();
  const lately = new Set<string>();
  const choices = new Proxy(made, {
    get: (target, name: string) => {
      if (name in target) {
        asked.add(name);
        lately.add(name);
      }
      return target[name];
    },
  });
  return { choices, asked, lately };
}

/**
 * Goes through all combinations but the first, which was tried. What comes next depends on what the last ones asked for,
 * since one value may lead a case to ask for what another does not.
 * @param values of each choice
 * @param run gives what was tried, or null to go no further
 */
export function everyOther(
  first: Tried,
  values: Readonly<Record<string, readonly string[]>>,
  run: (combination: Combination) => Awaitable<Tried | null>,
): Awaitable<void> {
  const waiting: Combination[] = [];
  const next = (last: Tried | null): Awaitable<void> => {
    if (!last) return;
    waiting.push(...otherThan(last, values));
    const combination = waiting.pop();
    return combination && after(run(combination), next);
  };
  return next(first);
}

/** For each choice that was asked for and not settled its other values, what was asked for before left as it was. */
function otherThan(
  { made, settled, asked }: Tried,
  values: Readonly<Record<string, readonly string[]>>,
): readonly Combination[] {
  const open = [...asked].filter((name) => !settled.has(name));
  return open.flatMap((name, i) =>
    (values[name] ?? [])
      .filter((value) => value !== made[name])
      .map((value) => ({
        made: { ...made, [name]: value },
        settled: new Set([...settled, ...open.slice(0, i + 1)]),
      })),
  );
}

/** Those that were asked for, as tags write them: `sysfd_get=count0, reserved_input_bits=ignored`. */
export function choicesText({ made, asked }: Tried): string {
  return [...asked].map((name) => `${name}=${made[name] ?? ''}`).join(', ');
}
