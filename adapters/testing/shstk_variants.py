#!/usr/bin/env python3
"""Variants of ../python/shstk.py: mistakes that kernels and their relatives really made.

ssp-first       SSP moves and both entries are stored before the signal frame is (Linux before 31255e072b2e)
no-unmap        the stack of a thread stays mapped after its exit (603ae03e0c7f)
vfork-owner     a vfork child keeps the record of its parent's stack, and unmaps it (before 331955600ddf)
call-451        map_shadow_stack has the number that was posted and not the one that was merged
poke-eio        a tracer cannot write a shadow stack
first-interface 0x3001 to 0x3004 answer as the kernels of that interface did
first-page      an ordinary access is judged by its first page alone
onstack-or      SA_ONSTACK or an alternate stack is enough
wrss-not-forked a fork child has its parent's shadow stack, and not its WRSS
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'python'))
import hvspec
import shstk
from shstk_memory import BIT63, Failed, Fault, Space


class SspFirst(shstk.Shstk):
    def frame_place(self, h):
        try: return super().frame_place(h)
        except Fault:
            t = self.t
            if t.features:
                self.s.push(t.ssp - 8, t.ssp | BIT63)
                self.s.push(t.ssp - 16, h['restorer'])
                t.ssp -= 16
            raise


class NoUnmap(shstk.Shstk):
    def end(self, t):
        t.size = 0
        super().end(t)


class VforkOwner(shstk.Shstk):
    def op_clone(self, op):
        made = super().op_clone(op)
        if op['vm'] and op['vfork']:
            child = self.threads[made['value']]
            child.base, child.size = self.t.base, self.t.size
        return made


class Call451(shstk.Shstk):
    def op_abi(self, op): return {'value': 451} if op['name'] == 'map_shadow_stack' else super().op_abi(op)


class PokeEio(shstk.Shstk):
    def op_ptrace_poke(self, op):
        mapping = self.s.at(op['addr'])
        if mapping and mapping[3]: raise Failed('EIO')
        super().op_ptrace_poke(op)


class FirstInterface(shstk.Shstk):
    def op_arch_prctl(self, op):
        if 'entry' in op or not 0x3001 <= op['option'] <= 0x3004: return super().op_arch_prctl(op)
        return {'stored': [0]} if op['option'] == 0x3001 else {}


class FirstPageSpace(Space):
    def ordinary(self, addr, write): super().ordinary(addr & ~7, write)


class OnstackOr(shstk.Shstk):
    def deliver(self, signo, h): super().deliver(signo, {**h, 'onstack': h['onstack'] or any(self.t.alt)})


class WrssNotForked(shstk.Shstk):
    def op_clone(self, op):
        made = super().op_clone(op)
        child = self.threads[made['value']]
        if not op['vm']: child.features, child.ucet = child.features & 1, child.ucet & 1
        return made


def first_page():
    shstk.Space = FirstPageSpace
    return shstk.Shstk


VARIANTS = {'ssp-first': SspFirst, 'no-unmap': NoUnmap, 'vfork-owner': VforkOwner, 'call-451': Call451, 'poke-eio': PokeEio,
            'first-interface': FirstInterface, 'onstack-or': OnstackOr, 'wrss-not-forked': WrssNotForked}

if __name__ == '__main__':
    name = sys.argv[1]
    create = first_page() if name == 'first-page' else VARIANTS[name]
    hvspec.serve(f'shadow stacks, {name}', '1', [shstk.OFFER], create)
