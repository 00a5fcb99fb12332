"""The operations of mktme.py on C and the hooks, one method each. Copy me with it."""
import hvspec
from mktme_tables import LEVEL, PSE, SPAN, Stop, Table

KERNEL = 0x8000000000000163


def whole(change):
    """A change of C that is made as a whole or, where it makes no sense, not at all."""
    def method(self, op):
        root, booted = self.t.root.copy(), self.booted
        try: return change(self, op)
        except hvspec.Misuse:
            self.t.root, self.booted = root, booted
            raise
    return method


class Operations:
    @whole
    def op_map(self, op):
        for leaf in op['leaves']:
            self.apart(self.t.page(leaf['va']), leaf.get('n', 1) * SPAN[LEVEL[leaf['level']]])
            self.map(leaf)

    @whole
    def op_unmap(self, op):
        self.t.clear(*self.range(op), op.get('tables') != 'kept')

    @whole
    def op_protect(self, op): self.change(*self.range(op), op['set'], op['clear'])

    def change(self, start, end, set_, clear):
        for page, level, entry in list(self.t.leaves(start, end)):
            if page < start or page + SPAN[level] > end: raise hvspec.Misuse('the range cuts a leaf')
            table, slot, _ = self.t.find(page)
            table.slots[slot] = self.t.changed(entry, level, set_, clear)

    def op_split(self, op):
        page, _ = self.apart(self.t.page(op['va']))
        found = self.t.leaf(page)
        if not found or found[1] <= LEVEL[op['to']]: raise hvspec.Misuse('no larger leaf is mapped there')
        self.t.split(page)
        if found[1] == 3 and op['to'] == '4k':
            for i in range(512): self.t.split(found[2] + i * 512)

    def op_collapse(self, op):
        level, (page, _) = LEVEL[op['to']], self.apart(self.t.page(op['va']))
        page = page // SPAN[level] * SPAN[level]
        leaves = list(self.t.leaves(page, page + SPAN[level]))
        first = leaves[0] if leaves else None
        if not first or first[1] == level or any(l != first[1] or self.t.moved(first[2], p - page) != e for p, l, e in leaves) \
                or len(leaves) * SPAN[first[1]] != SPAN[level]: raise hvspec.Misuse('the pages are not alike and in order')
        table, at = self.t.root, self.t.levels
        while at > level: table, at = table.slots[page // SPAN[at] % 512], at - 1
        table.slots[page // SPAN[level] % 512] = first[2] | PSE

    @whole
    def op_replace(self, op):
        self.t.clear(self.base, self.base + self.dm, True)
        for leaf in op['leaves'] + op.get('empty_tables', []):
            page = self.t.page(leaf['va'])
            last = page + leaf.get('n', 1) * SPAN[LEVEL[leaf.get('level', '4k')]]
            if page < self.base or last > self.base + self.dm: raise hvspec.Misuse('lies outside of C')
        for leaf in op['leaves']: self.map(leaf)
        for empty in op.get('empty_tables', []):
            table, page = self.t.root, self.t.page(empty['va'])
            for at in range(self.t.levels, {'2m': 1, '1g': 2, '512g': 3}[empty['size']], -1):
                table = table.slots.setdefault(page // SPAN[at] % 512, Table())
                if isinstance(table, int): raise hvspec.Misuse('a leaf is mapped there')

    def op_sync_direct_mapping(self, op):
        odd = bool((op['start'] | op['end']) & 0xFFF)
        if op['start'] == op['end']: return {'allocated': 0}
        return {'allocated': self.sync(self.t.page(op['start']), self.t.page(op['end']), odd)}

    def op_compare(self, op):
        if not 1 <= op['keyid'] <= self.copies: raise hvspec.Misuse('no such copy')
        offset, t = op['keyid'] * self.dm, self.t
        ours = {p: (l, e & ~t.keys & (self.supported | t.keys) | op['keyid'] << t.shift) for p, l, e in t.leaves(self.base, self.base + self.dm)}
        theirs = {p - offset: (l, e) for p, l, e in t.leaves(self.base + offset, self.base + offset + self.dm)}
        return {'missing': len(ours.keys() - theirs.keys()), 'extra': len(theirs.keys() - ours.keys()),
                'mismatch': sum(ours[p] != theirs[p] for p in ours.keys() & theirs.keys())}

    def op_enable(self, op):
        if not self.copies: raise hvspec.Misuse('the CPU has no KeyIDs')
        self.on = self.booted = True
        try: return {'allocated': self.sync(self.base, self.base + self.dm)}
        except Stop as stop:
            if stop.args[0] == 'ENOMEM':
                self.on = False
                self.remove()
            raise

    def remove(self):
        start, root, before = self.base + self.dm, self.t.root.copy(), self.t.root.owned()
        self.t.clear(start, start + self.copies * self.dm, True)
        freed = before - self.t.root.owned()
        if freed:
            self.flush()
            self.free(freed)
        else: self.t.root = root  # a table that C shares with a copy stays, be it empty

    def op_disable(self, op):
        self.remove()
        self.on, self.n, self.shift, self.mask, self.physical = False, 0, 0, 0, (1 << 52) - 1

    @whole
    def op_hotplug(self, op):
        self.booted, (start, end) = True, self.range(op, True)
        top, frame = SPAN[self.t.levels], start
        new = any(slot not in self.t.root.slots for slot in range((self.base + start) // top, -(-(self.base + end) // top)))
        while frame < end:
            level = next(l for l in (3, 2, 1) if (l < 3 or self.gb) and frame % SPAN[l] == 0 and end - frame >= SPAN[l])
            flags = (KERNEL | PSE * (level > 1)) & self.supported
            self.t.put(self.base + frame, level, frame << 12 | flags)
            frame += SPAN[level]
        return self.hooked(self.base + start, self.base + end, new)

    def hooked(self, start, end, pgd):
        allocated, failed = self.quietly(start, end)
        if failed: self.events.append({'event': 'warn', 'about': 'sync-failed'})
        if pgd: self.events.append({'event': 'pgd_sync'})
        return {'allocated': allocated}

    def op_hotremove(self, op):
        start, end = (self.base + frame for frame in self.range(op, True))
        low, high = self.t.leaf(start), self.t.leaf(end - 1)
        wide = (low[2] if low else start), (max(end, high[2] + SPAN[high[1]]) if high else end)
        for edge in (start, end):
            while (found := self.t.leaf(edge)) and found[2] != edge: self.t.split(edge)
        self.t.clear(start, end, True)
        self.flush()
        return self.hooked(*wide, False)

    def op_fail_allocation(self, op): self.fail = op['nth']
