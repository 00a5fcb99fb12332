"""What userspace and KVM do with a vCPU outside the guest, for nv.py: features, registers, vcpu_put and vcpu_load."""
import hvspec

EL0T, EL1T, EL1H, EL2T, EL2H, USER = 0, 4, 5, 8, 9, 0x10
IMO, TGE, RW, E2H, NV = 1 << 4, 1 << 27, 1 << 31, 1 << 34, 1 << 42
DAIF, BTYPE, ALLINT, IL, SS, PAN, NZCV, DIT = 0x3C0, 0xC00, 1 << 13, 1 << 20, 1 << 21, 1 << 22, 0xF << 28, 1 << 24
FIELDS = {'NZCV': NZCV, 'DAIF': DAIF, 'PAN': PAN, 'UAO': 1 << 23, 'DIT': DIT, 'SSBS': 1 << 12, 'SPSel': 1}
HELD = NZCV | DIT | 1 << 23 | PAN | IL | ALLINT | 1 << 12 | BTYPE | DAIF | 0x1F  # what the CPU can hold
NAMES = {0: 'EL0t', 4: 'EL1t', 5: 'EL1h', 8: 'EL2t', 9: 'EL2h', 12: 'EL3t', 13: 'EL3h', 16: 'User', 17: 'FIQ', 18: 'IRQ',
         19: 'Supervisor', 22: 'Monitor', 23: 'Abort', 26: 'Hyp', 27: 'Undefined', 31: 'System'}
PLACES = {'userspace': ('vcpu_init', 'get_one_reg', 'set_one_reg', 'set_vcpu_events', 'set_guest_debug', 'kvm_run'), 'kvm': ('enter', 'preempt', 'signal', 'inject_irq')}
U64 = (1 << 64) - 1
INSIDE = ('sync', 'esr', 'handler', 'put', 'load', 'eret')  # what no userspace sees: shown with insight


def vector(pstate):
    """Offset of the synchronous vector: own stack, the other one, AArch32 below, AArch64 below."""
    return 0x600 if pstate & USER else {EL1H: 0x200, EL2H: 0x200, EL1T: 0, EL2T: 0}.get(pstate & 0x1F, 0x400)


class Host:
    """One vCPU. Operation op is the method op_<op>: it gives what the outcome has beside `ok` and the events."""

    insight = True

    def __init__(self, machine, profile, config):
        self.config, self.init, self.run, self.asked = config, None, False, None
        self.stepping, self.stepped = False, False
        self.reset({'has_el2': False, 'has_el2_e2h0': False, 'el1_32bit': False})

    def reset(self, op):
        self.el2, self.e2h0, self.a32 = op['has_el2'], op['has_el2_e2h0'], op['el1_32bit']
        self.place, self.loaded, self.mmio = 'userspace', None, False
        self.pstate = self.pc = self.esr = self.raw = self.spsr = self.elr = 0
        self.file = {name: dict.fromkeys(('spsr', 'elr', 'esr', 'vbar'), 0) for name in ('cpu', 'EL1', 'vEL2')}

    def step(self, op):
        name, self.events = op['op'], []
        where = next((place for place, names in PLACES.items() if name in names), 'guest')
        if where != self.place: raise hvspec.Misuse(f'{name} is for {where}, and this is {self.place}')
        result = getattr(self, 'op_' + name)(op) or {}
        self.take()
        if self.stepping and self.place == 'guest': self.end_step(name)
        if self.place == 'panicked': result = {'outcome': 'fault', 'fault': '#BUG'}
        if isinstance(result, str): result = {'outcome': 'error', 'error': result}
        return {'outcome': 'ok', **result, 'events': self.events}

    def inspect(self):
        """What KVM_GET_ONE_REG would give if KVM_RUN returned now; with insight what KVM and the CPU hold besides."""
        inside = self.place == 'guest'
        pstate, pc = (self.virtual(), self.elr) if inside else (self.pstate, self.pc)
        if self.stepping and self.loaded: pstate = pstate & ~SS | self.own_ss
        own = self.loaded and ('vEL2' if self.in_host(pstate) else 'EL1')
        file = {name: self.file['cpu' if name == own else name] for name in ('EL1', 'vEL2')}
        seen = {'place': self.place, 'pstate': pstate, 'pc': pc, 'hcr': self.hcr, 'el1': file['EL1'], 'vel2': file['vEL2']}
        if self.init is False: seen |= {'pstate': 0, 'pc': 0, 'hcr': 0, **{name: dict.fromkeys(file['EL1'], 0) for name in ('el1', 'vel2')}}  # NV-86
        if not self.insight: return seen
        if inside: seen['sampled'] = self.sampled
        return {**seen, 'esr': self.esr, 'host_context': self.host, 'loaded': self.loaded, 'spsr': self.spsr, 'elr': self.elr, 'cpu': self.file['cpu']}

    def virtual(self):
        """PSTATE as the guest knows it, from SPSR_EL2 and the context of the entry (NV-15 to NV-18)."""
        return self.spsr ^ 0xC if self.sampled and self.spsr & 0x1F in (EL1T, EL1H) else self.spsr

    @property
    def hcr(self):  # from the first KVM_RUN on RW is set, and E2H as the features have it (NV-44, NV-45, NV-83)
        return self.raw if not self.run or not self.el2 else (self.raw & ~E2H if self.e2h0 else self.raw | E2H) | RW

    @property
    def host(self): return self.in_host(self.pstate)

    def in_host(self, pstate):  # is_hyp_ctxt(): NV-06
        return bool(self.el2 and (pstate & 0x1F in (EL2T, EL2H) or self.raw & TGE))

    def event(self, name, **fields):
        if self.insight or name not in INSIDE: self.events.append({'event': name, **fields})

    def put(self):
        name, self.loaded = 'vEL2' if self.host else 'EL1', None
        self.file[name] = dict(self.file['cpu'])
        if self.stepping: self.stepped, self.pstate = not self.pstate & SS, self.pstate & ~SS | self.own_ss  # NV-124
        self.event('put', file=name)

    def load(self):
        self.loaded = 'vEL2' if self.host else 'EL1'
        self.file['cpu'] = dict(self.file[self.loaded])
        if self.stepping: self.own_ss, self.pstate = self.pstate & SS, self.pstate & ~SS if self.stepped else self.pstate | SS
        self.event('load', file=self.loaded)

    def where(self, reg):
        """The file that holds SPSR_EL1 and the like, in the CPU while it is loaded, and the name in it."""
        name, level = reg.lower().split('_')
        own = 'vEL2' if level == 'el2' else 'EL1'
        return self.file['cpu' if own == self.loaded else own], name

    # Userspace
    def op_vcpu_init(self, op):
        if op['has_el2'] and not self.config['vhe']: raise hvspec.Misuse('HAS_EL2 needs a VHE host')
        asked = (op['has_el2'], op['has_el2_e2h0'], op['el1_32bit'])
        if op['has_el2'] and op['el1_32bit'] or self.asked not in (None, asked): return 'EINVAL'  # NV-49, NV-88
        self.asked = asked
        self.reset(op)
        self.raw = self.hcr
        self.init, self.pstate = True, 0x1D3 if self.a32 else DAIF | (EL2H if self.el2 else EL1H)

    def op_get_one_reg(self, op):
        reg = op['reg']
        if not self.init: return 'ENOEXEC'
        if reg == 'PSTATE': return {'value': self.pstate, 'mode': NAMES.get(self.pstate & 0x1F, 'reserved')}
        if reg == 'PC': return {'value': self.pc}
        if reg != 'HCR_EL2': return {'value': self.where(reg)[0][self.where(reg)[1]]}
        return {'value': self.hcr, 'e2h': bool(self.hcr & E2H), 'tge': bool(self.hcr & TGE)} if self.el2 else 'ENOENT'

    def op_set_one_reg(self, op):
        reg, value = op['reg'], op['value']
        if not self.init: return 'ENOEXEC'
        if reg == 'HCR_EL2' and not self.el2: return 'ENOENT'
        if reg == 'PSTATE' and not self.settable(value & 0x1F): return 'EINVAL'
        if reg in ('PSTATE', 'PC'): setattr(self, reg.lower(), value)
        elif reg == 'HCR_EL2':
            self.raw = value
            self.raw = self.hcr  # what userspace writes is fixed at once, what vEL2 writes when it is looked at
        else: self.where(reg)[0][self.where(reg)[1]] = value

    def settable(self, mode):  # NV-47
        if mode == USER: return self.config.get('el0_32bit', True)
        if self.a32: return mode in (0x11, 0x12, 0x13, 0x17, 0x1B, 0x1F)
        return mode in (EL0T, EL1T, EL1H) or self.el2 and mode in (EL2T, EL2H)

    def op_set_guest_debug(self, op):
        self.stepping = op['single_step']
        self.stepped = self.stepped and self.stepping

    def op_kvm_run(self, op):
        if self.init is None: return 'ENOEXEC'
        if not self.run:
            self.run = True
            self.raw = self.hcr
        if self.el2 and not self.config['vgic']: return 'EAGAIN'
        self.place, self.pc, self.mmio = 'kvm', self.pc + 4 * self.mmio & U64, False
        self.load()
        if op.get('signal'): return self.op_signal(op)
        if not self.init: return self.leave('FAIL_ENTRY', False) or 'EINVAL'

    def leave(self, reason, init=None, **fields):
        self.put()
        self.place, self.init = 'userspace', self.init if init is None else init
        self.event('kvm_exit', reason=reason, **fields)

    def op_preempt(self, op): self.put(), self.load()
    def op_signal(self, op): return self.leave('INTR') or 'EINTR'

    def op_inject_irq(self, op):
        if not self.el2: raise hvspec.Misuse('there is no vEL2 without HAS_EL2')
        if self.pstate & 0x1F in (EL2T, EL2H) and not self.raw & (TGE | IMO): return 'EAGAIN'
        self.by_kvm(None, 0x80)

    def by_kvm(self, esr, offset=0):
        """An exception into vEL2 by KVM, where vEL2 or its user space runs without put and load: anything but EL2 is a lower level."""
        mode = self.pstate & 0x1F
        in_place = mode in (EL2T, EL2H) or mode == EL0T and self.hcr & TGE and self.hcr & E2H
        in_place = in_place or not self.loaded  # in userspace all registers lie in memory
        if not in_place: self.put()
        frame, group = self.where('SPSR_EL2')[0], (0x400 if self.pstate & 0x1F in (EL1T, EL1H) else vector(self.pstate)) + offset
        esr = frame['esr'] if esr is None else esr
        frame.update(spsr=self.pstate, elr=self.pc, esr=esr)
        pan = self.pstate & PAN if self.e2h0 and self.run else PAN  # without E2H SCTLR_EL2.SPAN is RES1, since the first run
        self.pstate, self.pc = self.pstate & (NZCV | DIT) | pan | DAIF | EL2H, frame['vbar'] + group & U64
        self.event('exception', to='vEL2', by='KVM', vector=group, esr=esr)
        if not in_place: self.load()
