/** Mutants of KVM without Hyper-V emulation: what was left in by halves. */
import type { Mutant, Stepped } from '../../core/machine';
import type { Wrap } from '../../core/mistake';
import { NO_HYPERV, UPSTREAM } from '../profiles';
import type { Rules } from '../rules';
import type { State } from '../state';
import { modelOf } from '../step';
import type { Op, Outcome } from '../types';
import { mutant, stepping } from './mutant';

/** For some operations the emulation is there, by these rules. */
function leftIn(rules: Partial<Rules>, ...ops: readonly Op['op'][]): Wrap<State> {
  const model = modelOf({ ...NO_HYPERV, emulates: true, ...rules }, {});
  return stepping((step, before, op) =>
    ops.includes(op.op) ? (model.step(before, op) as Stepped<State, Outcome>) : step(before, op),
  );
}

export const LEFT_OUT_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'six-left-in',
    breaks: 'SYNDBG-121',
    origin: 'the cases of the MSRs outside the #ifdef, which are in a list of their own',
    profile: 'no-hyperv',
    wrap: leftIn({ enabled: () => true, mayAccess: () => true }, 'wrmsr', 'rdmsr'),
  }),
  mutant({
    id: 'six-left-in-closed',
    breaks: 'SYNDBG-122',
    origin: 'stubs that refuse, in the place of the functions that are gone',
    profile: 'no-hyperv',
    wrap: leftIn({}, 'wrmsr', 'rdmsr'),
  }),
  mutant({
    id: 'six-left-in-for-the-host',
    breaks: 'SYNDBG-123',
    origin: 'an old list of MSRs served with 0, so that a migration goes through',
    profile: 'no-hyperv',
    wrap: leftIn({}, 'get_msrs', 'set_msrs'),
  }),
  mutant({
    id: 'offers-left-in',
    breaks: 'SYNDBG-124',
    origin: 'v1 of the patch, whose KVM_CHECK_EXTENSION still reports Hyper-V',
    profile: 'no-hyperv',
    wrap: leftIn(
      { offered: (vm, bare) => UPSTREAM.offered(vm, bare) },
      'get_supported_hv_cpuid',
      'msr_listed',
      'check_extension',
      'enable_cap',
    ),
  }),
  mutant({
    id: 'hypercalls-left-in',
    breaks: 'SYNDBG-125',
    origin: 'the stub of kvm_hv_hypercall called, which is there to be linked and not to be run',
    profile: 'no-hyperv',
    wrap: leftIn({ hypercallsWork: () => true, checks: [] }, 'hypercall'),
  }),
];
