"""One sync of one copy for mktme.py. Copy me with it."""
from mktme_tables import none, SPAN, Stop, Table


class Sync:
    """One call: what it allocated and freed. Nothing is cleared before what replaces it is complete."""

    def __init__(self, tables, key, supported, fail):
        self.t, self.key, self.supported, self.fail, self.allocated, self.freed = tables, key, supported, fail, 0, 0

    def table(self):
        self.fail -= 1
        if self.fail == 0: raise Stop('ENOMEM')
        self.allocated += 1
        return Table(own=True)

    def level(self, src, dst, level, lo, hi):  # [lo, hi): pages from the table's first address
        ours = src.slots if src else {}
        for i in [i for i in range(lo // SPAN[level], -(-hi // SPAN[level])) if i in ours or i in dst.slots]:
            s, old = ours.get(i), dst.slots.get(i)
            if none(s): s = None
            if none(old): old = None
            if s is None and not isinstance(old, Table): dst.slots.pop(i, None)
            elif isinstance(s, int): self.set(s, dst, i, old)
            else: self.below(s, dst, i, old, level, max(lo - i * SPAN[level], 0), min(hi - i * SPAN[level], SPAN[level]))

    def set(self, s, dst, i, old):
        if isinstance(old, Table): self.freed += old.owned()
        elif old is not None and self.t.frame(old) != self.t.frame(s): raise Stop('frame-mismatch')
        dst.slots[i] = s & ~self.t.keys & (self.supported | self.t.keys) | self.key << self.t.shift

    def below(self, s, dst, i, old, level, lo, hi):
        split = isinstance(old, int)
        if split: lo, hi = 0, SPAN[level]
        table = old if isinstance(old, Table) else self.table()
        try: self.level(s, table, level - 1, lo, hi)
        except Stop:
            if split: self.freed += table.owned()
            else: dst.slots[i] = table
            raise
        if s is None and (lo, hi) == (0, SPAN[level]):
            self.freed += 1
            dst.slots.pop(i, None)
        else: dst.slots[i] = table
