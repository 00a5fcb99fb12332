/** Ways in which a case ends that are not a failure of what it says. */

/** The case cannot run here: the subject lacks something that it never promised. */
export class Inapplicable extends Error {
  override readonly name = 'Inapplicable';
}

/** A claim looks at the state of a process, which has to be asked for first. */
export class StateWanted extends Error {}

/** A promise was not kept: the subject declared a capability that it lacks. */
export class Untestable extends Error {
  override readonly name = 'Untestable';
}

/** The path into a property leads to no value, so nothing ran. */
export class PathLost extends Error {
  override readonly name = 'PathLost';
}
