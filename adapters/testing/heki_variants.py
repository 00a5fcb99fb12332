#!/usr/bin/env python3
"""Variants of ../python/heki.py: bugs that reviewers feared, or that code like it had, and at the end one that is none.

reboot-clears-pins     a VM that is reset taken for a new one: its registers are free again
reboot-clears-locks    the same, of its write locks
any-cr4-mask           the host pins what it is asked to, and not what is on the list of the kernel
emulator-unchecked     KVM's emulator writes where the guest may not
test-0                 no test chosen runs the last one
two-arguments          v2 without the third argument: the version is not told, and other flags are ignored
prefix-of-v1           v2 with the log line of v1
no-fred                v3 with the list of v2
other-words            no mistake: GFNs that lost kernel execution stand backwards
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'python'))
import hvspec
import heki
from heki_host import ONES, PINNABLE


class RebootClearsPins(heki.Heki):
    def op_reboot(self, op):
        self.pins = {0: 0, 4: 0}
        return super().op_reboot(op)


class RebootClearsLocks(heki.Heki):
    def op_reboot(self, op):
        self.write = []
        return super().op_reboot(op)


class OtherList(heki.Heki):
    """A host with another list than its guest."""
    LIST = PINNABLE

    def pin(self, cr, mask):
        asked, self.pinnable = self.pinnable, self.LIST
        answer = super().pin(cr, mask)
        self.pinnable = asked
        return answer


class AnyCr4Mask(OtherList):
    LIST = ONES


class EmulatorUnchecked(heki.Heki):
    def op_access(self, op):
        return {} if op.get('path') == 'emulated' else super().op_access(op)


class Test0(heki.Heki):
    def op_late_init(self, op):
        chosen, self.test = self.test, self.test or 4
        result = super().op_late_init(op)
        self.test = chosen
        return result


class TwoArguments(heki.Heki):
    def pin_or_tell(self, cr, mask, flags):
        return self.pin(cr, mask)


class PrefixOfV1(heki.Heki):
    def log(self, text, *more, **members):
        super().log(text.replace('heki: ', 'heki-kvm: ', 1) if text.startswith('heki: ') else text, *more, **members)


class OtherWords(heki.Heki):
    def inspect(self):
        seen = super().inspect()
        if 'host' in seen: seen['host']['stripped'].reverse()
        return seen


VARIANTS = {
    'reboot-clears-pins': (RebootClearsPins, 'v1'), 'reboot-clears-locks': (RebootClearsLocks, 'v1'), 'any-cr4-mask': (AnyCr4Mask, 'v1'),
    'emulator-unchecked': (EmulatorUnchecked, 'v1'), 'test-0': (Test0, 'v1'), 'two-arguments': (TwoArguments, 'v2'),
    'prefix-of-v1': (PrefixOfV1, 'v2'), 'no-fred': (OtherList, 'v3'), 'other-words': (OtherWords, 'v1'),
}

if __name__ == '__main__':
    create, version = VARIANTS[sys.argv[1]]
    hvspec.serve('heki ' + sys.argv[1], '1', [heki.offer(version)], create)
