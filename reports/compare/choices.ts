/** What a profile leaves open, and which kernel does what there. */
import { MACHINES } from '../../model/machines';

/** Of each choice the values that are possible by all that is known: one where it is known. */
export type Possible = ReadonlyMap<string, readonly string[]>;

/** The same by two sources: what both allow or, where they allow nothing in common, what either does. */
export function agreed(a: Possible, b: Possible): Possible {
  const names = [...new Set([...a.keys(), ...b.keys()])];
  return new Map(
    names.map((name) => {
      const [one, other] = [a.get(name) ?? b.get(name) ?? [], b.get(name) ?? a.get(name) ?? []];
      const common = one.filter((value) => other.includes(value));
      return [name, common.length > 0 ? common : [...new Set([...one, ...other])]];
    }),
  );
}

/** The value, or null where more than one is possible, or the profile does not leave it open. */
export function chosen(possible: Possible, name: string): string | null {
  const [value, ...others] = possible.get(name) ?? [];
  return others.length === 0 ? (value ?? null) : null;
}

/** The choices of a machine, of all its profiles, in the order in which they have them. */
export function choicesOf(machine: string): readonly string[] {
  const profiles = MACHINES.find(({ name }) => name === machine)?.profiles ?? [];
  return [...new Set(profiles.flatMap(({ choices }) => Object.keys(choices)))];
}
