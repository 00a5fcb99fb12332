/** SynDbg: what Given steps change, and how a scenario begins. */
import { CAP } from '../../model/syndbg/caps';
import { switchedLeaves } from '../../model/syndbg/cpuid';
import type { Config, Inspection, Leaf, Op, Outcome, RunArea, Wrmsr } from '../../model/syndbg/types';
import { phrasesFor } from '../phrases/machine';
import type { Course } from '../phrases/scene';
import type { WORDS } from './words';

export interface Syndbg {
  readonly config: Config;
  readonly op: Op;
  readonly outcome: Outcome;
  readonly state: Inspection;
}

export interface Setup {
  readonly config: Config;
  readonly switchedOn: boolean;
  /** How SynDbg is switched here. */
  readonly way: Way;
  /** How guest instructions run from here on. */
  readonly manner: Manner;
  /** What userspace has written to a run structure, for the next entry. */
  readonly run: RunArea | null;
}

export type Manner = Partial<Pick<Wrmsr, 'mode' | 'path' | 'upper'>> & { readonly cpl?: 0 | 1 | 2 | 3 };

/** The operations that switch SynDbg on or off on every vCPU. */
export type Way = (config: Config, on: boolean) => readonly Op[];

/** How a profile switches SynDbg, with the capability that this asks of a subject. */
interface Switch {
  readonly needs: string | null;
  readonly way: Way;
  /** For subjects without the capability. */
  readonly otherwise: Way;
}

const SWITCHES: Readonly<Record<string, Switch>> = {
  v6: { needs: null, way: () => [], otherwise: () => [] },
  review: {
    needs: 'capabilities',
    way: ({ vms }, on) =>
      upTo(on ? vms : 0).map((vm) => ({ op: 'enable_cap', fd: 'vcpu', vm, vcpu: 0, cap: CAP.HYPERV_SYNDBG, arg: 0n })), // prettier-ignore
    otherwise: ({ vms }, on) => upTo(on ? vms : 0).map((vm) => ({ op: 'switch_syndbg', vm, vcpu: 0, on })),
  },
  upstream: {
    needs: 'cpuid-tables',
    way: (config, on) => vcpusOf(config).map((at) => ({ op: 'set_cpuid', ...at, leaves: leavesWith(on) })),
    otherwise: (config, on) => vcpusOf(config).map((at) => ({ op: 'switch_syndbg', ...at, on })),
  },
};

/** The leaves with which a VMM turns SynDbg on, or leaves it off. */
export function leavesWith(on: boolean): Leaf[] {
  return [...switchedLeaves(on)];
}

/**
 * How SynDbg is switched in a profile: as its users do it, or by the plain switch where the subject has not what that
 * takes.
 * @throws RangeError on a profile of which this does not know how
 */
export function wayOf(profile: string, offers: (capability: string) => boolean): Way {
  const found = SWITCHES[profile];
  if (!found) {
    const known = Object.keys(SWITCHES).join(', ');
    throw new RangeError(`nobody says how SynDbg is switched in profile "${profile}": known are ${known}`);
  }
  return found.needs !== null && !offers(found.needs) ? found.otherwise : found.way;
}

function upTo(count: number): readonly number[] {
  return [...Array(count).keys()];
}

function vcpusOf({ vms, vcpus }: Config): readonly { readonly vm: number; readonly vcpu: number }[] {
  return upTo(vms).flatMap((vm) => upTo(vcpus).map((vcpu) => ({ vm, vcpu })));
}

export const COURSE: Course<Syndbg, Setup> = {
  fresh: (lab) => ({
    config: { vms: 1, vcpus: 1, irqchip: false, trace: false },
    switchedOn: false,
    way: wayOf(lab.profile, (capability) => lab.offers(capability)),
    manner: {},
    run: null,
  }),
  start: ({ config, switchedOn, way }) => ({ config, ops: way(config, switchedOn), replaceable: true }),
  follow: ({ run }, op) => (run !== null && 'run' in op ? { run: null } : {}),
};

export const { given, act, claim, invariant } = phrasesFor<Syndbg, Setup, typeof WORDS>();
