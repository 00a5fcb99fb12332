#!/usr/bin/env python3
"""Variants of ../python/mktme.py: mistakes that kernels or posted patches really had, and at the end one that is none.

alias-not-flushed     a request by another address flushes its own pages and not those of C (Linux before ab5130186d74)
array-as-a-range      an array is flushed as a range from its first page on (Linux before cpa_flush_array() was mended)
removal-not-flushed   removal leaves the flush to the sync, which does nothing while MKTME is off
bits-not-masked       hotplug and requests forget the supported mask
frame-0-not-inverted  a non-present leaf of frame 0 is stored as it is
enable-once           MKTME cannot be enabled after a disable
flushed-through-c     a page that gets a KeyID is flushed through C, whatever KeyID it has
first-page-freed      of a block that is freed the first page alone loses its KeyID
other-words           no mistake: leaves backwards and in pieces with all members, pages with a KeyID backwards,
                      of several ranges that cannot be encrypted the last named
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'python'))
import hvspec
import mktme
from mktme_tables import PRESENT, SIZE, SPAN, Tables


class AliasNotFlushed(mktme.Subject):
    def cpa_flush(self, op, how, r, pages):
        return super().cpa_flush(op, how, {**r, 'direct': False}, pages)


class ArrayAsARange(mktme.Subject):
    def flush(self, scope='all', pages=None):
        super().flush(scope, pages and list(range(pages[0], pages[0] + len(pages))))


class RemovalNotFlushed(mktme.Subject):
    def op_hotremove(self, op):
        tlb = self.tlb
        outcome = super().op_hotremove(op)
        self.events.pop(0)
        if not self.on: self.tlb = tlb
        return outcome


class BitsNotMasked(mktme.Subject):
    def step(self, op):
        real, made = self.supported, op['op'] in ('hotplug', 'change_page_attr')
        if made: self.supported = (1 << 64) - 1
        try: return super().step(op)
        finally: self.supported = real


class Frame0NotInverted(mktme.Subject):
    def __init__(self, machine, profile, config):
        super().__init__(machine, profile, {**config, 'canonical': []})
        self.t.entry = lambda leaf: leaf['flags'] if leaf['pfn'] == 0 and not leaf['flags'] & PRESENT else Tables.entry(self.t, leaf)
        for leaf in config['canonical']: self.map(leaf)
        if config['copies'] == 'synced' and self.n:
            on, self.on = self.on, True
            self.sync(self.base, self.base + self.dm)
            self.on = on


class EnableOnce(mktme.Subject):
    def op_enable(self, op):
        if not self.n: raise hvspec.Misuse('the CPU has no KeyIDs')
        return super().op_enable(op)


class FlushedThroughC(mktme.Subject):
    def hand(self, op, key, through, about):
        super().hand(op, key, 0 if key else through, about)


class FirstPageFreed(mktme.Subject):
    def op_free_encrypted_page(self, op):
        held = dict(self.keyids)
        super().op_free_encrypted_page(op)
        self.keyids = {pfn: key for pfn, key in held.items() if pfn != op['pfn']}


class OtherWords(mktme.Subject):
    def inspect(self):
        seen = super().inspect()
        for name in ('canonical', 'outside'): seen[name] = self.pieces(seen[name])
        seen['copies'] = {key: self.pieces(leaves) for key, leaves in seen['copies'].items()}
        return {**seen, 'page_keyids': seen['page_keyids'][::-1]}

    def op_efi_memory(self, op):
        return super().op_efi_memory({**op, 'ranges': op['ranges'][::-1]})

    def pieces(self, leaves):
        out = []
        for leaf in leaves:
            n, pages = leaf.get('n', 1), SPAN[SIZE.index(leaf['level'])]
            out.append({'keyid': 0, **leaf, 'n': 1})
            if n > 1: out.append({'keyid': 0, **leaf, 'va': leaf['va'] + (pages << 12), 'pfn': leaf['pfn'] + pages, 'n': n - 1})
        return out[::-1]


VARIANTS = {'alias-not-flushed': AliasNotFlushed, 'array-as-a-range': ArrayAsARange, 'removal-not-flushed': RemovalNotFlushed,
            'bits-not-masked': BitsNotMasked, 'frame-0-not-inverted': Frame0NotInverted, 'enable-once': EnableOnce,
            'flushed-through-c': FlushedThroughC, 'first-page-freed': FirstPageFreed,
            'other-words': OtherWords}

if __name__ == '__main__':
    hvspec.serve('mktme, ' + sys.argv[1], '1', [mktme.OFFER], VARIANTS[sys.argv[1]], mktme.COUNTS)
