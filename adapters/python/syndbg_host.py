"""What is around the guest of syndbg.py: VMs, vCPUs, and what userspace asks of KVM (the ioctls)."""
from itertools import takewhile
from types import SimpleNamespace

from hvspec import Misuse
from syndbg_vmm import Run

SIX = {0x400000F1: 'control', 0x400000F2: 'status', 0x400000F3: 'send_page', 0x400000F4: 'recv_page',
       0x400000F5: 'pending_page', 0x400000FF: 'options'}
SYNIC = {0x40000080: 'control', 0x40000082: 'evt_page', 0x40000083: 'msg_page'}
OS_ID, VP_INDEX, RESET = 0x40000000, 0x40000002, 0x40000003
LISTED = {*SIX, OS_ID, VP_INDEX, RESET}  # of Hyper-V's MSRs those that this adapter has
PRESENT = {149, 167, 188, 189, 191, 199}  # KVM_CHECK_EXTENSION gives 1: SYNDBG-111
ENFORCE, SYNICS, USER_SPACE_MSR = 199, (123, 148), 188
HV1 = 0x31237648


def leaf(function, eax=0, ebx=0, ecx=0, edx=0):
    return {'function': function, 'eax': eax, 'ebx': ebx, 'ecx': ecx, 'edx': edx}


NAME = (0x756E694C, 0x564B2078, 0x7648204D)  # "Linux KVM Hv"
DEBUGGER = (leaf(0x40000080, 0, *NAME), leaf(0x40000081, 0x31235356), leaf(0x40000082, 2))
PLAIN = leaf(0x40000003, edx=1 << 19)  # without the debugger's bits
# What other features have in their leaves depends on the host and the build: nothing here.
SUPPORTED = [leaf(0x40000000, 0x40000082, *NAME), leaf(0x40000001, HV1), leaf(0x40000002),
             {**PLAIN, 'ebx': 1 << 11, 'edx': PLAIN['edx'] | 1 << 11 | 1 << 1}, leaf(0x40000004, 1 << 10), leaf(0x40000005),
             *DEBUGGER, leaf(0x4000000A)]


def without_irqchip(one):  # SYNDBG-84 and 130
    if one['function'] == 0x40000003: return one | {'edx': one['edx'] & ~(1 << 19)}
    return one | {'eax': 0} if one['function'] == 0x40000004 else one


class Vcpu(SimpleNamespace):
    def leaf(self, function):
        return next((one for one in self.leaves if one['function'] == function), None)

    def held(self, function, register):
        """What the guest reads there: 0 in a leaf that there is not."""
        found = self.leaf(function)
        return found[register] if found else 0

    def enabled(self):  # SYNDBG-13 and 54
        return self.held(0x40000001, 'eax') == HV1 and bool(self.held(0x40000082, 'eax') & 2)

    def lacks(self, register):  # SYNDBG-15, 56 and 89
        return self.enforce and not self.held(0x40000003, register) & 1 << 11


def new_vcpu(index):
    return Vcpu(id=index, vp_index=index, leaves=[], enforce=False, has_run=False, synic=None, event_page=0, rip=0x1000, moved=None,
                immediate=None, due=None, stopped=None, guest=None, run=Run())


def new_vm(vcpus):
    return SimpleNamespace(reg=dict.fromkeys(SIX.values(), 0), os_id=0, exit_reasons=0, deny=[], memory={}, packets=[], pending=0,
                           vcpus=[new_vcpu(i) for i in range(vcpus)])


def failed(error, **more):
    return {'outcome': 'error', 'error': error, **more}


class Host:
    """Uses vms, vm and v (the VM and vCPU of the operation), config and ignore_msrs of the instance."""

    def host_msr(self, msr, value=None):
        """Reads, or writes `value`; None where KVM_GET_MSRS and KVM_SET_MSRS stop."""
        vm = self.vm
        if msr in SIX:
            if value is None:
                self.trace('get', msr, vm.reg[SIX[msr]])
            else:
                self.trace('set', msr, value)
                vm.reg[SIX[msr]] = value
            return vm.reg[SIX[msr]]
        if msr == OS_ID:
            vm.os_id = vm.os_id if value is None else value
            return vm.os_id
        if msr == VP_INDEX:
            self.v.vp_index = self.v.vp_index if value is None else value
            return self.v.vp_index
        return 0 if msr == RESET or self.ignore_msrs else None

    def op_get_msrs(self, op):
        read = self.host_msr if op['fd'] == 'vcpu' else lambda msr: 0 if msr in LISTED else None
        values = list(takewhile(lambda value: value is not None, map(read, op['msrs'])))
        return {'count': len(values), 'values': values}

    def op_set_msrs(self, op):
        if op['fd'] == 'system':
            return failed('EINVAL')
        written = (self.host_msr(pair['msr'], pair['value']) for pair in op['msrs'])
        return {'count': len(list(takewhile(lambda value: value is not None, written)))}

    def op_set_cpuid(self, op):
        if self.v.has_run and op['leaves'] != self.v.leaves:
            return failed('EINVAL')
        self.v.leaves = op['leaves']
        return {}

    def op_switch_syndbg(self, op):
        if self.v.has_run: raise Misuse('the vCPU has run: its leaves are fixed')
        self.v.leaves = [one if op['on'] or one['function'] != 0x40000082 else leaf(0x40000082) for one in SUPPORTED]
        return {}

    def op_get_cpuid(self, op):
        return {'leaf': self.v.leaf(op['function'])}

    def op_enable_cap(self, op):
        fd, cap, arg = op['fd'], op['cap'], op['arg']
        if fd == 'vm':
            if cap != USER_SPACE_MSR: return failed('EINVAL')
            self.vm.exit_reasons = arg
        elif cap == ENFORCE:
            self.v.enforce = arg != 0
        elif cap in SYNICS:
            if not self.config['irqchip'] or cap != 123 and arg: return failed('EINVAL')
            self.v.synic = {'control': 1, 'evt_page': 0, 'msg_page': 0}
        else:
            return failed('EINVAL')
        return {}

    def op_check_extension(self, op):
        return {'value': int(op['cap'] in PRESENT)}

    def op_cap_number(self, op):
        return failed('ENOENT')  # SYNDBG-42: the debugger has no capability

    def op_get_supported_hv_cpuid(self, op):
        if op['fd'] == 'vm':
            return failed('ENOTTY')
        if op['nent'] < len(SUPPORTED):
            return failed('E2BIG', nent=op['nent'])
        beside = {'index': 0, 'flags': 0, 'padding': (0, 0, 0)} if op.get('whole') else {}
        bare = op['fd'] == 'vcpu' and not self.config['irqchip']
        return {'nent': len(SUPPORTED), 'leaves': [(without_irqchip(one) if bare else one) | beside for one in SUPPORTED]}

    def op_pass_leaves(self, op):
        own = [PLAIN if one['function'] == 0x40000003 else one for one in SUPPORTED if one not in DEBUGGER]  # SYNDBG-120
        return self.op_set_cpuid({'leaves': SUPPORTED if op['debugger'] else own})

    def op_get_supported_cpuid(self, op):
        return {'functions': [0x40000000, 0x40000001]}

    def op_msr_listed(self, op):
        return {'listed': op['list'] == 'index' and op['msr'] in LISTED}

    def op_set_msr_filter(self, op):
        self.vm.deny = op['deny']
        return {}

    def op_set_ignore_msrs(self, op):
        self.ignore_msrs = op['on']
        return {}

    def op_set_regs(self, op):
        v = self.v
        v.rip, v.moved = op['rip'], True  # what waits is completed all the same: SYNDBG-70
        if v.stopped == 'EINTR': v.stopped = v.guest = None
        return {}
