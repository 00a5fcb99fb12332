"""Threads and the tracer, for shstk.py."""
from copy import deepcopy
from types import SimpleNamespace

from shstk_memory import align, ends, Failed, Num, Space, TASK_SIZE_MAX

LOCK, UNLOCK, STATUS = 0x5003, 0x5004, 0x5005


class Tasks:
    # Threads (SHSTK-29, 43 to 48, 92 to 97) and the tracer (SHSTK-57 to 59, 118 to 121).
    # Clones that fail late (SHSTK-151, 152), workers (SHSTK-153) and stacks that are brought (SHSTK-164 to 170).
    def op_clone(self, op):
        t, id, vm, vfork, token = self.t, self.next, op['vm'], op['vfork'], op.get('shstk_token', 0)
        if token % 8 or token and not t.features: raise Failed('EINVAL')
        child = SimpleNamespace(**vars(t))
        if vm and not vfork: vars(child).update(self.normal_stack())
        child.id, child.space = id, t.space if vm else id
        child.process = t.process if op.get('same_process', vm and not vfork) else id
        child.worker = op.get('worker', False)
        if token: child.base, child.size, child.ssp = 0, 0, token + 8
        elif vfork: child.base = child.size = 0
        elif t.features and vm:
            child.base, child.size = self.stack(align(op['stack_size']) if op.get('stack_size') else self.size())
            child.ssp = child.base + child.size
        if child.worker: child.ssp = child.ucet = 0
        space = self.s if vm else deepcopy(self.s)
        if token: self.use_token(space, token)
        if op.get('tid_in_use'):
            space.unmap(child.base, child.base + child.size)
            raise Failed('EEXIST')
        if not vm: self.spaces[id] = space
        if child.process == id: self.processes[id] = SimpleNamespace(handlers=dict(self.p.handlers), rlimits=dict(self.p.rlimits))
        self.threads[id], self.next = child, id + 1
        if vfork: t.waits = id
        return {'value': id}

    @staticmethod
    def use_token(space, token):
        m = space.at(token)
        if m is None or not m.shadow or not m.prot & 2: raise Failed('EFAULT')
        if space.read(token) != token + 9: raise Failed('EINVAL')
        space.push(token, 0)

    def end(self, t):
        del self.threads[t.id]
        self.spaces[t.space].unmap(t.base, t.base + t.size)
        self.released(t.id)

    def released(self, gone):
        for o in self.threads.values(): o.waits = None if o.waits == gone else o.waits
        used = list(self.threads.values())
        self.processes = {i: p for i, p in self.processes.items() if any(o.process == i for o in used)}
        self.spaces = {i: s for i, s in self.spaces.items() if any(o.space == i for o in used)}

    def op_exit(self, op): self.end(self.t)

    def op_execve(self, op):
        t, space = self.t, self.next
        for o in [o for o in self.threads.values() if o.process == t.process and o is not t]: self.end(o)
        self.s.unmap(t.base, t.base + t.size)
        self.spaces[space], self.next, self.p.handlers = Space(self.config), space + 1, {}
        self.threads[t.id] = self.fresh(t.id, t.process, space)
        self.released(t.id)

    def op_ptrace_getregset(self, op):
        if op['len'] % 8: raise Failed('EINVAL')
        if not self.t.features: raise Failed('ENODEV')
        return {'length': Num(8), 'value': self.t.ssp} if op['len'] else {'length': Num(0)}

    def op_ptrace_setregset(self, op):
        if op['len'] % 8: raise Failed('EINVAL')
        if not self.t.features: raise Failed('ENODEV')
        if not op['len'] or op['value'] % 8 or op['value'] >= TASK_SIZE_MAX: raise Failed('EINVAL')
        self.t.ssp = op['value']
        return {'length': Num(8)}

    def op_ptrace_arch_prctl(self, op):
        option, t = op['option'], self.t
        if option == STATUS: return {'stored': [t.features]}
        if option == LOCK: t.locked |= op['arg']
        elif option == UNLOCK and self.config['checkpoint_restore']: t.locked &= ~op['arg']
        else: raise Failed('EINVAL')

    def op_ptrace_poke(self, op):
        addr = op['addr']
        m, rest = self.s.at(addr), self.s.at(addr + 7)
        if m is None: raise Failed('EIO')
        self.s.write(addr, op['value'], (rest or m).end - addr)
        for at in ends(addr):
            if self.s.at(at): self.s.touch(at, True)
        if rest is None: raise Failed('EIO')

    def op_context_switch(self, op): pass
