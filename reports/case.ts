/** What a scenario is as a case: its permanent id, and what its tags ask for. */
import type { GherkinDocument, Pickle, TableRow } from '@cucumber/messages';
import { profilesIn } from '../model/core/lineage';
import type { Machine } from '../model/core/machine';
import { MACHINES } from '../model/machines';
import type { Offer } from '../subjects/subject';

export interface Case {
  /** As in `syndbg.write-refused-when-off` or, for an Examples row, `syndbg.gate:no-interface-leaf`. */
  readonly id: string;
  readonly machine: Machine;
  /** By `@since-…`, `@until-…` and `@only-…`; all of the machine's where there is no such tag. */
  readonly profiles: readonly string[];
  readonly requirements: readonly string[];
  /** Of each requirement, how much the case is about it, by where its tag stands: examples before the Rule, the Rule before
   * the scenario, and the feature last. */
  readonly weights: Readonly<Record<string, number>>;
  /** Capabilities named by `@needs-…`. */
  readonly needs: readonly string[];
  /** Choices named by `@choice-<name>=<value>`. */
  readonly choices: Readonly<Record<string, string>>;
  /** The number of the invariant that it states (`@invariant-4`), if it does. */
  readonly invariant: number | null;
  readonly usesFrame: boolean;
}

/** On an allowed neighbour of what its Rule refuses: it shows the requirements of its own tags, not the Rule's. */
export const NEIGHBOUR_TAG = '@neighbour';

export const FRAME_STEP = 'nothing else changes';
const REQUIREMENT = /^@[A-Z]+-\d{2,3}$/;

const cases = new WeakMap<Pickle, { readonly of: Case | null }>();

/** Reads a case from a pickle of a document, once. Null where the tags name no machine (the suite's own features). */
export function caseOf(pickle: Pickle, document: GherkinDocument): Case | null {
  const known = cases.get(pickle) ?? { of: readCase(pickle, document) };
  cases.set(pickle, known);
  return known.of;
}

function readCase(pickle: Pickle, document: GherkinDocument): Case | null {
  const tags = pickle.tags.map(({ name }) => name);
  const machine = MACHINES.find(({ name }) => tags.includes(`@${name}`));
  if (!machine) return null;
  const slug = tags.find((tag) => tag.startsWith(`@${machine.name}.`))?.slice(1) ?? '';
  const row = rowName(pickle, document);
  const weights = weightsOf(pickle, document, tags.includes(NEIGHBOUR_TAG));
  const invariant = tags.find((tag) => tag.startsWith('@invariant-'));
  return {
    id: row === null ? slug : `${slug}:${row}`,
    machine,
    profiles: profilesOf(machine, tags),
    requirements: Object.keys(weights),
    weights,
    needs: tags.filter((tag) => tag.startsWith('@needs-')).map((tag) => tag.slice('@needs-'.length)),
    choices: Object.fromEntries(
      tags
        .filter((tag) => tag.startsWith('@choice-'))
        .map((tag) => tag.slice('@choice-'.length).split('=', 2) as [string, string]),
    ),
    invariant: invariant === undefined ? null : Number(invariant.slice('@invariant-'.length)),
    usesFrame: pickle.steps.some(({ text }) => text === FRAME_STEP),
  };
}

/** Tags that name profiles there are not are the guard's to report. */
function profilesOf({ profiles }: Machine, tags: readonly string[]): readonly string[] {
  const named = (word: string): readonly string[] =>
    profiles.flatMap(({ name }) => (tags.includes(`@${word}-${name}`) ? [name] : []));
  return profilesIn(profiles, { since: named('since'), until: named('until'), only: named('only') });
}

/** The capabilities that a case wants and an offer lacks. */
export function lackingIn(
  { needs }: Pick<Case, 'needs'>,
  { capabilities }: Pick<Offer, 'capabilities'>,
): readonly string[] {
  return needs.filter((need) => !capabilities.includes(need));
}

/** Why a case does not apply to an offer, or null where it does. */
export function absenceOf(of: Case, offer: Offer): string | null {
  if (!of.profiles.includes(offer.profile)) return `holds in ${of.profiles.join(' and ')} only`;
  const lacking = lackingIn(of, offer);
  if (lacking.length > 0) return `needs ${lacking.join(' and ')}, which the subject did not declare`;
  const other = Object.entries(of.choices).find(([name, value]) => offer.choices[name] !== value);
  return other
    ? `is about ${other[0]} = ${other[1]}, and the subject chose ${offer.choices[other[0]] ?? 'otherwise'}`
    : null;
}

/** A neighbour is not about what its Rule and its feature are about. */
function weightsOf(
  { tags }: Pickle,
  document: GherkinDocument,
  isNeighbour: boolean,
): Record<string, number> {
  const { places } = indexOf(document);
  return Object.fromEntries(
    tags.flatMap(({ name, astNodeId }) => {
      const place = places.get(astNodeId) ?? 'feature';
      const counts = !isNeighbour || place === 'scenario' || place === 'examples';
      return REQUIREMENT.test(name) && counts ? [[name.slice(1), PLACES.indexOf(place)] as const] : [];
    }),
  );
}

/** Where a tag can stand; what a case is about most comes last. */
const PLACES = ['feature', 'scenario', 'rule', 'examples'] as const;
type Place = (typeof PLACES)[number];

/** The first cell of the Examples row behind a pickle, or null for a plain scenario. */
function rowName(pickle: Pickle, document: GherkinDocument): string | null {
  if (pickle.astNodeIds.length < 2) return null;
  const id = pickle.astNodeIds[1] as string;
  return indexOf(document).rows.get(id)?.cells[0]?.value ?? null;
}

interface Index {
  readonly rows: ReadonlyMap<string, TableRow>;
  /** By the id of a tag. */
  readonly places: ReadonlyMap<string, Place>;
}

const indices = new WeakMap<GherkinDocument, Index>();

function indexOf(document: GherkinDocument): Index {
  const known = indices.get(document);
  if (known) return known;
  const children = document.feature?.children ?? [];
  const rules = children.flatMap(({ rule }) => rule ?? []);
  const scenarios = children
    .flatMap((child) => child.rule?.children ?? [child])
    .flatMap(({ scenario }) => scenario ?? []);
  const examples = scenarios.flatMap((scenario) => scenario.examples);
  const nodes = {
    feature: document.feature ? [document.feature] : [],
    rule: rules,
    scenario: scenarios,
    examples,
  };
  const index = {
    rows: new Map(examples.flatMap(({ tableBody }) => tableBody.map((row) => [row.id, row] as const))),
    places: new Map(
      PLACES.flatMap((place) =>
        nodes[place].flatMap(({ tags }) => tags.map(({ id }) => [id, place] as const)),
      ),
    ),
  };
  indices.set(document, index);
  return index;
}
