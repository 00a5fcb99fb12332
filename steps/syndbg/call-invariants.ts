/** SynDbg: what holds for every hypercall and for every size of buffer. */
import * as fc from 'fast-check';
import { show } from '../../model/core/compare';
import { bitSet } from '../../model/core/u64';
import { CAP } from '../../model/syndbg/caps';
import { RESERVED_INPUT } from '../../model/syndbg/hypercall-checks';
import { GUEST_OS_ID, OPTIONS } from '../../model/syndbg/msr';
import type { Leaf, Op, Outcome } from '../../model/syndbg/types';
import { biasedU64 } from '../property';
import { invariant, leavesWith } from './course';
import { leavesIn } from './leaves';
import type { SyndbgStage } from './play';
import { valueIn } from './watch';

interface Call {
  readonly code: bigint;
  readonly fast: boolean;
  readonly reserved: bigint;
  readonly options: bigint;
  readonly enabled: boolean;
  readonly enforced: boolean;
  readonly debugging: boolean;
}

const CALLS: fc.Arbitrary<Call> = fc.record({
  code: fc.constantFrom(0x69n, 0x6an, 0x6bn),
  fast: fc.boolean(),
  reserved: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0n) },
    { weight: 1, arbitrary: biasedU64().map((v) => v & RESERVED_INPUT) },
  ),
  options: fc.oneof(fc.constantFrom(0n, 4n, 0xffff_ffff_ffff_ffffn, 0xffff_ffff_ffff_fffbn), biasedU64()),
  enabled: fc.boolean(),
  enforced: fc.boolean(),
  debugging: fc.boolean(),
});

export const CALL_INVARIANTS = [
  invariant(
    'every debug hypercall is decided by the first check that fails, and exits exactly if none does',
    () => ({
      arbitrary: CALLS,
      mustReach: ['exit', 'status'],
      run: async (stage, call, seen) => {
        for (const op of preparing(stage, call)) await mustWork(stage, op);
        const input = call.code | (call.fast ? 1n << 16n : 0n) | call.reserved;
        const op = { op: 'hypercall', vm: 0, vcpu: 0, input, ingpa: 0x5000n, outgpa: 0x6000n } as const;
        const outcome = await stage.perform(op);
        const exits = (outcome.events ?? []).length;
        const expected = statusOf(stage, call);
        const value = valueIn(outcome);
        if (expected === null ? exits !== 1 : value !== expected || exits !== 0) {
          throw new Error(
            `expected ${expected === null ? 'an exit' : `status ${show(expected)}`}, got ${show(outcome)}`,
          );
        }
        seen.note(expected === null ? 'exit' : 'status');
      },
    }),
  ),
  invariant('for every number of slots the list of leaves is whole or refused', () => ({
    arbitrary: fc.record({
      nent: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 256 })),
      fd: fc.constantFrom('vcpu' as const, 'system' as const),
    }),
    mustReach: ['whole', 'refused'],
    run: async (stage, { nent, fd }, seen) => {
      const list = async (room: number): Promise<Outcome> =>
        stage.perform({ op: 'get_supported_hv_cpuid', fd, vm: 0, vcpu: 0, nent: room });
      const whole = leavesIn(await list(256));
      const got = await list(nent);
      const refused = got.outcome === 'error' && got.error === 'E2BIG';
      if (nent < whole.length ? !refused : show(leavesIn(got)) !== show(whole)) {
        throw new Error(`with ${nent} slots for ${whole.length} leaves: ${show(got)}`);
      }
      seen.note(refused ? 'refused' : 'whole');
    },
  })),
];

async function mustWork(stage: SyndbgStage, op: Op): Promise<void> {
  stage.lab.replaceable.add(op);
  const outcome = await stage.perform(op);
  if (outcome.outcome !== 'ok') throw new Error(`the set-up did not work: ${op.op} gave ${show(outcome)}`);
}

/** Puts the machine where the call finds it. What profile or subject cannot switch stays as it is there. */
function preparing(stage: SyndbgStage, call: Call): readonly Op[] {
  const at = { vm: 0, vcpu: 0 };
  const host = (msr: bigint, value: bigint): Op => ({
    op: 'set_msrs',
    fd: 'vcpu',
    ...at,
    msrs: [{ msr, value }],
  });
  const leaves = leavesWith(call.enabled).map((leaf) => debugging(leaf, call.debugging));
  const { way, config } = stage.setup;
  const own: readonly Op[] = hasTables(stage)
    ? [{ op: 'set_cpuid', ...at, leaves }]
    : way(config, call.enabled);
  const enforced: readonly Op[] = enforces(stage, call)
    ? [{ op: 'enable_cap', fd: 'vcpu', ...at, cap: CAP.HYPERV_ENFORCE_CPUID, arg: 1n }]
    : [];
  return [...own, ...enforced, host(GUEST_OS_ID, 1n), host(OPTIONS, call.options)];
}

/** Whether the profile looks at leaves, and the subject has them. */
function hasTables({ lab, setup }: SyndbgStage): boolean {
  return setup.rules.switchedBy === 'cpuid' && lab.offers('cpuid-tables');
}

function enforces(stage: SyndbgStage, { enforced }: Call): boolean {
  return enforced && hasTables(stage) && stage.lab.offers('enforce-cpuid');
}

function debugging(leaf: Leaf, on: boolean): Leaf {
  return leaf.function === 0x40000003n && !on ? { ...leaf, ebx: leaf.ebx & ~(1n << 11n) } : leaf;
}

/** The order of the checks, as the requirement has it; null where the call leaves for userspace. */
function statusOf(stage: SyndbgStage, call: Call): bigint | null {
  const { lab, setup } = stage;
  const enabled = setup.rules.switchedBy === 'nothing' || call.enabled;
  if (enforces(stage, call) && enabled && !call.debugging) return 6n;
  if (lab.choice('reserved_input_bits') === 'refused' && call.reserved !== 0n) return 3n;
  if (call.fast && call.code !== 0x6bn) return 5n;
  if (!enabled) return lab.choice('disabled_hypercall') === 'access-denied' ? 6n : 2n;
  return bitSet(call.options, 2) ? null : 8n;
}
