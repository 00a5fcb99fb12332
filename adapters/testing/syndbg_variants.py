#!/usr/bin/env python3
"""Variants of ../python/syndbg.py: what other hosts, other kernels and smaller implementations answer.

other-host    a KVM on another host and of another build: what KVM fills in from there is otherwise
bit-missing   the same, and a feature bit that a requirement names is not listed
posted        the patch as posted (profile v6): no switch, a list of ten leaves with the debugger's last
emulated-once an emulated write of CONTROL or PENDING_BUFFER exits once, as one would wish
asked-once    a write of the value that CONTROL has already does not exit: a request kept as one bit is not asked again
no-hyperv     KVM that was built without Hyper-V emulation (profile no-hyperv)
both          one process for the patch as posted and for what Linux merged
core          declares no capability, and refuses whatever is not of the core

And what kernels and VMMs really did wrong:

host-exits    the host's write exits, as before syndbg_set_msr() was told who writes (v10 of the series)
calls-open    CPUID enforced, and not for the hypercalls (before HV_DEBUGGING was honoured)
get-untraced  reads are not traced (v1 of the series)
vcpu-twice    the trace prints the number of the vCPU for its VP index
no-pads       the exit without pads, as v1 of the series lays it out on a 32-bit kernel
regs-stay     KVM_SET_REGS leaves alone what had still to run
passed-on     userspace without a debugger passes on what KVM lists (QEMU's hv-passthrough before 7d7b9c7655a2)
unserved      userspace was built without the debugger that it offers: nobody serves its exits (before bbf3810f2c4f)
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'python'))
import hvspec
import syndbg
from syndbg_host import SIX, SUPPORTED

CORE = ('wrmsr', 'rdmsr', 'run', 'get_msrs', 'set_msrs', 'switch_syndbg')
UNKNOWN = 0x400000FE  # an MSR that nobody knows
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


class HostExits(syndbg.Syndbg):
    def host_msr(self, msr, value=None):
        result = super().host_msr(msr, value)
        if value is not None and SIX.get(msr) in ('control', 'pending_page'):
            self.v.due = {'msr': msr, **{name: self.vm.reg[name] for name in syndbg.SHOWN}}
        return result


class CallsOpen(syndbg.Syndbg):
    def guest_hypercall(self, op):
        enforced, self.v.enforce = self.v.enforce, False
        result = yield from super().guest_hypercall(op)
        self.v.enforce = enforced
        return result


class GetUntraced(syndbg.Syndbg):
    def trace(self, verb, msr, data):
        if verb == 'set': super().trace(verb, msr, data)


class VcpuTwice(syndbg.Syndbg):
    def trace(self, verb, msr, data):
        index, self.v.vp_index = self.v.vp_index, self.v.id
        super().trace(verb, msr, data)
        self.v.vp_index = index


class NoPads(syndbg.Syndbg):
    def op_read_run(self, op):
        unpadded = op['offset'] in (48, 64, 72) and self.v.stopped == 'SYNDBG'
        return super().op_read_run(op | {'offset': op['offset'] + 4} if unpadded else op)


class RegsStay(syndbg.Syndbg):
    def op_set_regs(self, op):
        return {}


class PassedOn(syndbg.Syndbg):
    def op_pass_leaves(self, op):
        return super().op_pass_leaves(op | {'debugger': True})


class Unserved(syndbg.Syndbg):
    def op_serve(self, op):
        return {}


BUGS = {'host-exits': HostExits, 'calls-open': CallsOpen, 'get-untraced': GetUntraced, 'vcpu-twice': VcpuTwice,
        'no-pads': NoPads, 'regs-stay': RegsStay, 'passed-on': PassedOn, 'unserved': Unserved}


def core():
    return Core, {'capabilities': []}


class NoHyperv(syndbg.Syndbg):
    def refusal(self, msr):
        return 0 if self.ignore_msrs else 2

    def guest_wrmsr(self, op):
        return (yield from super().guest_wrmsr(op | ({'msr': UNKNOWN} if self.ignore_msrs else {})))

    def guest_rdmsr(self, op):
        return (yield from super().guest_rdmsr(op | ({'msr': UNKNOWN} if self.ignore_msrs else {})))

    def guest_hypercall(self, op):
        yield from self.entered()
        return {'value': -1000 % (1 << (32 if op.get('mode') == 'prot32' else 64))}

    def host_msr(self, msr, value=None):
        return 0 if self.ignore_msrs else None

    def op_get_supported_hv_cpuid(self, op):
        return {'outcome': 'error', 'error': 'ENOTTY' if op['fd'] == 'vm' else 'EINVAL'}

    def op_msr_listed(self, op):
        return {'listed': False}

    def op_check_extension(self, op):
        return {'value': int(op['cap'] in (188, 189))}

    def op_enable_cap(self, op):
        return super().op_enable_cap(op) if op['fd'] == 'vm' else {'outcome': 'error', 'error': 'EINVAL'}


def no_hyperv():
    capabilities = ['hypercalls', 'cpuid-tables', 'supported-cpuid', 'capabilities', 'msr-lists', 'enforce-cpuid',
                    'user-space-msr', 'ignore-msrs']
    return NoHyperv, {'profile': 'no-hyperv', 'choices': {}, 'capabilities': capabilities}


def emulated_once():
    return EmulatedOnce, {}


def asked_once():
    return AskedOnce, {}


def both():
    merged = syndbg.RESERVED
    theirs, offer = posted()
    supported, mail = sorted(SUPPORTED, key=lambda leaf: leaf['function'] in (0x4000000A,)), list(SUPPORTED)

    def create(machine, profile, config):
        is_posted = profile == 'v6'
        SUPPORTED[:] = mail if is_posted else supported
        syndbg.RESERVED = 0 if is_posted else merged
        return (theirs if is_posted else syndbg.Syndbg)(machine, profile, config)
    return create, offer


VARIANTS = {'other-host': other_host, 'bit-missing': bit_missing, 'posted': posted, 'emulated-once': emulated_once,
            'asked-once': asked_once, 'both': both, 'core': core, 'no-hyperv': no_hyperv}
VARIANTS |= {name: lambda bug=bug: (bug, {}) for name, bug in BUGS.items()}

if __name__ == '__main__':
    create, changes = VARIANTS[sys.argv[1]]()
    offers = [syndbg.OFFER] if sys.argv[1] == 'both' else []
    hvspec.serve(f'syndbg, {sys.argv[1]}', '1', [*offers, syndbg.OFFER | changes], create, counts=('count', 'nent', 'size'))
