"""What is around the guest of syndbg.py: VMs, vCPUs, and what userspace asks of KVM (the ioctls)."""
from itertools import takewhile
from types import SimpleNamespace

from hvspec import Misuse
from syndbg_vmm import Run

SIX = {0x400000F1: 'control', 0x400000F2: 'status', 0x400000F3: 'send_page', 0x400000F4: 'recv_page',
       0x400000F5: 'pending_page', 0x400000FF: 'options'}
SYNIC = {0x40000080: 'control', 0x40000082: 'evt_page', 0x40000083: 'msg_page'}
OS_ID, VP_INDEX, RESET, TSC = 0x40000000, 0x40000002, 0x40000003, 0x10
LISTED = {*SIX, *range(OS_ID, RESET + 1), 0x40000010, *range(0x40000020, 0x40000024), 0x40000073, 0x40000080,
          0x400000B0, *range(0x40000100, 0x40000109), 0x40000118}
PRESENT = {44, 45, 46, 96, 123, 148, 149, 154, 155, 161, 167, 188, 189, 191, 199}  # KVM_CHECK_EXTENSION gives 1
ENFORCE, SYNICS, USER_SPACE_MSR = 199, (123, 148), 188
NAME = (0x756E694C, 0x564B2078, 0x7648204D)  # "Linux KVM Hv"
LEAF = ('function', 'eax', 'ebx', 'ecx', 'edx')
SUPPORTED = [dict(zip(LEAF, row)) for row in (
    (0x40000000, 0x40000082, *NAME), (0x40000001, 0x31237648, 0, 0, 0), (0x40000002, 0x3839, 0xA0000, 0, 0),
    (0x40000003, 0xAAFF, 0x100830, 0, 0x84D12), (0x40000004, 0x40E2C, 0xFFF, 0, 0), (0x40000005, 0x1000, 0x40, 0, 0),
    (0x40000080, 0, *NAME), (0x40000081, 0x31235356, 0, 0, 0), (0x40000082, 2, 0, 0, 0),
    (0x4000000A, 0xA0000, 1, 0, 0))]
DEBUGGER = (0x40000080, 0x40000081, 0x40000082)
WITHOUT_IRQCHIP = {0x40000003: {'edx': 0x4D12}, 0x40000004: {'eax': 0x40A2C}}

HV1 = 0x31237648


class Vcpu(SimpleNamespace):
    def leaf(self, function):
        return next((leaf for leaf in self.leaves if leaf['function'] == function), {})

    def enabled(self):  # SYNDBG-13 and 54
        return self.leaf(0x40000001).get('eax') == HV1 and bool(self.leaf(0x40000082).get('eax', 0) & 2)

    def lacks(self, register):  # SYNDBG-15, 56 and 89
        return self.enforce and not self.leaf(0x40000003).get(register, 0) & 1 << 11


def new_vcpu(index):
    return Vcpu(id=index, vp_index=index, leaves=[], enforce=False, has_run=False, synic=None, rip=0, moved=False,
                immediate=False, due=None, stopped=None, guest=None, run=Run(), record=Run())


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
        read = self.host_msr if op['fd'] == 'vcpu' else lambda msr: 0 if msr in LISTED or msr == TSC else None
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
        bit = {'eax': 2 if op['on'] else 0}
        self.v.leaves = [leaf | bit if leaf['function'] == 0x40000082 else leaf for leaf in SUPPORTED]
        return {}

    def op_get_cpuid(self, op):
        return {'leaf': self.v.leaf(op['function']) or None}

    def op_enable_cap(self, op):
        fd, cap, arg = op['fd'], op['cap'], op['arg']
        if fd == 'vcpu' and cap == ENFORCE:
            self.v.enforce = arg != 0
        elif fd == 'vcpu' and cap in SYNICS and self.config['irqchip'] and not (cap == 148 and arg):
            self.v.synic = {'control': 1, 'evt_page': 0, 'msg_page': 0}
        elif fd == 'vm' and cap == USER_SPACE_MSR and arg < 8:
            self.vm.exit_reasons = arg
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
        changed = WITHOUT_IRQCHIP if op['fd'] == 'vcpu' and not self.config['irqchip'] else {}
        beside = {'index': 0, 'flags': 0, 'padding': (0, 0, 0)} if op.get('whole') else {}
        return {'nent': len(SUPPORTED), 'leaves': [leaf | changed.get(leaf['function'], {}) | beside for leaf in SUPPORTED]}

    def op_pass_leaves(self, op):
        own = [leaf for leaf in SUPPORTED if leaf['function'] not in DEBUGGER]  # SYNDBG-120
        without = [leaf | {'ebx': leaf['ebx'] & ~0x800, 'edx': leaf['edx'] & ~0x802} if leaf['function'] == 0x40000003 else leaf
                   for leaf in own]
        return self.op_set_cpuid({'leaves': SUPPORTED if op['debugger'] else without})

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
        if v.stopped in ('BARE', 'EINTR'): v.stopped = v.guest = None
        return {}
