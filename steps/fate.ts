/** Ways in which a case ends that are not a failure of what it says. */

/** The case cannot run here: the subject lacks something that it never promised. */
export class Inapplicable extends Error {
  override readonly name = 'Inapplicable';
  /** @param lacks the capabilities that it would take */
  constructor(
    message: string,
    readonly lacks: readonly string[] = [],
  ) {
    super(message);
  }
}

/** A claim looks at the state of a process, which has to be asked for first. */
export class StateWanted extends Error {}

/** A promise was not kept: the subject declared a capability that it lacks. */
export class Untestable extends Error {
  override readonly name = 'Untestable';
}

/** The subject calls misuse what makes sense, or carries out what makes none: a breach whatever the case is about. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** The subject and the reference differ where the scenario says nothing, in a field that a requirement speaks of. */
export class Disagreement extends Error {
  override readonly name = 'Disagreement';
}

/** A property never reached what it must: it has shown nothing, and nothing has broken. */
export class Inconclusive extends Error {
  override readonly name = 'Inconclusive';
}

/** The path into a property leads to no value, so nothing ran. */
export class PathLost extends Error {
  override readonly name = 'PathLost';
}

/** The scenario says what means nothing: its author has to mend it, whatever the subject does. */
export class Garbled extends Error {
  override readonly name = 'Garbled';
}
