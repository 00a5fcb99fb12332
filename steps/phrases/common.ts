/** What every machine's scenarios can say of an answer. */
import { show } from '../../model/core/compare';
import type { AnyOutcome } from '../../model/core/machine';
import { FRAME_STEP } from '../../reports/case';
import type { MachineTypes } from '../lab';
import { expectFields, fieldsOf } from '../tables';
import { cellOf, Cells } from './cells';
import type { About, Claim, Frame } from './phrase';

type Said = Readonly<Record<string, unknown>>;

/** What says how an operation ended. */
const FATE = ['outcome', 'error', 'fault'];

const returns: Claim<MachineTypes, object, readonly [bigint]> = {
  kind: 'claim',
  text: 'it returns {u64}',
  claim: (_setup, value) => ({
    check: ({ outcome }) => {
      expectFields({ outcome: 'ok', value }, withHostValue(outcome));
    },
  }),
  say: (about) => {
    const { value } = withHostValue(about.outcome) as { readonly value?: unknown };
    return ['value', 'values'].includes(about.field[0] ?? '') && typeof value === 'bigint' ? [value] : null;
  },
};

const answers: Claim<MachineTypes, object, readonly [Cells]> = {
  kind: 'claim',
  text: 'it answers:',
  claim: (_setup, table) => {
    const wanted = fieldsOf(table.rowsHash());
    return {
      check: ({ outcome }) => {
        expectFields(wanted, outcome);
      },
    };
  },
  say: ({ field: [name = '', ...rest], outcome }) => {
    const cell = cellOf((outcome as unknown as Said)[name]);
    const isElsewhere = ['state', 'events', '', ...FATE].includes(name);
    return isElsewhere || rest.length > 0 || cell === null ? null : [new Cells([[name, cell]])];
  },
};

const fails: Claim<MachineTypes, object, readonly [string]> = {
  kind: 'claim',
  text: 'it fails with {errno}',
  claim: (_setup, error) => ({
    check: ({ outcome }) => {
      expectFields({ outcome: 'error', error }, outcome);
    },
  }),
  say: ({ outcome }) => fateOf(outcome, 'error'),
};

const refused: Claim<MachineTypes, object, readonly [string]> = {
  kind: 'claim',
  text: 'it is refused with {fault}',
  claim: (_setup, fault) => ({
    check: ({ outcome }) => {
      expectFields({ outcome: 'fault', fault }, outcome);
    },
  }),
  say: ({ outcome }) => fateOf(outcome, 'fault'),
};

const succeeds: Claim<MachineTypes, object, readonly []> = {
  kind: 'claim',
  text: 'it succeeds',
  claim: () => ({
    check: ({ outcome }) => {
      if (outcome.outcome !== 'ok') throw new Error(`expected success, got ${show(outcome)}`);
    },
  }),
  say: ({ field: [name = 'outcome'], outcome }: About<MachineTypes>) =>
    outcome.outcome === 'ok' && FATE.includes(name) ? [] : null,
};

const frame: Frame = { kind: 'frame', text: FRAME_STEP };

/** The most telling first. */
export const COMMON_CLAIMS = [returns, answers, fails, refused, succeeds, frame] as const;

function fateOf(outcome: AnyOutcome, name: 'error' | 'fault'): readonly [string] | null {
  const value = (outcome as unknown as Said)[name];
  return typeof value === 'string' ? [value] : null;
}

/** A host read of one MSR returns a list of one: let it read like a guest read. */
function withHostValue(outcome: AnyOutcome): object {
  const { count, values } = outcome as { count?: number; values?: readonly bigint[] };
  return count === 1 && values?.length === 1 ? { ...outcome, value: values[0] } : outcome;
}
