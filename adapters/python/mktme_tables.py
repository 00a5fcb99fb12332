"""Page tables for mktme.py: dictionaries of 512 entries, leaves as 64-bit integers. Copy me with it."""
import hvspec

PRESENT, PSE, GLOBAL, AREA = 1, 0x80, 0x100, 0x000FFFFFFFFFF000
SPAN = [None, 1, 1 << 9, 1 << 18, 1 << 27, 1 << 36]  # pages that an entry of each level covers
END = float('inf')  # behind all pages
LEVEL, SIZE = {'4k': 1, '2m': 2, '1g': 3}, [None, '4k', '2m', '1g']


class Stop(Exception):
    """A sync ends early: Stop('ENOMEM'), or a bug by its name."""


class Table:
    def __init__(self, own=False): self.own, self.slots = own, {}

    def copy(self):
        table = Table(self.own)
        table.slots = {i: s.copy() if isinstance(s, Table) else s for i, s in self.slots.items()}
        return table

    def owned(self): return self.own + sum(s.owned() for s in self.slots.values() if isinstance(s, Table))


def covers(held, page): return held[0] <= page < held[0] + held[1]  # what a TLB holds: its first page, how many, …


def none(entry): return isinstance(entry, int) and entry & ~0x60 == 0


class Tables:
    """One address space. Pages are numbers: address bits 47:12, or 56:12 with 5 levels."""

    def __init__(self, levels, shift, bits):
        self.levels, self.root = levels, Table()
        self.layout(shift, bits)

    def layout(self, shift, bits):
        self.shift, self.keys, self.frames = shift, ((1 << bits) - 1) << shift, (1 << shift) - 0x1000

    def page(self, va): return (va & ((1 << (12 + 9 * self.levels)) - 1)) >> 12

    def address(self, page): return ((page << 12) - (page >> (9 * self.levels - 1) << (12 + 9 * self.levels))) % (1 << 64)

    def entry(self, leaf):
        frame, key = leaf['pfn'] << 12, leaf.get('keyid', 0) << self.shift
        if leaf['flags'] & PRESENT: return leaf['flags'] | frame | key
        return leaf['flags'] if none(leaf['flags']) and not frame else leaf['flags'] | ~frame & self.frames | key

    def frame(self, entry): return (entry if entry & PRESENT else ~entry) & self.frames

    def moved(self, entry, pages):  # the entry of the same mapping, so many pages further
        return entry if none(entry) else entry + ((pages if entry & PRESENT else -pages) << 12)

    def find(self, page):
        """(table, slot, level) of the entry that covers a page, or of the first that is missing."""
        table, level = self.root, self.levels
        while True:
            slot = page // SPAN[level] % 512
            below = table.slots.get(slot)
            if not isinstance(below, Table): return table, slot, level
            table, level = below, level - 1

    def leaf(self, page):
        table, slot, level = self.find(page)
        entry = table.slots.get(slot)
        return None if entry is None or none(entry) else (entry, level, page - page % SPAN[level])

    def put(self, page, level, entry, own=False):
        table, at = self.root, self.levels
        while at > level:
            slot = page // SPAN[at] % 512
            if none(table.slots.get(slot)): del table.slots[slot]
            below = table.slots.setdefault(slot, Table(own))
            if not isinstance(below, Table): raise hvspec.Misuse('a larger leaf is mapped there')
            table, at = below, at - 1
        old = table.slots.get(page // SPAN[level] % 512)
        if isinstance(old, int) and not none(old) or isinstance(old, Table) and any(self.leaves(table=old)):
            raise hvspec.Misuse('something is mapped there')
        table.slots[page // SPAN[level] % 512] = entry

    def leaves(self, start=0, end=END, table=None, level=None, base=0):
        table, level = table or self.root, level or self.levels
        for slot in sorted(table.slots):
            page, below = base + slot * SPAN[level], table.slots[slot]
            if page >= end or page + SPAN[level] <= start: continue
            if isinstance(below, Table): yield from self.leaves(start, end, below, level - 1, page)
            elif not none(below): yield page, level, below

    def clear(self, start, end, prune, table=None, level=None, base=0):
        table, level = table or self.root, level or self.levels
        for slot in sorted(table.slots):
            page, below = base + slot * SPAN[level], table.slots[slot]
            if page >= end or page + SPAN[level] <= start: continue
            if isinstance(below, Table):
                self.clear(start, end, prune, below, level - 1, page)
                if prune and not below.slots: del table.slots[slot]
            elif page < start or page + SPAN[level] > end: raise hvspec.Misuse('the range cuts a leaf')
            else: del table.slots[slot]

    def split(self, page):
        table, slot, level = self.find(page)
        entry = table.slots[slot]
        table.slots[slot] = below = Table()
        first = entry & ~PSE if level == 2 else entry
        below.slots = {i: self.moved(first, i * SPAN[level - 1]) for i in range(512)}

    def changed(self, entry, level, set_, clear):
        size, frame, key = (PSE if level > 1 else 0), self.frame(entry), entry & self.keys
        flags = (entry & ~AREA & ~(clear & ~size) | set_ & ~size) & ~AREA
        if flags & PRESENT: return flags | size | frame | key
        return flags & ~(GLOBAL | size) | ~frame & self.frames | key

    def listed(self, start=0, end=END):
        """Leaves as the protocol has them: neighbours whose frames count up are one run."""
        runs = []
        for page, level, entry in self.leaves(start, end):
            if runs:
                first, was, n, of = runs[-1]
                if was == level and first + n * SPAN[level] == page and self.moved(of, n * SPAN[level]) == entry:
                    runs[-1][2] += 1
                    continue
            runs.append([page, level, 1, entry])
        for page, level, n, entry in runs:
            leaf = {'va': self.address(page), 'level': SIZE[level], 'pfn': self.frame(entry) >> 12, 'flags': entry & ~AREA}
            key = (entry & self.keys) >> self.shift
            yield {**leaf, **({'keyid': key} if key else {}), **({'n': n} if n > 1 else {})}
