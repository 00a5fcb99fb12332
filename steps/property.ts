/** Invariants: fast-check over a lab, with what was reached counted and a failure handed over as a scenario. */
import * as fc from 'fast-check';
import { SubjectError } from '../subjects/subject';
import { breathe } from './breath';
import { Inapplicable, Inconclusive, PathLost, Untestable } from './fate';
import type { Lab } from './lab';
import { Seen } from './seen';

export interface Reproducer {
  readonly seed: number;
  readonly path: string;
  readonly scenario: string;
}

/** An invariant did not hold; carries the shortest reproducer. */
export class PropertyFailed extends Error {
  override readonly name = 'PropertyFailed';
  constructor(
    message: string,
    readonly reproducer: Reproducer,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface Property<T> {
  readonly arbitrary: fc.Arbitrary<T>;
  /** One run: resets the lab, performs operations, throws where the invariant is broken. */
  readonly run: (lab: Lab, value: T, seen: Seen) => Promise<void>;
  /** What all runs together must have reached. */
  readonly mustReach: readonly string[];
  /** The lab's last run in the vocabulary of the suite. */
  readonly scenario: (lab: Lab) => string;
}

/**
 * Runs a property with the lab's seed, path and number of runs.
 * @throws PropertyFailed with the shrunk counterexample; Inconclusive where the runs never reached what they must
 */
export async function holds<T>(lab: Lab, property: Property<T>): Promise<void> {
  const { seed, path, runs, drawing, unshrunk = false } = lab.options;
  const seen = new Seen();
  const checked = fc.asyncProperty(property.arbitrary, (value) =>
    drawing
      ? drawing.each(seen, lab.watch, (reached) => run(lab, property, value, reached))
      : run(lab, property, value, seen),
  );
  const details = await checkFrom(checked, { seed, numRuns: runs, endOnFailure: unshrunk }, path);
  if (details.failed) {
    const [value] = details.counterexample as [T];
    const first = details.errorInstance as Error;
    // Run alone a subject that broke would be another one, and may well not break.
    if (!isBroken(first)) throw first;
    const error = await run(lab, property, value, new Seen()).then(
      () =>
        new Error(
          `the counterexample passes when it is run alone: the subject is not deterministic. It had failed with: ${first.message}`,
        ),
      (reason: unknown) => reason as Error,
    );
    if (!isBroken(error)) throw error;
    const found = {
      seed: details.seed,
      path: details.counterexamplePath ?? '0',
      // Nobody reads how a mutant died.
      scenario: lab.options.shadow ? property.scenario(lab) : '',
    };
    throw new PropertyFailed(
      `${error.message}\nfound in run ${details.numRuns}, made shorter ${details.numShrinks} times (seed ${found.seed}, path ${found.path}):\n${found.scenario}`,
      found,
      { cause: error },
    );
  }
  const missing = path === undefined ? seen.missing(property.mustReach) : [];
  if (missing.length > 0)
    throw new Inconclusive(
      `${runs} runs never reached ${missing.join(' nor ')}: they reached ${seen.toString()}`,
    );
}

/**
 * fast-check's run, from the path on where there is one.
 * @throws PathLost where the path leads to no value: it was not printed for this property, seed and version
 */
async function checkFrom<T>(
  property: fc.IAsyncProperty<[T]>,
  parameters: fc.Parameters<[T]>,
  path: string | undefined,
): Promise<fc.RunDetails<[T]>> {
  if (path === undefined) return fc.check(property, parameters);
  const lost = (): PathLost =>
    new PathLost(
      `the path ${path} leads nowhere from the seed ${parameters.seed}: give both as they were printed`,
    );
  try {
    const details = await fc.check(property, { ...parameters, path });
    // Of a path whose last number is too large fast-check runs nothing, and calls that a success.
    if (!details.failed && details.numRuns === 0) throw lost();
    return details;
  } catch (error) {
    throw (error as Error).message.startsWith('Unable to replay') ? lost() : error;
  }
}

/** A subject that lacks an operation, or broke, has not broken the invariant. */
function isBroken(error: Error): boolean {
  return !(error instanceof Inapplicable || error instanceof Untestable || error instanceof SubjectError);
}

async function run<T>(lab: Lab, property: Property<T>, value: T, seen: Seen): Promise<void> {
  await breathe();
  await property.run(lab, value, seen);
  lab.settle();
}

/** 64-bit values where mistakes hide: single bits, borders, neighbours; uniform ones seldom. */
export function biasedU64(): fc.Arbitrary<bigint> {
  const edges = [
    0n,
    1n,
    2n,
    4n,
    0xfffn,
    0x1000n,
    0x1001n,
    0xffff_ffffn,
    0x1_0000_0000n,
    0x8000_0000_0000_0000n,
    0xffff_ffff_ffff_fffen,
    0xffff_ffff_ffff_ffffn,
  ];
  return fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 63 }).map((bit) => 1n << BigInt(bit)) },
    { weight: 4, arbitrary: fc.constantFrom(...edges) },
    { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }) },
  );
}
