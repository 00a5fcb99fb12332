#!/usr/bin/env python3
"""How many operations a second Hypothesis' stateful testing makes of SynDbg: the peer of `hvspec fuzz` in `npm run bench`.

The subject is the sample adapter's own class, called in this process. The model is what a test author would write of it: the
six values of a VM as a dict, and the gate of its one vCPU as a flag. Rules: CPUID on or off at first, a guest's WRMSR and RDMSR,
the host's KVM_SET_MSRS and KVM_GET_MSRS, KVM_RUN after an exit. Values are drawn as `hvspec fuzz` draws them: single bits and
borders. Prints operations and seconds of this process's time.
"""
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', '..', 'adapters', 'python'))
import syndbg
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from syndbg_host import SIX

MSRS = sorted(SIX)
STATUS = next(msr for msr in MSRS if SIX[msr] == 'status')
VALUES = st.one_of(st.integers(0, 63).map(lambda bit: 1 << bit), st.sampled_from([0, 1, 0xFFF, 0x1000, (1 << 64) - 1]))
CONFIG = {'vms': 1, 'vcpus': 1, 'irqchip': False, 'trace': False}
ON = [{'function': 0x40000001, 'eax': 0x31237648, 'ebx': 0, 'ecx': 0, 'edx': 0},
      {'function': 0x40000082, 'eax': 2, 'ebx': 0, 'ecx': 0, 'edx': 0}]
count = 0


class SynDbg(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.subject = syndbg.Syndbg('syndbg', 'upstream', CONFIG)
        self.values, self.on, self.stopped = dict.fromkeys(MSRS, 0), False, None

    def step(self, op, **members):
        global count
        count += 1
        return self.subject.step({'op': op, 'vm': 0, 'vcpu': 0, **members})

    def proceed(self):
        if not self.stopped: return
        self.step('run', run={'status': 0x57})
        if self.stopped == 'control': self.values[STATUS] = 0x57
        self.stopped = None

    @initialize(on=st.booleans())
    def set_cpuid(self, on):
        self.step('set_cpuid', leaves=ON if on else [])
        self.on = on

    @rule(msr=st.sampled_from(MSRS), value=VALUES)
    def wrmsr(self, msr, value):
        self.proceed()
        result = self.step('wrmsr', msr=msr, value=value)
        assert (result.get('outcome', 'ok') == 'ok') == self.on
        if not self.on: return
        self.values[msr] = value
        if SIX[msr] in ('control', 'pending_page'): self.stopped = SIX[msr]

    @rule(msr=st.sampled_from(MSRS))
    def rdmsr(self, msr):
        self.proceed()
        result = self.step('rdmsr', msr=msr)
        if self.on: assert result['value'] == self.values[msr]
        else: assert result['outcome'] == 'fault'

    @rule(msr=st.sampled_from(MSRS), value=VALUES)
    def set_msrs(self, msr, value):
        assert self.step('set_msrs', fd='vcpu', msrs=[{'msr': msr, 'value': value}])['count'] == 1
        self.values[msr] = value

    @rule(msr=st.sampled_from(MSRS))
    def get_msrs(self, msr):
        assert self.step('get_msrs', fd='vcpu', msrs=[msr])['values'] == [self.values[msr]]


if __name__ == '__main__':
    examples = int(sys.argv[1])
    began = time.process_time()
    run_state_machine_as_test(SynDbg, settings=settings(max_examples=examples, stateful_step_count=50, deadline=None, database=None,
                                                        suppress_health_check=list(HealthCheck)))
    print(count, time.process_time() - began)
