/**
 * The sample adapters, written from the specification and not from the model, and the model: over random
 * sequences they have to give the same outcomes and end in the same state.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { AnyOp, AnyOutcome } from '../model/core/machine';
import { Misuse, Unsupported } from '../model/core/machine';
import { describeDifference, differences, show } from '../model/core/compare';
import type { Look } from '../model/core/owners';
import { ruledOutcome } from '../model/core/ruling';
import { machineOf, MACHINES } from '../model/machines';
import { catalogueFor, lawOf } from '../reports/law';
import { referenceModel } from '../subjects/model-subject';
import { ProcessSubject } from '../subjects/process-subject';
import { questionsOf } from '../fuzz/questions';
import { PYTHON } from './testing/python';

const SEED = 20260921;
const RUNS = 150;

/** The machines' adapters; a new one is found by its machine's name. */
const ADAPTERS = MACHINES.map(({ name }) => [...PYTHON, join(__dirname, 'python', `${name}.py`)] as const);

/** What the model refuses without the specification having a word for it: not asked of the adapters. */
const UNSAID =
  /belongs to another feature|leaves the exit's status field open|exists? in long64 only|set_regs while/;

interface Walk {
  readonly ops: readonly AnyOp[];
  readonly wanted: readonly (AnyOutcome | Misuse | Unsupported)[];
  /** Of each operation that the model carried out, by its index. */
  readonly looks: readonly Look[];
  readonly end: object;
}

for (const argv of ADAPTERS) {
  test(`${argv[2].split('/').slice(-2).join('/')} agrees with the model`, async () => {
    const subject = await ProcessSubject.start(argv);
    const [offer] = subject.description.machines;
    assert.ok(offer);
    const machine = machineOf(offer.machine);
    const model = referenceModel(offer);
    const catalogue = catalogueFor(machine);
    const court = {
      fields: machine.fields,
      model,
      holds: lawOf(catalogue, offer.profile, true).holds,
      insight: true,
    };
    const seen = new Set<string>();
    const asks = questionsOf(offer.machine);

    const walk = (start: object, ops: readonly AnyOp[]): Walk => {
      let state = model.initial(start);
      const asked: AnyOp[] = [];
      const wanted: (AnyOutcome | Misuse | Unsupported)[] = [];
      const looks: Look[] = [];
      for (const made of ops) {
        const op = (asks.placed?.(made, start) ?? made) as AnyOp;
        const now = state;
        if (asks.unsaid?.(op, start, () => model.inspect(now))) continue;
        try {
          const stepped = model.step(state, op);
          looks[asked.length] = { op, before: state, after: stepped.state, outcome: stepped.outcome };
          state = stepped.state;
          wanted.push(stepped.outcome);
          for (const event of stepped.outcome.events ?? [])
            seen.add((event as { exit?: string }).exit ?? event.event);
          seen.add(stepped.outcome.outcome);
        } catch (error) {
          if (!(error instanceof Misuse || error instanceof Unsupported)) throw error;
          if (UNSAID.test(error.message)) continue;
          wanted.push(error);
        }
        asked.push(op);
      }
      return { ops: asked, wanted, looks, end: model.inspect(state) };
    };

    const property = fc.asyncProperty(
      asks.config,
      fc.boolean(),
      fc.array(asks.operations(offer.profile), { minLength: 5, maxLength: 40, size: 'max' }),
      async (start, open, rest) => {
        const { ops, wanted, looks, end } = walk(start, [
          ...(open ? asks.opening : []),
          ...rest.flat(),
        ] as readonly AnyOp[]);
        await subject.reset(offer, start);
        const given = await subject.stepAll(ops);
        for (const [i, want] of wanted.entries()) {
          const got = given[i];
          const at = `operation ${i + 1}, ${show(ops[i])}`;
          if (want instanceof Error || got instanceof Error) {
            assert.ok(
              want instanceof Error && got instanceof Error && want.name === got.name,
              `${at}: model ${said(want)}, adapter ${said(got)}`,
            );
            continue;
          }
          const look = looks[i];
          const found = look && got ? ruledOutcome(court, look, Object.values(looks.slice(0, i)), got) : [];
          const ours = found.filter(({ open }) => open === null);
          assert.deepEqual(ours.map(describeDifference), [], at);
        }
        assert.deepEqual(differences(end, await subject.inspect()).map(describeDifference), []);
      },
    );
    try {
      await fc.assert(property, { seed: SEED, numRuns: asks.runs ?? RUNS, includeErrorInReport: true });
    } finally {
      await subject.close();
    }
    const missing = asks.kinds(offer.profile).filter((kind) => !seen.has(kind));
    assert.deepEqual(missing, [], 'what the sequences never reached');
  });
}

function said(given: AnyOutcome | Error | undefined): string {
  return given instanceof Error ? `${given.name}: ${given.message}` : show(given);
}
