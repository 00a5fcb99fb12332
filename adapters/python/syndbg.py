#!/usr/bin/env python3
"""The Hyper-V synthetic debugger of KVM, as Linux merged it, as a subject of hvspec (profile upstream). Copy me."""
import hvspec
from syndbg_host import Host, HV1, new_vm, SIX, SYNIC
from syndbg_vmm import Vmm

CONTROL, RESERVED = 0x400000F1, 0xF000F000F8000000
POST, RETRIEVE, RESET_SESSION = 0x69, 0x6A, 0x6B
SHOWN = ('control', 'send_page', 'recv_page', 'pending_page')  # the registers that an exit shows
OFFER = {'machine': 'syndbg', 'profile': 'upstream', 'choices': {'sysfd_get': 'count1'},
         'capabilities': ['trace', 'hypercalls', 'cpuid-tables', 'supported-cpuid', 'capabilities', 'msr-lists',
                          'cpu-modes', 'synic', 'enforce-cpuid', 'user-space-msr', 'msr-filter', 'ignore-msrs', 'emulator', 'set-regs',
                          'immediate-exit', 'run-bytes', 'cpuid-entries', 'vmm']}


class Syndbg(Vmm, Host):
    """One instance. Operation op is the method op_<op>: it gives what the outcome has beside `ok` and the events."""

    def __init__(self, machine, profile, config):
        self.config, self.ignore_msrs = config, False
        self.vms = [new_vm(config['vcpus']) for _ in range(config['vms'])]

    def step(self, op):
        vm, vcpu, method = op.get('vm', 0), op.get('vcpu', 0), getattr(self, 'op_' + op['op'], None)
        if method is None: raise hvspec.Lacks(op['op'])
        try: self.events, self.vm, self.v = [], self.vms[vm], self.vms[vm].vcpus[vcpu]
        except IndexError: raise hvspec.Misuse('there is no such VM or vCPU') from None
        return {'outcome': 'ok', **method(op), 'events': self.events}

    def inspect(self):
        return {'vms': [{'registers': vm.reg, 'vcpus': [{'stopped': v.stopped} for v in vm.vcpus]} for vm in self.vms]}

    # The guest is a generator: it yields what the vCPU then waits in, and the next KVM_RUN resumes it.
    def op_run(self, op):
        v, idle, result = self.v, self.v.guest is None, {}
        v.run.edit(op.get('run', {}))
        v.immediate, guest = op.get('run', {}).get('immediate_exit', False), v.guest or self.entered({})
        try:
            v.stopped, v.guest = next(guest), guest
        except StopIteration as end:
            v.stopped, v.guest, result = None, None, end.value
        if not v.immediate:
            v.has_run = True
            return result
        if result: v.stopped, v.guest = 'EINTR', self.entered(result)  # what the guest has still to see
        if idle: v.stopped = v.guest = None
        return {'outcome': 'error', 'error': 'EINTR'}

    def instruction(self, op):
        if self.v.stopped: raise hvspec.Misuse(f'the vCPU waits in {self.v.stopped}: send run first')
        self.v.rip, self.v.moved = op.get('rip', 0x1000), False
        self.v.guest = self.begun(getattr(self, 'guest_' + op['op'])(op))
        return self.op_run(op)
    op_wrmsr = op_rdmsr = op_hypercall = op_cpuid = instruction

    def begun(self, instruction):
        yield from self.entered()
        return (yield from instruction)

    def entered(self, result=None):
        """Into the guest, unless userspace or an exit that was put off comes first (SYNDBG-69 and 93)."""
        v = self.v
        while v.due or v.immediate and not v.moved:
            if v.immediate: yield 'EINTR'
            else: yield from self.syndbg(v.due, v.rip, completed=True)
        return result

    def leave(self, kind, rip, **fields):
        self.events.append({'event': 'exit', 'exit': kind, 'reason': self.v.run['reason'], 'rip': rip, **fields})
        return kind

    def syndbg(self, payload, rip, completed=False):
        """`status` is what the last SynIC exit left in KVM's own record of exits: SYNDBG-62."""
        v = self.v
        v.due = None
        shown = {'type': 3, 'status': v.event_page, **payload}
        v.run.fill(0)
        v.run.put(reason=27, **shown)
        yield self.leave('SYNDBG', rip, pad1=0, pad2=0, **shown)
        if not completed: self.complete()

    def complete(self):
        run = self.v.run
        if run['msr'] == CONTROL: self.vm.reg['status'] = run['status']  # as userspace left them: SYNDBG-64

    def trace(self, verb, msr, data):
        if not self.config['trace']: return
        text = f'vcpu_id {self.v.id} vp_index {self.v.vp_index} msr {msr:#x} data {data:#x}'
        self.events.append({'event': 'trace', 'name': f'kvm_hv_syndbg_{verb}_msr', 'text': text})

    def guest_wrmsr(self, op):
        v, reg, msr, value = self.v, self.vm.reg, op['msr'], op['value']
        past = v.rip + 2
        if msr in SYNIC: return (yield from self.synic(msr, value, past))
        reason = self.refusal(msr)
        if reason: return (yield from self.refuse(op, reason, value))
        if msr not in SIX: return {}
        self.trace('set', msr, value)
        reg[SIX[msr]] = value
        if SIX[msr] not in ('control', 'pending_page'): return {}
        payload = {'msr': msr, **{name: reg[name] for name in SHOWN}}
        if op.get('path') != 'emulated': return (yield from self.syndbg(payload, past)) or {}
        v.due = payload  # it exits later, and then the CPU runs it again
        yield self.leave('BARE', v.rip)
        self.complete()  # before the exit is there: SYNDBG-144
        yield from self.entered()
        return {} if v.moved else (yield from self.guest_wrmsr({**op, 'path': None}))

    def synic(self, msr, value, rip):
        v = self.v
        v.synic[SYNIC[msr]] = value
        v.event_page = v.synic['evt_page']
        v.run.put(reason=27)
        yield self.leave('SYNIC', rip, type=1, pad1=0, msr=msr, **v.synic)
        return {}

    def guest_rdmsr(self, op):
        msr = op['msr']
        reason = self.refusal(msr)
        if reason: return (yield from self.refuse(op, reason, 0))
        if msr in SIX: self.trace('get', msr, self.vm.reg[SIX[msr]])
        return self.read(self.vm.reg[SIX[msr]] if msr in SIX else 0)

    def read(self, value):
        return {'value': value, 'rax': value & 0xFFFFFFFF, 'rdx': value >> 32}

    def refusal(self, msr):
        """Why the guest may not: 4 MSR filter, 1 gate closed, 2 unknown MSR; 0 if it may."""
        if any(r['base'] <= msr < r['base'] + r['count'] for r in self.vm.deny): return 4
        if msr in SIX: return 0 if self.v.enabled() and not self.v.lacks('edx') else 1
        return 0 if self.ignore_msrs else 2

    def refuse(self, op, reason, data):
        v, kind, reads = self.v, op['op'].upper(), op['op'] == 'rdmsr'
        if self.vm.exit_reasons & reason:
            shown = {'error': 0, 'msr_reason': reason, 'index': op['msr'], 'data': data}
            v.run.put(reason=29 if reads else 30, **shown)
            yield self.leave(kind, v.rip, **shown)
            if not v.run['error']: return self.read(v.run['data']) if reads else {}
        kept = {name: op.get(name, 0) for name in ('rax', 'rdx')} if reads else {}
        code = {} if op.get('mode') == 'real' else {'error_code': 0}
        return {'outcome': 'fault', 'fault': '#GP', 'rip': v.rip, **code, **kept}

    def guest_hypercall(self, op):
        v, vm, asked, code = self.v, self.vm, op['input'], op['input'] & 0xFFFF
        if not vm.os_id or v.held(0x40000001, 'eax') != HV1:  # KVM's own hypercalls: -KVM_ENOSYS
            return {'value': -1000 % (1 << (32 if op.get('mode', 'long64') != 'long64' else 64))}
        if op.get('cpl') or op.get('mode') == 'real': return {'outcome': 'fault', 'fault': '#UD', 'rip': v.rip}
        for status, applies in ((2, code not in (POST, RETRIEVE, RESET_SESSION)), (6, v.enabled() and v.lacks('ebx')),
                                (3, asked & RESERVED), (5, code != RESET_SESSION and asked & 1 << 16),
                                (2, not v.enabled()), (8, not vm.reg['options'] & 4)):  # SYNDBG-50 and 88, in order
            if applies: return {'value': status}
        shown, pages = {'type': 2, 'input': asked}, (op['ingpa'], op['outgpa'])
        v.run.put(reason=27, ingpa=pages[0], outgpa=pages[1], **shown)
        yield self.leave('HCALL', v.rip, pad1=v.run['pad1'], result=v.run['result'], params=pages, **shown)
        return {'value': v.run['result']}

    def guest_cpuid(self, op):
        yield from ()
        return {name: self.v.held(op['function'], name) for name in ('eax', 'ebx', 'ecx', 'edx')}


if __name__ == '__main__':
    hvspec.serve('syndbg in Python', '1', [OFFER], Syndbg, counts=('count', 'nent', 'size'))
