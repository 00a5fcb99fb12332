#!/usr/bin/env python3
"""Variants of ../python/syndbg.py: what other hosts, other kernels and smaller implementations answer.

other-host    a KVM on another host and of another build: what KVM fills in from there is otherwise
bit-missing   the same, and a feature bit that a requirement names is not listed
posted        the patch as posted (profile v6): no switch, a list of ten leaves with the debugger's last
emulated-once an emulated write of CONTROL or PENDING_BUFFER exits once, as one would wish
asked-once    a write of the value that CONTROL has already does not exit: a request kept as one bit is not asked again
core          declares no capability, and refuses whatever is not of the core
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'python'))
import hvspec
import syndbg
from syndbg_host import SIX, SUPPORTED

CORE = ('wrmsr', 'rdmsr', 'run', 'get_msrs', 'set_msrs', 'switch_syndbg')
LEAVES = {leaf['function']: leaf for leaf in SUPPORTED}


def other_host():
    LEAVES[0x40000005]['eax'] = 0x400  # KVM_MAX_VCPUS
    LEAVES[0x40000004]['eax'] |= 1 << 14 | 1 << 18  # eVMCS recommended; NO_NONARCH_CORESHARING
    LEAVES[0x4000000A]['eax'] |= 0x0101  # the eVMCS version
    return syndbg.Syndbg, {}


def bit_missing():
    LEAVES[0x40000003]['ebx'] &= ~(1 << 11)
    return other_host()


class Posted(syndbg.Syndbg):
    """Every guest may write, and every write of CONTROL or PENDING_BUFFER exits, the host's at the next KVM_RUN."""

    def __init__(self, machine, profile, config):
        super().__init__(machine, profile, config)
        for vm in self.vms:
            for vcpu in vm.vcpus: vcpu.leaves = SUPPORTED

    def host_msr(self, msr, value=None):
        result = super().host_msr(msr, value)
        if value is not None and SIX.get(msr) in ('control', 'pending_page'):
            self.v.due = {'msr': msr, **{name: self.vm.reg[name] for name in syndbg.SHOWN}}
        return result

    def guest_wrmsr(self, op):
        return (yield from self.entered((yield from super().guest_wrmsr(op))))

    def guest_hypercall(self, op):
        return (yield from self.entered((yield from super().guest_hypercall(op))))

    def op_switch_syndbg(self, op):
        if not op['on']: raise hvspec.Misuse('there is no switch')
        return {}

    def op_check_extension(self, op):
        return {'value': 1} if op['cap'] == 180 else super().op_check_extension(op)

    def op_cap_number(self, op):
        return {'value': 180} if op['name'] == 'KVM_CAP_HYPERV_DEBUGGING' else super().op_cap_number(op)


def posted():
    SUPPORTED.sort(key=lambda leaf: leaf['function'] in (0x40000080, 0x40000081, 0x40000082))
    syndbg.RESERVED = 0  # looked at only years later
    capabilities = ['trace', 'hypercalls', 'cpuid-tables', 'supported-cpuid', 'capabilities', 'msr-lists', 'cpu-modes']
    return Posted, {'profile': 'v6', 'choices': {}, 'capabilities': capabilities}


class EmulatedOnce(syndbg.Syndbg):
    def guest_wrmsr(self, op):
        return (yield from super().guest_wrmsr({name: value for name, value in op.items() if name != 'path'}))


class AskedOnce(syndbg.Syndbg):
    def guest_wrmsr(self, op):
        name = SIX.get(op['msr'])
        held = self.vm.reg[name] if name in ('control', 'pending_page') and not self.refusal(op['msr']) else None
        if held == op['value'] and held:
            yield from self.entered()
            return {}
        return (yield from super().guest_wrmsr(op))


class Core(syndbg.Syndbg):
    def __init__(self, machine, profile, config):
        if config['trace'] or config['irqchip']: raise hvspec.Lacks('trace or irqchip')
        super().__init__(machine, profile, config)

    def step(self, op):
        more = 'path' in op or 'mode' in op or 'immediate_exit' in op.get('run', {})
        if op['op'] not in CORE or more: raise hvspec.Lacks(op['op'])
        return super().step(op)


def core():
    return Core, {'capabilities': []}


def emulated_once():
    return EmulatedOnce, {}


def asked_once():
    return AskedOnce, {}


VARIANTS = {'other-host': other_host, 'bit-missing': bit_missing, 'posted': posted, 'emulated-once': emulated_once,
            'asked-once': asked_once, 'core': core}

if __name__ == '__main__':
    create, changes = VARIANTS[sys.argv[1]]()
    hvspec.serve(f'syndbg, {sys.argv[1]}', '1', [syndbg.OFFER | changes], create, counts=('count', 'nent', 'size'))
