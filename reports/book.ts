/** All that the features say, laid flat: one entry for each scenario, or for each Examples row of an outline. */
import type {
  Envelope,
  Examples,
  Feature,
  GherkinDocument,
  ParseError,
  Pickle,
  Rule,
  Scenario,
  TableRow,
} from '@cucumber/messages';
import type { Case } from './case';
import { caseOf } from './case';

/** Where an entry stands, from the feature down to the row. */
export interface Place {
  readonly uri: string;
  readonly document: GherkinDocument;
  readonly feature: Feature;
  readonly rule: Rule | null;
  readonly scenario: Scenario;
  readonly examples: Examples | null;
  readonly row: TableRow | null;
}

export interface Entry extends Place {
  /** The line of the row or, without one, of the scenario. */
  readonly line: number;
  /** Of the scenario and of all that it stands in, each with its `@`. */
  readonly tags: readonly string[];
  /** Null where the entry gives nothing to run: an outline without rows. */
  readonly pickle: Pickle | null;
  /** Null where the tags name no machine. */
  readonly case: Case | null;
}

export interface Book {
  readonly entries: readonly Entry[];
  readonly documents: readonly GherkinDocument[];
  readonly parseErrors: readonly ParseError[];
}

/** Everything in the envelopes of a parse or of a run. */
export function bookOf(envelopes: readonly Envelope[]): Book {
  const documents = envelopes.flatMap(({ gherkinDocument }) => (gherkinDocument ? [gherkinDocument] : []));
  const pickles = new Map<string, Pickle>();
  for (const { pickle } of envelopes) if (pickle) pickles.set(pickle.astNodeIds.at(-1) ?? '', pickle);
  return {
    documents,
    parseErrors: envelopes.flatMap(({ parseError }) => (parseError ? [parseError] : [])),
    entries: documents.flatMap(placesOf).map((place) => entryOf(place, pickles)),
  };
}

function placesOf(document: GherkinDocument): readonly Place[] {
  const { feature } = document;
  if (!feature) return [];
  const base = { uri: document.uri ?? '', document, feature };
  return feature.children.flatMap((child) => {
    if (child.scenario) return rowsOf({ ...base, rule: null, scenario: child.scenario });
    const rule = child.rule ?? null;
    return (rule?.children ?? []).flatMap(({ scenario }) =>
      scenario ? rowsOf({ ...base, rule, scenario }) : [],
    );
  });
}

function rowsOf(place: Omit<Place, 'examples' | 'row'>): readonly Place[] {
  const { examples } = place.scenario;
  if (examples.length === 0) return [{ ...place, examples: null, row: null }];
  return examples.flatMap((table): readonly Place[] =>
    table.tableBody.length === 0
      ? [{ ...place, examples: table, row: null }]
      : table.tableBody.map((row) => ({ ...place, examples: table, row })),
  );
}

function entryOf(place: Place, pickles: ReadonlyMap<string, Pickle>): Entry {
  const { document, feature, rule, scenario, examples, row } = place;
  const tagged = [feature, rule, scenario, examples].flatMap((node) => node?.tags ?? []);
  const pickle = pickles.get(row?.id ?? scenario.id) ?? null;
  return {
    ...place,
    line: (row ?? examples ?? scenario).location.line,
    tags: [...new Set(tagged.map(({ name }) => name))],
    pickle,
    case: pickle && caseOf(pickle, document),
  };
}

/** `features/syndbg/access.feature:12`, for messages. */
export function at({ uri, line }: Pick<Entry, 'uri' | 'line'>): string {
  return `${uri}:${line}`;
}
