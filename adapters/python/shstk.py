#!/usr/bin/env python3
"""Shadow stacks of Linux, as merged and observed, as a subject of hvspec (profiles upstream and clone3). Copy me."""
import re

import hvspec
from shstk_calls import Calls
from shstk_memory import align, Failed, Fault, GIB4, Num, Space
from shstk_run import Run
from shstk_tasks import Tasks
from types import SimpleNamespace

OFFER = {'machine': 'shstk', 'profile': 'upstream',
         'capabilities': ['memory-calls', 'altstack', 'exec', 'instructions', 'context-switch', 'abi', 'kernel-copies', 'threads',
                          'ptrace', 'proc', 'generic-prctl', 'compat-entry', 'map-at-address', 'vsyscall', 'amd', 'no-shstk', 'no-checkpoint-restore',
                          'late-failure', 'user-workers', 'userfaultfd', 'uprobes', 'signal-frame', 'insight']}
OFFERS = [OFFER, {**OFFER, 'profile': 'clone3', 'capabilities': [*OFFER['capabilities'], 'clone3-token']}]
EN, DIS, LOCK, UNLOCK, STATUS = range(0x5001, 0x5006)
# What is done to a thread that waits, and to a worker of the kernel.
OF_OTHERS, OF_WORKERS = re.compile('ptrace|proc|smaps|context'), re.compile('exit|proc|smaps|context')
NUMBERS = {'ENABLE': EN, 'DISABLE': DIS, 'LOCK': LOCK, 'UNLOCK': UNLOCK, 'STATUS': STATUS, 'SHSTK': 1, 'WRSS': 2,
           'map_shadow_stack': 453, 'SHADOW_STACK_SET_TOKEN': 1, 'NT_X86_SHSTK': 0x204}


class Shstk(Run, Calls, Tasks):
    """One instance. Operation op is the method op_<op>: it gives what the outcome has beside `ok` and the events."""

    def __init__(self, machine, profile, config):
        self.config = config
        self.next = 2
        self.processes = {1: SimpleNamespace(handlers={}, rlimits=dict(config['rlimits']))}
        self.spaces, self.threads = {1: Space(config)}, {1: self.fresh(1, 1, 1)}

    def fresh(self, id, process, space):
        return SimpleNamespace(id=id, process=process, space=space, features=0, locked=0, ssp=0, ucet=0, base=0, size=0,
                               **self.normal_stack(), waits=None, worker=False)

    @staticmethod
    def normal_stack(): return {'frames': (), 'stack': 0, 'parked': {}, 'alt': (0, 0)}

    def step(self, op):
        method = getattr(self, 'op_' + op['op'], None)
        if method is None: raise hvspec.Lacks(op['op'])
        self.events = []
        if 'thread' in op: self.take(op)
        try: return {'outcome': 'ok', **(method(op) or {}), 'events': self.events}
        except Failed as error: return {'outcome': 'error', 'error': str(error)}
        except Fault as fault: return self.raised(fault.outcome)

    def take(self, op):
        self.t = self.threads.get(op['thread'])
        if self.t is None: raise hvspec.Misuse('there is no such thread')
        if self.t.waits and not OF_OTHERS.match(op['op']): raise hvspec.Misuse('it waits for its vfork child')
        if self.t.worker and not OF_WORKERS.match(op['op']): raise hvspec.Misuse('a worker of the kernel runs no program code, and has no tracer')
        self.p, self.s = self.processes[self.t.process], self.spaces[self.t.space]

    # Features (SHSTK-15 to 30, 60 to 69).
    def op_arch_prctl(self, op):
        t, option, arg = self.t, op['option'], op['arg']
        if op.get('entry') == 'x32': raise Failed('ENOSYS')
        if op.get('entry') == '32' or not EN <= option <= STATUS: raise Failed('EINVAL')
        if option == STATUS: self.s.user(arg, t.features); return {'stored': [t.features]}
        if option == LOCK: t.locked |= arg; return
        if arg & t.locked: raise Failed('EPERM')
        if arg not in (1, 2): raise Failed('EINVAL')
        if option != DIS and arg == 1 and t.features: return
        if not self.config['user_shstk']: raise Failed('EOPNOTSUPP')
        if arg == 2 and not t.features: raise Failed('EPERM')
        if arg == 2:
            t.features = t.ucet = 3 if option != DIS else 1
        elif option != DIS:
            t.base, t.size = self.stack(self.size())
            t.features, t.ucet, t.ssp = 1, 1, t.base + t.size
        else:
            self.s.unmap(t.base, t.base + t.size)
            t.features = t.ucet = t.ssp = t.base = t.size = 0

    def size(self): return align(min(self.p.rlimits['stack'], GIB4))
    def stack(self, size): return self.mapped(0, size, True, 3), align(size)
    def op_prctl(self, op): raise Failed('EINVAL')

    def op_abi(self, op):
        if op['name'] not in NUMBERS: raise hvspec.Lacks('abi')
        return {'value': NUMBERS[op['name']]}

    def op_setrlimit(self, op): self.p.rlimits[op['resource']] = op['value']

    def op_proc_status(self, op):
        word = lambda mask: 'shstk ' * (mask & 1) + 'wrss ' * (mask >> 1 & 1)
        return {'features': word(self.t.features), 'locked': word(self.t.locked)}

    def op_smaps(self, op):
        m = self.s.at(op['addr'])
        if m is None: raise Failed('ENOENT')
        letters = [(1, 'r'), (2, 'w'), (4, 'x')]
        return {'start': m.start, 'end': m.end, 'perm': ''.join(l if m.prot & b else '-' for b, l in letters) + 'p', 'vmflags': 'ss' * m.shadow}

    def inspect(self):
        def frames(f):
            out = []
            while f: out.append(f[0]); f = f[1]
            return out
        def thread(t):
            f = frames(t.frames)
            return {'process': Num(t.process), 'space': Num(t.space), **{k: getattr(t, k) for k in ('features', 'locked', 'ssp', 'ucet', 'base', 'size')},
                    'depth': Num(len(f)), 'frames': [{'kind': x[0], 'value': x[1], 'altstack': bool(x[2])} for x in f[:64]],
                    'waits_for': Num(t.waits) if t.waits else None}
        def space(s):
            return {'maps': {hex(m.start): {'end': m.end, 'prot': Num(m.prot), 'shadow': m.shadow} for m in s.maps},
                    'words': s.words()}
        return {'threads': {str(i): thread(t) for i, t in self.threads.items()},
                'processes': {str(i): {'handled': [Num(n) for n in sorted(p.handlers)], 'rlimits': p.rlimits} for i, p in self.processes.items()},
                'spaces': {str(i): space(s) for i, s in self.spaces.items()}}


if __name__ == '__main__':
    hvspec.serve('shadow stacks in Python', '1', OFFERS, Shstk)
