/**
 * Cucumber asks every phrase of every step whether it is meant, and the one that is once more when the step is run. Thousands
 * of cases share their steps: what a text came to is remembered, which changes no answer.
 */
import type { ISupportCodeLibrary } from '@cucumber/cucumber/api';

/** What Cucumber asks of a phrase. */
interface Definition {
  readonly expression: {
    /** The arguments, or null where the text is another phrase's. */
    match(text: string): unknown;
    /** Finds them. */
    readonly treeRegexp?: Finder;
  };
  matchesStepName(text: string): boolean;
}

interface Finder {
  readonly regexp: RegExp;
  readonly groupBuilder?: { build(match: RegExpExecArray, next: () => number): unknown };
  match(text: string): unknown;
}

/** Lets the phrases of a library remember. */
export function remember<Library extends ISupportCodeLibrary>(library: Library): Library {
  const { stepDefinitions } = library as unknown as { stepDefinitions: readonly Definition[] };
  const matching = stepDefinitions.map((definition) => {
    const { expression } = definition;
    findNatively(expression.treeRegexp);
    return { definition, match: expression.match.bind(expression) };
  });
  const meant = once(
    (text) => new Set(matching.flatMap(({ definition, match }) => (match(text) ? definition : []))),
  );
  for (const { definition, match } of matching) {
    definition.expression.match = once(match);
    definition.matchesStepName = (text) => meant(text).has(definition);
  }
  return library;
}

/** A function that is asked once for each text. It is asked for one text by every phrase, before it is asked for the next. */
function once<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, { readonly made: T }>();
  let last: string | null = null;
  let found: { readonly made: T };
  return (text) => {
    if (text === last) return found.made;
    found = known.get(text) ?? { made: make(text) };
    last = text;
    known.set(text, found);
    return found.made;
  };
}

/**
 * Where an argument stands Cucumber finds out by a parser of regular expressions, which costs more than all else about a step. Node
 * can tell. Another version of Cucumber may have another finder: it is left as it is.
 */
function findNatively(finder: Finder | undefined): void {
  const { groupBuilder, regexp } = finder ?? {};
  if (!finder || !groupBuilder || !regexp || regexp.hasIndices) return;
  const telling = new RegExp(regexp.source, `${regexp.flags}d`);
  finder.match = (text) => {
    const match = telling.exec(text);
    let group = 0;
    return match && groupBuilder.build(match, () => group++);
  };
}
