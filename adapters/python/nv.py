#!/usr/bin/env python3
"""A vCPU with a guest hypervisor in KVM/arm64, as Linux merged it, as a subject of hvspec (profile upstream). Copy me.

With --no-insight it shows what userspace of a running kernel sees and no more.
"""
import sys

import hvspec
from nv_host import (ALLINT, BTYPE, DAIF, DIT, E2H, EL0T, EL1H, EL1T, EL2H, EL2T, FIELDS, HELD, IL, NV, NZCV, PAN, SS, TGE, USER)
from nv_host import U64, vector
from nv_serror import Errors

OFFER = {'machine': 'nv', 'profile': 'upstream',
         'capabilities': ['insight', 'raw-exit', 'forced-exit', 'el0-32bit', 'el0-64bit-only', 'el1-32bit', 'nvhe', 'e2h0', 'inject-irq', 'serror', 'guest-debug', 'fgt', 'pauth'],
         'choices': {'pan_on_vel2_entry': 'set', 'allint_on_entry': 'set', 'nzcv_on_entry': 'kept',
                     'illegal_return_flags': 'pstate', 'context_check': 'yes', 'vector_base': 'bits-63-11', 'amo_at_vel2': 'as-it-is', 'serror_syndrome': 'kept', 'fpac_il': 'set', 'trapped_eret': 'leaves'}}

# ESR_EL2 as the CPU writes it: EC, IL and the ISS of an instruction of AArch64, with X0 where a register is named
TRAPPED = {'WFE': 0x7E00001, 'SMC': 0x5E000000, 'TLBI VMALLE1': 0x621023EE, 'TLBI ALLE2': 0x621123EE,
           'MRS VBAR_EL12': 0x62317001, 'MRS ACTLR_EL1': 0x62320401}


class Nv(Errors):
    """KVM and the guest. Operation op is the method op_<op>: it gives what the outcome has beside `ok` and the events."""

    # KVM, around the guest
    def op_enter(self, op):
        mode = self.pstate & 0x1F
        if self.el2 and mode & USER: return self.leave('FAIL_ENTRY', False) or 'EINVAL'
        if self.pending and not self.pending[1]: self.look_again()
        mode = self.pstate & 0x1F
        self.sampled, self.place, self.elr, self.spsr = self.host, 'guest', self.pc, self.pstate
        if mode in (EL2T, EL2H): self.spsr ^= 0xC
        elif (mode & 0x18) == 8: self.spsr = self.spsr & ~0xF | EL2H | IL  # never to the real EL2

    def op_exit(self, op):
        if (op['kind'] == 'IRQ') != ('esr' not in op) or op['kind'] == 'IRQ' and op.get('resume'): raise hvspec.Misuse('no esr for an IRQ')
        self.spsr, self.elr = op.get('spsr', self.spsr), op.get('elr', self.elr)
        self.exit(op.get('esr'), lambda: op.get('resume'))
        if self.place == 'kvm': self.look_again()

    def exit(self, esr, handler):
        """PSTATE first, by the context of the entry; then the check, ESR_EL2 and the handler (NV-12 to NV-21)."""
        self.pstate = self.virtual()
        self.event('sync', pstate=self.pstate)
        if self.host != self.sampled:
            self.place = 'panicked'
            return self.event('panic')
        if esr is not None:
            self.esr = esr
            self.event('esr', esr=esr)
            self.event('handler', host_context=self.host)
            if handler(): return
        if not self.config['vhe']: self.event('sync', pstate=self.pstate)  # the save of the return state takes it once more
        self.place, self.pc = 'kvm', self.elr

    def by_cpu(self, esr, elr, kind=0):
        vel2, offset = self.loaded == 'vEL2', vector(self.spsr) + kind
        seen = self.spsr ^ 0xC if vel2 and self.spsr & 0x1F in (EL1T, EL1H) else self.spsr  # the mode as the guest knows it
        self.file['cpu'].update(spsr=seen, elr=elr & U64, esr=esr)
        self.spsr = self.spsr & (NZCV | DIT | PAN) | (PAN if vel2 else 0) | ALLINT | DAIF | EL1H
        self.elr = (self.file['cpu']['vbar'] & ~0x7FF) + offset
        self.event('exception', to='vEL2' if vel2 else 'vEL1', by='CPU', vector=offset, esr=esr)

    # The guest
    def level(self, *allowed):
        mode = self.spsr & 0x1F
        at = ('vEL2' if self.loaded == 'vEL2' else 'vEL1') if mode in (EL1T, EL1H) else 'A32' if mode & USER else 'EL2' if mode else 'EL0'
        if at not in allowed: raise hvspec.Misuse(f'the guest is at {at}: this is for {", ".join(allowed)}')
        if self.due(): raise hvspec.Misuse('PSTATE.IL is set, or PC odd: send execute first')
        return at

    def begin(self):
        """An instruction: from the first one on PSTATE is what the CPU can hold."""
        self.spsr &= HELD

    def end_step(self, name):
        """Software Step: after an instruction, or at once where the last one was KVM's to finish (NV-123)."""
        if name not in ('execute', 'exception', 'msr', 'mrs') and (name != 'enter' or self.spsr & SS): return
        self.exit(0xCB000022, lambda: False)
        self.pstate |= SS
        self.leave('DEBUG')

    def unstepped(self):
        if self.stepping: raise hvspec.Misuse('nobody says what a step over this is')

    def due(self):
        """What comes in place of the next instruction: PC between two, or IL (NV-57, NV-108, NV-109)."""
        return 0x8A000000 if self.elr & 3 and not self.spsr & USER else 0x3A000000 if self.spsr & IL else 0

    def op_execute(self, op):
        if self.spsr & 0x1F not in (EL0T, EL1T, EL1H) and not self.spsr & USER: raise hvspec.Misuse('the entry was illegal')
        if self.due(): self.unstepped()
        self.begin()
        if self.due(): return self.by_cpu(self.due(), self.elr)
        self.spsr = self.spsr & ~(BTYPE | SS) | (1 << 10 if op.get('br') else 0)
        self.elr = op.get('pc', self.elr)

    def op_exception(self, op):
        kind = op['class']
        self.level(*{'FP': ('vEL2',), 'SVC': ('EL0', 'vEL1', 'vEL2')}.get(kind, ('EL0', 'vEL1', 'vEL2', 'A32')))
        if kind != 'SVC': self.unstepped()
        self.begin()
        esr = {'SVC': 0x56000000 | op.get('imm', 0), 'UDF': 0x2000000, 'FP': 0x1FE00000}[kind]
        self.by_cpu(esr, self.elr + 4 if kind == 'SVC' else self.elr)

    def access(self, reg):
        at = self.level('vEL1', 'vEL2', *(('EL0',) if reg in ('NZCV', 'DIT', 'SSBS') and self.writing else ()))
        if reg.endswith('_EL2') and at != 'vEL2': raise hvspec.Misuse(f'{reg} is for vEL2')
        if reg == 'CurrentEL' and self.writing: raise hvspec.Misuse('CurrentEL is for reading')
        self.begin()
        return at

    def op_msr(self, op):
        reg, value, self.writing = op['reg'], op['value'], True
        self.access(reg)
        if reg in FIELDS: self.spsr = self.spsr & ~FIELDS[reg] | value & FIELDS[reg]
        elif reg == 'HCR_EL2': self.raw = value
        else: self.where(reg)[0][self.where(reg)[1]] = value
        self.spsr, self.elr = self.spsr & ~(BTYPE | SS), self.elr + 4 & U64

    def op_mrs(self, op):
        reg, self.writing = op['reg'], False
        at = self.access(reg)
        if reg in FIELDS: value = self.spsr & FIELDS[reg]
        elif reg in ('HCR_EL2', 'CurrentEL'): value = self.raw if reg == 'HCR_EL2' else 8 if at == 'vEL2' else 4
        else: value = self.where(reg)[0][self.where(reg)[1]]
        self.spsr, self.elr = self.spsr & ~(BTYPE | SS), self.elr + 4 & U64
        return {'value': value}

    def op_eret(self, op):
        key, forged = op.get('key'), op.get('forged', False)
        at, cpu = self.level('vEL2', *(() if key else ('vEL1',))), self.file['cpu']
        self.unstepped()
        spsr, elr, mode = cpu['spsr'], cpu['elr'], cpu['spsr'] & 0x1F
        if at == 'vEL1':
            if mode not in (EL0T, EL1T, EL1H): raise hvspec.Misuse('ERET from vEL1 is for EL0t, EL1t and EL1h')
            self.spsr, self.elr = spsr & HELD, elr
            return
        self.no_error()
        self.begin()
        legal = mode in (EL0T, EL2T, EL2H) or mode in (EL1T, EL1H) and not self.raw & TGE
        fast = self.stays(mode) and not self.hcr & NV and not op.get('fine_grained')

        def handler():
            if forged and legal: return False  # FPAC in place of a return (NV-104)
            self.event('eret', path='fast' if fast else 'slow')
            if fast: self.elr, self.spsr = elr, (spsr ^ 0xC if mode else spsr) & HELD
            return fast
        self.exit(0x6A000000 | {None: 0, 'A': 2, 'B': 3}[key], handler)
        if self.place != 'kvm': return
        if forged and legal: return self.by_kvm(0x72000000 | (key == 'B'))
        self.put()
        self.pc, self.pstate = elr, spsr if legal else self.pstate & (NZCV | DAIF | 0x1F) | IL
        self.load()

    def stays(self, mode): return mode in (EL2T, EL2H) or mode == EL0T and self.hcr & TGE and self.hcr & E2H

    def op_hvc(self, op):
        if not self.el2: raise hvspec.Misuse('HVC needs HAS_EL2')
        self.level('vEL1', 'vEL2')
        self.no_error()
        self.begin()
        self.elr = self.elr + 4 & U64
        self.exit(0x5A000000 | op['imm'], lambda: False)
        self.by_kvm(self.esr)

    def op_trapped(self, op):
        self.level('vEL2')
        self.unstepped()
        self.no_error()
        self.begin()
        self.exit(TRAPPED[op['insn']], lambda: op.get('resume'))
        if self.place == 'guest': self.elr, self.spsr = self.elr + 4 & U64, self.spsr & ~(BTYPE | SS)
        else: self.pc, self.pstate = self.pc + 4 & U64, self.pstate & ~(BTYPE | SS)
        value = {'SMC': 0x10001, 'MRS VBAR_EL12': self.file['EL1']['vbar']}.get(op['insn'])
        return {} if value is None else {'value': value}

    def op_ldr(self, op):
        self.level('EL0', 'vEL1', 'vEL2')
        self.unstepped()
        self.no_error()
        self.begin()
        self.exit(0x92000000, lambda: False)
        self.leave('MMIO', phys_addr=op['ipa'])
        self.mmio = True


if __name__ == '__main__':
    if '--no-insight' in sys.argv:
        OFFER['capabilities'].remove('insight')
        Nv.insight = False
    hvspec.serve('nv in Python', '1', [OFFER], Nv)
