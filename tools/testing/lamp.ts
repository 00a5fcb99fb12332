/** A sixth machine, as small as one can be: a lamp with a button. Its files, by their paths in the project. */

const MODEL = `/** A lamp with a button. */
import type { Machine } from '../core/machine';
import { mutantOf, wrapsOf } from '../core/mistake';
import { fieldsOf } from '../core/owners';
import type { ProfileRules } from '../core/rules';
import { profileOf, requireCapability, rulesNamed } from '../core/rules';

export interface State { readonly lit: boolean }
export type Op = { readonly op: 'press' } | { readonly op: 'look' };
export type Outcome = { readonly outcome: 'ok'; readonly lit?: boolean };

interface Rules extends ProfileRules {
  pressed(lit: boolean): boolean;
}

const V1: Rules = { profile: 'v1', capabilities: [], choices: {}, pressed: (lit) => !lit };
const V2: Rules = { ...V1, profile: 'v2', pressed: () => true };
const rulesOf = (profile: string): Rules => rulesNamed('lamp', [V1, V2], profile);
const OPERATIONS = {};

function modelOf(rules: Rules) {
  return {
    initial: (): State => ({ lit: false }),
    step: (state: State, any: { readonly op: string }): { state: State; outcome: Outcome } => {
      requireCapability(rules, OPERATIONS, any);
      const op = any as Op;
      return op.op === 'press'
        ? { state: { lit: rules.pressed(state.lit) }, outcome: { outcome: 'ok' } }
        : { state, outcome: { outcome: 'ok', lit: state.lit } };
    },
    inspect: (state: State): object => state,
  };
}

const mutant = mutantOf<Rules, State>(rulesOf, 'v2', modelOf);
const { answering } = wrapsOf<State, Op, Outcome>();
const profile = profileOf<Rules>(modelOf);

export const LAMP: Machine = {
  name: 'lamp',
  about: 'a lamp with a button',
  profiles: [profile(V1, 'the first lamp'), profile(V2, 'one that stays on', { extends: 'v1' })],
  mutants: [
    mutant({ id: 'flickers', breaks: 'LAMP-02', origin: 'the button of the first lamp', rules: { pressed: (lit) => !lit } }),
    mutant({ id: 'blind', breaks: 'LAMP-01', origin: 'an inverted sensor', invariant: 1, wrap: answering((o) => ('lit' in o ? { ...o, lit: o.lit !== true } : o)) }),
    mutant({ id: 'dead', breaks: 'LAMP-01', origin: 'no bulb', profile: 'v1', rules: { pressed: () => false } }),
  ],
  operations: OPERATIONS,
  operationNames: ['press', 'look'],
  fields: fieldsOf({
    owners: [
      { id: 'LAMP-02', fields: ['state.lit'], when: ({ op, before }) => op.op === 'press' && (before as State).lit },
      { id: 'LAMP-01', fields: ['lit', 'state.lit'] },
      { open: 'unspecified', fields: ['outcome', 'events', 'events.NONE'] },
    ],
  }),
};
`;

const STEPS = `/** The lamp's phrases. */
import * as fc from 'fast-check';
import { phrasesFor } from '../phrases/machine';
import type { Course } from '../phrases/scene';
import { vocabulary } from '../phrases/vocabulary';
import { expectFields } from '../tables';
import type { Op, Outcome, State } from '../../model/lamp';

interface Lamp { readonly config: object; readonly op: Op; readonly outcome: Outcome; readonly state: State }
const WORDS = {};
const COURSE: Course<Lamp, object> = { fresh: () => ({}), start: () => ({ config: {} }) };
const { act, claim, invariant } = phrasesFor<Lamp, object, typeof WORDS>();

export const VOCABULARY = vocabulary<Lamp, object>({
  machine: 'lamp',
  words: WORDS,
  names: {},
  course: COURSE,
  phrases: [
    act('the button is pressed', { ops: () => ({ op: 'press' }), say: ([op]) => (op?.op === 'press' ? [] : null) }),
    act('somebody looks', { ops: () => ({ op: 'look' }), say: ([op]) => (op?.op === 'look' ? [] : null) }),
    claim('the lamp is {switch}', (_setup, lit) => ({
      check: ({ state }) => { expectFields({ lit }, state); },
      paths: ['lit'],
    }), ({ field, state }) => (field[1] === 'lit' ? [state.lit] : null)),
    invariant('however often it is pressed, what is seen is what there is', () => ({
      arbitrary: fc.array(fc.constantFrom('press' as const, 'look' as const), { minLength: 1, maxLength: 8 }),
      mustReach: ['lit', 'dark'],
      run: async (stage, ops, seen) => {
        for (const op of ops) await stage.perform({ op });
        const { lit } = await stage.state();
        const seenLit = (await stage.perform({ op: 'look' })) as { lit?: boolean };
        if (seenLit.lit !== lit) throw new Error('seen and being differ');
        seen.note(lit ? 'lit' : 'dark');
      },
    })),
  ],
});
`;

const CATALOGUE = `machine: lamp
tree: v6.12
requirements:
  - id: LAMP-01
    text: 'A press MUST light a dark lamp.'
    class: seed
    level: MUST
    since: [v1]
    source: 'https://example.org/lamp'
  - id: LAMP-02
    text: 'A press MUST leave a lamp lit that is lit.'
    class: seed
    level: MUST
    since: [v2]
    source: 'https://example.org/lamp'
`;

const FEATURE = `@lamp
Feature: A lamp with a button

  @LAMP-01
  Rule: A press MUST light a dark lamp
    Who presses wants to see.
    Source: https://example.org/lamp

    @lamp.lights
    Example: A dark lamp lights when its button is pressed
      When the button is pressed
      Then the lamp is on
      And nothing else changes

    @lamp.looked-at
    Example: Somebody who looks at a lamp that was pressed sees it lit
      Given the button is pressed
      When somebody looks
      Then it answers:
        | lit | yes |

    @lamp.seen @invariant-1
    Example: What is seen of a lamp is what there is
      Then however often it is pressed, what is seen is what there is

  @LAMP-02 @since-v2
  Rule: A press MUST leave a lamp lit that is lit
    Who presses twice wants to be sure.
    Source: https://example.org/lamp

    @lamp.stays
    Example: A lamp that is lit stays lit when it is pressed again
      Given the button is pressed
      When the button is pressed
      Then the lamp is on
`;

const SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'lamp.schema.json',
  title: 'LampSchema',
  type: 'object',
  $defs: {
    config: { title: 'Config', type: 'object', additionalProperties: false, properties: {} },
    op: {
      oneOf: ['press', 'look'].map((op) => ({
        title: op,
        type: 'object',
        additionalProperties: false,
        required: ['op'],
        properties: { op: { const: op } },
      })),
    },
    event: { title: 'Event', type: 'object', required: ['event'], properties: { event: { const: 'NONE' } } },
    outcome: {
      title: 'Outcome',
      type: 'object',
      additionalProperties: false,
      required: ['outcome'],
      properties: { outcome: { const: 'ok' }, lit: { type: 'boolean' } },
    },
    inspection: {
      title: 'Inspection',
      type: 'object',
      additionalProperties: false,
      required: ['lit'],
      properties: { lit: { type: 'boolean' } },
    },
  },
};

export const LAMP_FILES: Readonly<Record<string, string>> = {
  'model/lamp/index.ts': MODEL,
  'steps/lamp/index.ts': STEPS,
  'features/lamp/requirements.yaml': CATALOGUE,
  'features/lamp/lamp.feature': FEATURE,
  'features/lamp/README.md': '# A lamp\n\nlamp.feature says it.\n',
  'schemas/lamp.schema.json': JSON.stringify(SCHEMA),
};
