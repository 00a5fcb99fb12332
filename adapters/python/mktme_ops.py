"""The operations of mktme.py on C, the hooks and the boot, one method each. Copy me with it."""
import hvspec
from mktme_tables import LEVEL, SPAN, Stop, Table

KERNEL, TIB = 0x8000000000000163, 1 << 40


class Operations:
    def op_map(self, op):
        for leaf in op['leaves']: self.map(leaf)
        self.booted = True

    def op_unmap(self, op):
        self.t.clear(*self.range(op), op.get('tables') != 'kept')

    def op_protect(self, op): self.change(*self.range(op), op['set'], op['clear'])

    def change(self, start, end, set_, clear):
        for page, level, entry in list(self.t.leaves(start, end)):
            if page < start or page + SPAN[level] > end: raise hvspec.Misuse('the range cuts a leaf')
            table, slot, _ = self.t.find(page)
            table.slots[slot] = self.t.changed(entry, level, set_, clear)

    def op_split(self, op):
        page = self.t.page(op['va'])
        found = self.t.leaf(page)
        if not found or found[1] <= LEVEL[op['to']]: raise hvspec.Misuse('no larger leaf is mapped there')
        for start, level, _ in list(self.t.leaves(found[2], found[2] + 1)): self.t.split(start)
        if found[1] == 3 and op['to'] == '4k':
            for i in range(512): self.t.split(found[2] + i * 512)

    def op_collapse(self, op):
        level = LEVEL[op['to']]
        page = self.t.page(op['va']) // SPAN[level] * SPAN[level]
        leaves = list(self.t.leaves(page, page + SPAN[level]))
        first = leaves[0] if leaves else None
        if not first or any(l != first[1] or self.t.moved(first[2], p - page) != e for p, l, e in leaves) \
                or len(leaves) * SPAN[first[1]] != SPAN[level]: raise hvspec.Misuse('the pages are not alike and in order')
        table, at = self.t.root, self.t.levels
        while at > level: table, at = table.slots[page // SPAN[at] % 512], at - 1
        table.slots[page // SPAN[level] % 512] = first[2] | 0x80

    def op_replace(self, op):
        self.t.clear(self.base, self.base + self.dm, True)
        for leaf in op['leaves']: self.map(leaf)
        for empty in op.get('empty_tables', []):
            table, at, page = self.t.root, self.t.levels, self.t.page(empty['va'])
            for at in range(self.t.levels, {'2m': 1, '1g': 2, '512g': 3}[empty['size']], -1):
                table = table.slots.setdefault(page // SPAN[at] % 512, Table())

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
        if not self.n and not self.copies: raise hvspec.Misuse('the CPU has no KeyIDs')
        self.on = self.booted = True
        try: return {'allocated': self.sync(self.base, self.base + self.dm)}
        except Stop:
            self.on = False
            self.remove()
            raise

    def remove(self):
        start, before = self.base + self.dm, self.t.root.owned()
        mapped = any(True for _ in self.t.leaves(start, start + self.copies * self.dm))
        self.t.clear(start, start + self.copies * self.dm, True)
        freed = before - self.t.root.owned()
        if mapped or freed:
            self.flush()
            self.free(freed)

    def op_disable(self, op):
        self.remove()
        self.on, self.n, self.shift, self.mask, self.physical = False, 0, 0, 0, (1 << self.phys) - 1

    def op_hotplug(self, op):
        frame, end = start, _ = self.range(op, True)
        while frame < end:
            level = next(l for l in (3, 2, 1) if (l < 3 or self.gb) and frame % SPAN[l] == 0 and end - frame >= SPAN[l])
            self.t.put(self.base + frame, level, frame << 12 | KERNEL | (0x80 if level > 1 else 0))
            frame += SPAN[level]
        return self.hooked(self.base + start, self.base + end, True)

    def hooked(self, start, end, pgd):
        allocated, error = self.quietly(start, end)
        if error: self.events.append({'event': 'warn', 'about': 'sync-failed'})
        if pgd: self.events.append({'event': 'pgd_sync'})
        return {'allocated': allocated}

    def op_hotremove(self, op):
        start, end = (self.base + frame for frame in self.range(op, True))
        low, high = self.t.leaf(start), self.t.leaf(end - 1)
        wide = (low[2] if low else start), (max(end, high[2] + SPAN[high[1]]) if high else end)
        for edge in (start, end):
            while (found := self.t.leaf(edge)) and found[2] != edge: self.t.split(edge)
        self.t.clear(start, end, True)
        return self.hooked(*wide, False)

    def op_detect(self, op):
        if self.booted: raise hvspec.Misuse('only at boot')
        bits, self.phys = op['keyid_bits'], op['phys_bits']
        self.t = type(self.t)(self.t.levels, self.phys - bits, bits)
        self.n = self.copies = 2 ** bits - 1
        self.shift, self.mask, self.physical = self.t.shift, self.t.keys, ((1 << self.phys) - 1) & ~self.t.keys
        return {'nr_keyids': self.n, 'keyid_shift': self.shift, 'keyid_mask': self.mask, 'physical_mask': self.physical}

    def op_setup_direct_mapping_size(self, op):
        if self.booted: raise hvspec.Misuse('only at boot')
        room, size = 1 << op['virtual_bits'] - 1, -(-max(op['memory'], 1) // TIB) * TIB
        if self.n:
            size = 1 << (size - 1).bit_length()
            if size > room // (self.n + 1):
                self.log('x86/mktme: Disabled. Not enough virtual address space', 'x86/mktme: Consider switching to 5-level paging')
                self.op_disable(op)
        room, size = room // (self.n + 1), size + op['padding_tib'] * TIB
        if self.n: size, room = 1 << (size - 1).bit_length(), 1 << room.bit_length() - 1
        size = min(size, room)
        self.dm = size >> 12
        return {'size': size, 'mask': size - 1 if self.n else (1 << 64) - 1, 'nr_keyids': self.n}

    def log(self, *lines): self.events += [{'event': 'log', 'text': line} for line in lines]

    def op_efi_memory(self, op):
        lacking = [r for r in op['ranges'] if not r['attribute'] & 0x80000]
        if not lacking: return
        self.log("Memory range %#x-%#x: doesn't support encryption" % (lacking[0]['start'], lacking[0]['end']))
        self.op_disable(op)

    def op_fail_allocation(self, op): self.fail = op['nth']
