/** SynDbg: what Given steps change, and how a scenario begins. */
import { CAP } from '../../model/syndbg/caps';
import { switchedLeaves } from '../../model/syndbg/cpuid';
import { rulesOf } from '../../model/syndbg/profiles';
import type { Rules } from '../../model/syndbg/rules';
import type { Config, Inspection, Leaf, Op, Outcome, RunArea } from '../../model/syndbg/types';
import { phrasesFor } from '../phrases/machine';
import type { Course } from '../phrases/scene';
import type { WORDS } from './words';
import type { Manner } from './words-of-given';

export interface Syndbg {
  readonly config: Config;
  readonly op: Op;
  readonly outcome: Outcome;
  readonly state: Inspection;
}

export interface Setup {
  readonly config: Config;
  readonly switchedOn: boolean;
  readonly rules: Rules;
  /** How SynDbg is switched here. */
  readonly way: Way;
  /** How guest instructions run from here on. */
  readonly manner: Manner;
  /** What userspace has written to a run structure, for the next entry. */
  readonly run: RunArea | null;
}

/** The operations that switch SynDbg on or off on every vCPU. */
export type Way = (config: Config, on: boolean) => readonly Op[];

/** What a profile switches SynDbg with: the capability that this asks of a subject, and how. */
const SWITCHES: Readonly<Record<Rules['switchedBy'], { readonly needs: string; readonly way: Way } | null>> =
  {
    nothing: null,
    capability: {
      needs: 'capabilities',
      way: ({ vms }, on) =>
        upTo(on ? vms : 0).map((vm) => ({
          op: 'enable_cap',
          fd: 'vcpu',
          vm,
          vcpu: 0,
          cap: CAP.HYPERV_SYNDBG,
          arg: 0n,
        })),
    },
    cpuid: {
      needs: 'cpuid-tables',
      way: (config, on) => vcpusOf(config).map((at) => ({ op: 'set_cpuid', ...at, leaves: leavesWith(on) })),
    },
  };

/** The leaves with which a VMM turns SynDbg on, or leaves it off. */
export function leavesWith(on: boolean): Leaf[] {
  return [...switchedLeaves(on)];
}

/**
 * How SynDbg is switched by these rules: as its users do it, or by the plain switch where the subject has not what that
 * takes.
 */
export function wayOf({ switchedBy }: Rules, offers: (capability: string) => boolean): Way {
  const found = SWITCHES[switchedBy];
  if (!found) return () => [];
  if (offers(found.needs)) return found.way;
  return (config, on) =>
    found.way(config, on).map((op) => ({ op: 'switch_syndbg', vm: 0, vcpu: 0, ...placeOf(op), on }));
}

function placeOf(op: Op): { readonly vm?: number; readonly vcpu?: number } {
  return { ...('vm' in op ? { vm: op.vm } : {}), ...('vcpu' in op ? { vcpu: op.vcpu } : {}) };
}

function upTo(count: number): readonly number[] {
  return [...Array(count).keys()];
}

function vcpusOf({ vms, vcpus }: Config): readonly { readonly vm: number; readonly vcpu: number }[] {
  return upTo(vms).flatMap((vm) => upTo(vcpus).map((vcpu) => ({ vm, vcpu })));
}

export const COURSE: Course<Syndbg, Setup> = {
  fresh: (lab) => ({
    rules: rulesOf(lab.profile),
    config: { vms: 1, vcpus: 1, irqchip: false, trace: false },
    switchedOn: false,
    way: wayOf(rulesOf(lab.profile), (capability) => lab.offers(capability)),
    manner: {},
    run: null,
  }),
  start: ({ config, switchedOn, way }) => ({ config, ops: way(config, switchedOn), replaceable: true }),
  follow: ({ run }, op) => (run !== null && 'run' in op ? { run: null } : null),
};

export const { given, act, claim, invariant } = phrasesFor<Syndbg, Setup, typeof WORDS>();
