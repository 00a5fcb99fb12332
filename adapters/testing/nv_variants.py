#!/usr/bin/env python3
"""Variants of ../python/nv.py, each with a mistake that kernels have had, or have been spared by review.

any-mode        PSTATE may be set to any mode (CVE-2018-18021)
from-scratch    PSTATE of a handler that KVM calls is M and DAIF alone (before Linux 5.6)
late-context    the context is asked after the exit (before the patch)
fast-out        ERET is carried out inside the loop wherever it goes
dead-is-set     KVM_SET_ONE_REG works on a vCPU whose entry has failed
vectors-lost    what vEL2 writes to VBAR_EL1 is nowhere
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'python'))
import hvspec
import nv
from nv_host import DAIF, PAN


class AnyMode(nv.Nv):
    def settable(self, mode): return True


class FromScratch(nv.Nv):
    def by_kvm(self, esr, offset=0):
        super().by_kvm(esr, offset)
        self.pstate &= DAIF | PAN | 0x1F


class LateContext(nv.Nv):
    def exit(self, esr, handler):
        self.sampled = self.in_host(self.spsr)
        super().exit(esr, handler)


class FastOut(nv.Nv):
    def stays(self, mode): return True


class DeadIsSet(nv.Nv):
    def op_set_one_reg(self, op):
        init, self.init = self.init, self.init is not None or None
        try: return super().op_set_one_reg(op)
        finally: self.init = init


class VectorsLost(nv.Nv):
    def op_msr(self, op):
        kept = self.file['EL1']['vbar']
        result = super().op_msr(op)
        if self.loaded == 'vEL2': self.file['EL1']['vbar'] = kept
        return result


VARIANTS = {'any-mode': AnyMode, 'from-scratch': FromScratch, 'late-context': LateContext, 'fast-out': FastOut,
            'dead-is-set': DeadIsSet, 'vectors-lost': VectorsLost}

if __name__ == '__main__':
    hvspec.serve(f'nv, {sys.argv[1]}', '1', [nv.OFFER], VARIANTS[sys.argv[1]])
