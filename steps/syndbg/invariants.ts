/** SynDbg: what holds for every sequence. Each invariant keeps a picture smaller than the machine. */
import { show } from '../../model/core/compare';
import { MSR_OF } from '../../model/syndbg/msr';
import { invariant } from './course';
import type { Kinds } from './watch';
import { expectPayload, expectRegisters, follow, forAll, valueIn, zeros } from './watch';

const ACCESSES: Kinds = ['write', 'read', 'host-write', 'host-read', 'answer'];

export const INVARIANTS = [
  invariant(
    'in any sequence of accesses no SYNDBG exit is delivered and the values stay as the host left them',
    (setup) =>
      forAll(setup, ACCESSES, ['refused', 'host'], (stage, seen) => {
        const values = zeros();
        return {
          observe: ({ action, exit, outcome }) => {
            if (exit) throw new Error(`a SYNDBG exit was delivered with SynDbg off: ${show(exit)}`);
            if (action.kind === 'host-write') values[action.register] = action.value;
            seen.note(outcome.outcome === 'fault' ? 'refused' : 'host');
          },
          end: () => expectRegisters(stage, values),
        };
      }),
  ),

  invariant(
    'in any sequence of accesses each guest write of CONTROL or PENDING_BUFFER gives one exit, in order',
    (setup) =>
      forAll(setup, ACCESSES, ['exit', 'no exit'], (_stage, seen) => ({
        observe: ({ action, op, exit }) => {
          const due =
            action.kind === 'write' && (action.register === 'control' || action.register === 'pending_page');
          if (due && exit?.msr !== MSR_OF[action.register])
            throw new Error(`${show(op)} has to exit for its MSR, and gave ${show(exit)}`);
          if (!due && exit && op.op !== 'run')
            throw new Error(`${show(op)} must not exit, and gave ${show(exit)}`);
          seen.note(exit ? 'exit' : 'no exit');
        },
      })),
  ),

  invariant('in any sequence of accesses every read gives the last value, whoever wrote it', (setup) =>
    forAll(setup, ACCESSES, ['guest', 'host'], (_stage, seen) => {
      const values = zeros();
      const waits = new Map<number, bigint>();
      return {
        observe: (observed) => {
          const { action, outcome } = observed;
          follow(values, waits, observed);
          if (action.kind !== 'read' && action.kind !== 'host-read') return;
          const got = valueIn(outcome);
          if (got !== values[action.register])
            throw new Error(
              `${action.register} reads ${show(got)}, and ${show(values[action.register])} was written last`,
            );
          seen.note(action.kind === 'read' ? 'guest' : 'host');
        },
      };
    }),
  ),

  invariant('in any sequence of accesses every exit shows the state after its write', (setup) =>
    forAll(setup, ACCESSES, ['exit'], (_stage, seen) => {
      const values = zeros();
      const waits = new Map<number, bigint>();
      return {
        observe: (observed) => {
          follow(values, waits, observed);
          if (!observed.exit || observed.action.kind !== 'write') return;
          expectPayload(observed.exit, values);
          seen.note('exit');
        },
      };
    }),
  ),

  invariant('whatever userspace answers, only status flows back, and only where msr is CONTROL', (setup) =>
    forAll(setup, ['write', 'answer', 'host-write'], ['taken', 'not taken'], (stage, seen) => {
      const values = zeros();
      const waits = new Map<number, bigint>();
      return {
        observe: async (observed) => {
          const { action, op } = observed;
          const waited = waits.get(action.vcpu);
          follow(values, waits, observed);
          if (op.op !== 'run' || waited === undefined) return;
          seen.note((op.run?.msr ?? waited) === MSR_OF.control ? 'taken' : 'not taken');
          await expectRegisters(stage, values);
        },
      };
    }),
  ),

  invariant('in any sequence of host accesses none is refused and none exits', (setup) =>
    forAll(setup, ['host-write', 'host-read', 'answer'], ['write', 'read'], (_stage, seen) => ({
      observe: ({ action, outcome, exit }) => {
        if (exit)
          throw new Error(`host access exits with SynDbg ${setup.switchedOn ? 'on' : 'off'}: ${show(exit)}`);
        if (action.kind === 'answer') return;
        if (outcome.outcome !== 'ok' || outcome.count !== 1)
          throw new Error(`host access to ${action.register} is refused: ${show(outcome)}`);
        seen.note(action.kind === 'host-write' ? 'write' : 'read');
      },
    })),
  ),

  invariant('no MSR outside the six changes a register', (setup) =>
    forAll(setup, ['stranger', 'host-write'], ['refused', 'allowed'], (stage, seen) => {
      const values = zeros();
      const waits = new Map<number, bigint>();
      return {
        observe: (observed) => {
          const { action, outcome } = observed;
          follow(values, waits, observed);
          if (action.kind !== 'stranger') return seen.note('allowed');
          if (outcome.outcome !== 'fault') throw new Error(`an unknown MSR is accepted: ${show(outcome)}`);
          seen.note('refused');
        },
        end: () => expectRegisters(stage, values),
      };
    }),
  ),

  invariant(
    'in any interleaving of vCPUs the registers end as the writes in their order leave them',
    (setup) =>
      forAll(setup, ACCESSES, ['vCPU 0', 'vCPU 1', 'vCPU 2'], (stage, seen) => {
        const values = zeros();
        const waits = new Map<number, bigint>();
        return {
          observe: (observed) => {
            follow(values, waits, observed);
            if (observed.action.kind === 'write') seen.note(`vCPU ${observed.action.vcpu}`);
          },
          end: () => expectRegisters(stage, values),
        };
      }),
  ),

  invariant('however often SynDbg is switched, no stored value changes', (setup) =>
    forAll(setup, ['switch', 'host-write', 'host-read'], ['switched'], (stage, seen) => {
      const values = zeros();
      return {
        observe: async ({ action }) => {
          if (action.kind === 'host-write') values[action.register] = action.value;
          if (action.kind !== 'switch') return;
          seen.note('switched');
          await expectRegisters(stage, values);
        },
      };
    }),
  ),
];
