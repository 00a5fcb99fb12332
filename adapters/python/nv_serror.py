"""SErrors that userspace makes pending, for nv.py: who takes them, and when (NV-112 to NV-120)."""
import hvspec
from nv_host import DAIF, DIT, EL1H, NZCV, PAN, TGE, U64, Host, vector

A, AMO = 1 << 8, 1 << 5
SERROR, ISS, OFFSET = 0xBE000000, 0x1FFFFFF, 0x180


class Errors(Host):
    """`pending` is the ISS of an SError that waits, and whether HCR_EL2.VSE has told the CPU of it."""

    def reset(self, op):
        super().reset(op)
        self.pending = None

    def op_set_vcpu_events(self, op):
        iss = op['serror_esr']
        if not self.init: return 'ENOEXEC'
        if self.a32: raise hvspec.Misuse('an SError of a vCPU with a 32-bit EL1')
        if iss & ~ISS: return 'EINVAL'
        self.inject(iss)

    def inject(self, iss):
        vel2, amo = self.pstate & 0x1F in (8, 9), self.raw & AMO
        self.pending = None
        if not self.host and amo: return self.by_kvm(None, OFFSET)  # its syndrome is lost, as on Linux 6.17
        if vel2 and not self.raw & TGE and not amo: self.pending = (iss, False)
        elif self.pstate & A: self.pending = (iss, True)
        elif vel2 or self.host and not self.pstate & 0xF: self.by_kvm(SERROR | iss, OFFSET)
        else: self.to_vel1(SERROR | iss)

    def to_vel1(self, esr):
        frame, group = self.where('SPSR_EL1')[0], vector(self.pstate) + OFFSET
        frame.update(spsr=self.pstate, elr=self.pc, esr=esr)
        self.pstate, self.pc = self.pstate & (NZCV | DIT | PAN) | DAIF | EL1H, frame['vbar'] + group & U64
        self.event('exception', to='vEL1', by='KVM', vector=group, esr=esr)

    def look_again(self):
        if self.pending: self.inject(self.pending[0])

    def take(self):
        """The CPU takes what it was told of, once A is clear."""
        if self.place != 'guest' or not self.pending or not self.pending[1] or self.spsr & A: return
        iss, self.pending = self.pending[0], None
        self.by_cpu(SERROR | iss, self.elr, OFFSET)

    def no_error(self):
        if self.pending: raise hvspec.Misuse('an SError waits')
