/** One way to write the phrases of a machine: each is an entry of one table, typed by what stands in its text. */
import { once } from '../../model/core/once';
import type { Awaitable } from '../awaitable';
import { Garbled } from '../fate';
import type { Lab, MachineTypes } from '../lab';
import type { Property } from '../property';
import { holds } from '../property';
import type { Seen } from '../seen';
import { COMMON_CLAIMS } from './common';
import type { About, Act, Arguments, Claim, Claimed, Given } from './phrase';
import { RAW } from './raw';
import { reproduce } from './reproduce';
import type { Course } from './scene';
import { begin, doAct, doClaim, perform, sceneOf, setGiven } from './scene';
import type { Invariant, Phrase, Vocabulary } from './vocabulary';
import { vocabularyOf } from './vocabulary';
import type { COMMON_WORDS, Words } from './word';

/** What a property's runs do: the machine has started when a run begins. */
export interface Stage<M extends MachineTypes, S> {
  readonly lab: Lab<M>;
  /** The set-up as it is now. */
  readonly setup: S;
  perform(op: M['op']): Awaitable<M['outcome']>;
  /** Starts the machine again, with the set-up as given but for the changes. */
  begin(changes?: Partial<S>): Awaitable<void>;
  state(): Awaitable<M['state']>;
}

/** What holds for every value: tried with many, and the first that breaks it made as short as possible. */
export interface ForAll<M extends MachineTypes, S, V> extends Pick<Property<V>, 'arbitrary' | 'mustReach'> {
  /** One run: performs operations, throws where the invariant is broken. */
  readonly run: (stage: Stage<M, S>, value: V, seen: Seen) => Awaitable<void>;
}

/** What defines the entries of a machine's table. */
interface Definers<M extends MachineTypes, S extends object, W extends Words> {
  readonly given: <Text extends string>(
    text: Text,
    entry: Pick<Given<S, Said<Text, W>>, 'set' | 'say' | 'toward'>,
  ) => Given<S>;
  readonly act: <Text extends string>(
    text: Text,
    entry: Pick<Act<M, S, Said<Text, W>>, 'ops' | 'say' | 'misuse'>,
  ) => Act<M, S>;
  readonly claim: <Text extends string>(
    text: Text,
    claim: (setup: S, ...args: Said<Text, W>) => Claimed<M>,
    say?: (about: About<M>, setup: S) => Said<Text, W> | null,
  ) => Claim<M, S>;
  /** What has to hold may depend on the set-up and on what the phrase says. */
  readonly invariant: <Text extends string, V>(
    text: Text,
    about: (setup: S, ...args: Said<Text, W>) => ForAll<M, S, V>,
  ) => Invariant<M, S>;
}

/** What a phrase does, as those see it who know no words. */
type Erased = (...args: readonly unknown[]) => unknown;

type Said<Text extends string, W> = Arguments<Text, W & typeof COMMON_WORDS>;

/** Types the entries of a machine's table; `W` are the words that the machine has besides the common ones. */
export function phrasesFor<M extends MachineTypes, S extends object, W extends Words>(): Definers<M, S, W> {
  return {
    given: (text, entry) => ({ ...(entry as unknown as Given<S>), kind: 'given', text }),
    act: (text, entry) => ({ ...(entry as unknown as Act<M, S>), kind: 'act', text }),
    claim: (text, claim, say) =>
      ({ kind: 'claim', text, claim, ...(say ? { say } : {}) }) as unknown as Claim<M, S>,
    invariant: (text, about) => ({
      kind: 'invariant',
      text,
      holds: (lab, setup, ...args) => tryAll(lab, (about as unknown as Erased)(setup, ...args) as never),
    }),
  };
}

/** The phrases of a vocabulary and the common ones, by their texts; made once, for every step asks. */
const tableOf = once(
  ({ phrases }: Vocabulary): ReadonlyMap<string, Phrase> =>
    new Map(([...COMMON_CLAIMS, ...RAW, ...phrases] as Phrase[]).map((one) => [one.text, one])),
);

/** Runs a step on a lab. @throws Garbled where the machine has no such phrase */
export function runPhrase(
  known: Vocabulary,
  text: string,
  lab: Lab,
  args: readonly unknown[],
): Awaitable<unknown> {
  const { machine, course } = known;
  const phrase = tableOf(known).get(text);
  if (!phrase) throw new Garbled(`${machine} has no phrase "${text}": it is another machine's`);
  switch (phrase.kind) {
    case 'given':
      setGiven(course, lab, phrase, args);
      return;
    case 'act':
      return doAct(course, lab, phrase, args);
    case 'claim':
      return doClaim(course, lab, phrase, args);
    case 'invariant':
      return phrase.holds(lab, sceneOf(course, lab).given, ...args);
    case 'frame':
      return lab.checkFrame();
  }
}

function tryAll<M extends MachineTypes, S, V>(
  lab: Lab<M>,
  { run, ...about }: ForAll<M, S, V>,
): Promise<void> {
  const known = vocabularyOf(lab.options.machine.name);
  const course = known.course as unknown as Course<M, S>;
  const stage: Stage<M, S> = {
    lab,
    get setup() {
      return sceneOf(course, lab).now;
    },
    perform: (op) => perform(course, lab, op),
    begin: (changes) => begin(course, lab, changes),
    state: () => lab.inspected(),
  };
  return holds(lab as unknown as Lab, {
    ...about,
    run: async (_lab, value, seen) => {
      await begin(course, lab);
      await run(stage, value, seen);
    },
    scenario: (on) => reproduce(known, on),
  });
}
