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
import { machineOf } from '../model/machines';
import type { Config as Mktme, Op as MktmeOp } from '../model/mktme/types';
import type { Config, Inspection, Op } from '../model/syndbg/types';
import { catalogueFor, lawOf } from '../reports/law';
import { referenceModel } from '../subjects/model-subject';
import { ProcessSubject } from '../subjects/process-subject';
import * as heki from './testing/heki-ops';
import * as mktme from './testing/mktme-ops';
import * as nv from './testing/nv-ops';
import * as shstk from './testing/shstk-ops';
import * as syndbg from './testing/syndbg-ops';

const SEED = 20260921;
const RUNS = 150;

const ADAPTERS: readonly (readonly string[])[] = [
  ...['syndbg', 'nv', 'heki', 'shstk', 'mktme'].map((machine) => [
    'python3',
    join(__dirname, 'python', `${machine}.py`),
  ]),
  [process.execPath, '-r', 'ts-node/register/transpile-only', join(__dirname, 'typescript', 'syndbg.ts')],
];

/** What is asked of the adapters of a machine. */
interface Questions {
  readonly config: fc.Arbitrary<object>;
  /** What half of the sequences begin with. */
  readonly opening: readonly object[];
  /** One operation, or a few that belong together. */
  readonly operations: (profile: string) => fc.Arbitrary<object | readonly object[]>;
  /** The operation in the machine of a configuration, where it is made without one. */
  readonly placed?: (op: object, config: object) => object;
  /** How many sequences; {@link RUNS} unless given. */
  readonly runs?: number;
  readonly unsaid: (op: AnyOp, config: object, state: object) => boolean;
  /** Outcomes, events and exits that the sequences have to reach. */
  readonly kinds: (profile: string) => readonly string[];
}

const QUESTIONS: Readonly<Record<string, Questions>> = {
  syndbg: {
    config: syndbg.config,
    opening: syndbg.OPENING,
    operations: (profile) => syndbg.operation({ upstream: profile === 'upstream' }),
    unsaid: (op, config, state) => unsaid(op as Op, config as Config, state as Inspection),
    kinds: (profile) => [
      ...['ok', 'error', 'fault', 'trace', 'SYNDBG', 'HCALL'],
      ...(profile === 'upstream' ? ['SYNIC', 'RDMSR', 'WRMSR', 'BARE'] : []),
    ],
  },
  nv: {
    config: nv.config,
    opening: nv.OPENING,
    operations: () => nv.operations,
    unsaid: () => false,
    kinds: () => ['ok', 'error', 'fault', 'sync', 'esr', 'handler', 'eret', 'exception', 'put', 'load', 'kvm_exit', 'panic'], // prettier-ignore
  },
  heki: {
    config: heki.config,
    opening: [],
    operations: () => heki.operation,
    unsaid: () => false,
    kinds: () => ['ok', 'error', 'fault', 'log'],
  },
  shstk: {
    config: shstk.config,
    opening: shstk.OPENING,
    operations: () => shstk.operations,
    unsaid: () => false,
    kinds: () => ['ok', 'error', 'fault', 'handler', 'signal', 'killed', 'log'],
  },
  mktme: {
    config: mktme.config,
    opening: mktme.OPENING,
    operations: () => mktme.operations,
    runs: 60,
    placed: (op, config) => mktme.placed(op as MktmeOp, config as Mktme),
    unsaid: () => false,
    kinds: () => ['ok', 'error', 'fault', 'tlb_flush', 'cache_flush', 'wbinvd', 'free', 'warn', 'log', 'pgd_sync', 'cleared'], // prettier-ignore
  },
};

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
  test(`${argv.at(-1)?.split('/').slice(-2).join('/')} agrees with the model`, async () => {
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
    const asks = QUESTIONS[offer.machine];
    assert.ok(asks, `${offer.machine}: no operations to ask about`);

    const walk = (start: object, ops: readonly AnyOp[]): Walk => {
      let state = model.initial(start);
      const asked: AnyOp[] = [];
      const wanted: (AnyOutcome | Misuse | Unsupported)[] = [];
      const looks: Look[] = [];
      for (const made of ops) {
        const op = (asks.placed?.(made, start) ?? made) as AnyOp;
        if (asks.unsaid(op, start, model.inspect(state))) continue;
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

/** Where the specification is silent, and two readers may differ. */
function unsaid(op: Op, { vms, vcpus }: Config, state: Inspection): boolean {
  const {
    fd,
    vm = 0,
    vcpu = 0,
  } = op as { readonly fd?: string; readonly vm?: number; readonly vcpu?: number };
  // Whether /dev/kvm and a VM's descriptor care for the VM and vCPU that the operation names.
  const named = fd === undefined || (fd === 'vcpu' && op.op !== 'get_supported_hv_cpuid');
  if (!named && (vm >= vms || vcpu >= vcpus)) return true;
  const stopped = state.vms[vm]?.vcpus[vcpu]?.stopped;
  // Whether anything is left to do after an answered WRMSR exit, and where an exit that was put off stands
  // when userspace has sent the guest elsewhere.
  if (op.op === 'run') return op.run?.immediate_exit === true && stopped === 'WRMSR';
  return op.op === 'set_regs' && stopped === 'BARE';
}
