/** Words of a command that have to be machines. */
import { MACHINES } from '../model/machines';

/** The names of the machines that the words name, or of all where there are no words. @throws RangeError */
export function machinesNamed(words: readonly string[]): readonly string[] {
  const known = MACHINES.map(({ name }) => name);
  const unknown = words.find((word) => !known.includes(word));
  if (unknown !== undefined) throw new RangeError(`no machine "${unknown}": there are ${known.join(', ')}`);
  return words.length > 0 ? words : known;
}

/** Ends the process with exit code 2 and one sentence where the words are wrong. */
export function machinesOrExit(words: readonly string[]): readonly string[] {
  try {
    return machinesNamed(words);
  } catch (error) {
    console.error((error as Error).message);
    process.exit(2);
  }
}
