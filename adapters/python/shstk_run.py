"""What a program runs into, for shstk.py: instructions, faults, signals and sigreturn."""
import hvspec
from shstk_memory import ALL, BIT63, cp, Failed, Fault, gp, MINSIGSTKSZ, Num, refused, SIGNAL_FRAME, TASK_SIZE_MAX, ud

# What an attacker finds in a frame, by the kind of the frame.
KINDS = {'return': 'call', 'saved_ssp': 'signal'}
NAMES = {1: 'near ret', 2: 'far/iret', 4: 'rstorssp'}


class Run:
    # Signals: what a fault becomes, delivery (SHSTK-49, 50, 91, 105, 108, 149, 150) and sigreturn (SHSTK-51, 98, 100).
    def raised(self, outcome):
        if outcome['fault'] == '#CP' and 11 not in self.p.handlers:
            code = outcome['error_code']
            self.events.append({'event': 'log', 'ssp': self.t.ssp, 'error': Num(code), 'name': NAMES[code]})
        for signo in [outcome['signal']] if outcome['signal'] == 11 else [outcome['signal'], 11]:
            handler = self.p.handlers.get(signo)
            if handler is None: return self.killed(signo, outcome)
            try: self.deliver(signo, handler)
            except Fault: self.events.append({'event': 'signal', 'signo': Num(11), 'si_code': 'SI_KERNEL'}); continue
            return {**outcome, 'events': self.events}
        return self.killed(11, outcome)

    def killed(self, signo, outcome):
        self.events.append({'event': 'killed', 'signo': Num(signo)})
        for t in [t for t in self.threads.values() if t.process == self.t.process]: self.end(t)
        return {**outcome, 'events': self.events}

    # The normal stack (SHSTK-128 to 136). `sp` is where the innermost frame is on an alternate stack, 0 elsewhere.
    def sp(self): return self.t.frames[0][2] if self.t.frames else 0

    def on_altstack(self, sp):
        base, size = self.t.alt
        return base < sp <= base + size

    def frame_size(self): return self.config.get('signal_frame', SIGNAL_FRAME)

    def frame_place(self, h):
        sp = self.sp()
        bounded = self.on_altstack(sp)
        if h['onstack'] and not bounded: sp, bounded = sum(self.t.alt), True
        if not sp: return 0
        at = sp - self.frame_size()
        if bounded and not self.on_altstack(at): raise refused()
        if not self.s.throughout(at, sp, lambda m: m.prot & 2 and not m.shadow): raise refused()
        return at

    def deliver(self, signo, h):
        t = self.t
        if h['compat'] and t.features: raise gp()
        if h['restorer'] is None or t.features and h['restorer'] == 0: raise refused()
        at = self.frame_place(h)
        if t.features:
            if t.ssp % 8: raise refused()
            try: self.s.push(t.ssp - 8, t.ssp | BIT63); self.s.push(t.ssp - 16, h['restorer'])
            except Fault: raise refused()
            t.ssp -= 16
        t.frames = (('call', h['restorer'], at), (('signal', 0, at, t.alt), t.frames))
        self.events.append({'event': 'handler', 'signo': Num(signo), 'ssp': t.ssp})

    def op_sigaction(self, op):
        handler = {'restorer': op['restorer'], 'onstack': op.get('onstack', False), 'compat': op.get('entry') == '32'}
        self.p.handlers.pop(op['signo'], None)
        if op['handler'] == 'function': self.p.handlers[op['signo']] = handler

    def op_sigaltstack(self, op):
        if self.on_altstack(self.sp()): raise Failed('EPERM')
        if op['size'] < MINSIGSTKSZ: raise Failed('ENOMEM')
        self.t.alt = op['base'], op['size']

    def op_signal(self, op):
        handler = self.p.handlers.get(op['signo'])
        if not handler: self.killed(op['signo'], {}); return
        try: self.deliver(op['signo'], handler)
        except Fault as fault:
            if op['signo'] == 11: return self.killed(11, fault.outcome)
            raise

    def op_sigreturn(self, op):
        t, frames = self.t, self.t.frames
        while frames and frames[0][0] != 'signal': frames = frames[1]
        if frames:
            _, _, at, saved = frames[0]
            if at and not self.s.throughout(at, at + self.frame_size(), lambda m: m.prot): raise refused()
            t.frames, t.alt = frames[1], saved
        if t.features:
            m = self.s.at(t.ssp)
            value = self.s.read(t.ssp) ^ BIT63 if t.ssp % 8 == 0 and m and m.shadow and m.prot else ALL
            if value % 8 or value >= TASK_SIZE_MAX: raise refused()
            t.ssp = value

    # Instructions (SHSTK-55, 110 to 117).
    def on(self):
        if not self.t.ucet & 1: raise ud()

    def op_call(self, op):
        t = self.t
        if t.ucet & 1: self.s.push((t.ssp - 8) & ALL, op['ret']); t.ssp -= 8
        if op.get('to') != 'vsyscall': t.frames = (('call', op['ret'], self.sp() and self.sp() - 8), t.frames)

    @staticmethod
    def innermost(frames, kinds=KINDS.values()):
        """The innermost frame and those below it."""
        if not frames: raise hvspec.Misuse('there is no frame')
        if frames[0][0] not in kinds: raise hvspec.Misuse('the innermost frame is another')
        return frames

    def op_ret(self, op):
        t = self.t
        (_, ret, _), below = self.innermost(t.frames, ['call'])
        if t.ucet & 1:
            if self.s.pop(t.ssp) != ret or op.get('far'): raise cp(2 if op.get('far') else 1)
            t.ssp += 8
        t.frames = below

    def op_uretprobe(self, op):
        t, to = self.t, op['trampoline']
        (_, ret, at), below = self.innermost(t.frames, ['call'])
        if ret == to: return
        t.frames = (('call', to, at), below)
        if not t.features: return
        if t.ssp % 8: raise refused()
        try: self.s.push(t.ssp, to)
        except Fault: raise refused()

    def op_move_rsp(self, op):
        t, stack = self.t, op.get('stack', self.t.stack)
        parked = {**t.parked, t.stack: t.frames}
        frames = parked.get(stack, ())
        for _ in range(op['drop']): _, frames = self.innermost(frames)
        t.stack, t.parked, t.frames = stack, parked, frames

    def op_overwrite(self, op):
        above, frames = [], self.t.frames
        for _ in range(op['frame']):
            frame, frames = self.innermost(frames)
            above.append(frame)
        (kind, _, *rest), below = self.innermost(frames, [KINDS[op['what']]])
        frames = ((kind, op['value'], *rest), below)
        for frame in reversed(above): frames = (frame, frames)
        self.t.frames = frames

    def op_load(self, op): self.s.ordinary(op['addr'], False); return {'value': self.s.read(op['addr'])}
    def op_store(self, op): self.s.ordinary(op['addr'], True); self.s.write(op['addr'], op['value'])
    def op_rdssp(self, op): return {'value': self.t.ssp if self.t.ucet & 1 else op['reg']}

    def op_incssp(self, op):
        self.on()
        count, unit, t = op['count'], op.get('unit', 8), self.t
        for at in (t.ssp, t.ssp + max(count - 1, 0) * unit): self.s.shadow(at, False, unit)
        t.ssp += count * unit

    def op_rstorssp(self, op):
        self.on()
        addr = op['addr']
        if addr % 8: raise gp()
        if self.s.pop(addr) not in (addr + 9, addr + 13): raise cp(4)
        self.s.push(addr, self.t.ssp | 3)
        self.t.ssp = addr

    def op_saveprevssp(self, op):
        self.on()
        entry = self.s.pop(self.t.ssp)
        if not entry & 2: raise gp()
        self.s.push(((entry & ~3) - 8) & ALL, entry & ~3 | 1)
        self.t.ssp += 8

    def op_wrss(self, op):
        if not self.t.ucet & 2: raise ud()
        if op['addr'] % op.get('unit', 8): raise gp()
        self.s.push(op['addr'], op['value'], op.get('unit', 8))

    def op_privileged(self, op): raise gp() if op['insn'] == 'wruss' else ud()
