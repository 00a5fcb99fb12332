"""The operations of mktme.py, one method each. Copy me with it."""
import hvspec
from mktme_tables import LEVEL, none, PRESENT, SPAN, Stop, Table

KERNEL, NX, TIB, CACHE = 0x8000000000000163, 1 << 63, 1 << 40, 0x98


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

    def op_mark_rodata_ro(self, op):
        return self.op_change_page_attr({'addresses': [op['start']], 'pages': op['end'] - op['start'] >> 12, 'set': 0, 'clear': 2})

    def op_change_page_attr(self, op):
        how, r = op.get('how', 'range'), {'changed': False, 'split': False, 'frames': []}
        pages = [self.base + a if how == 'pages' else self.t.page(a) for a in op['addresses']]
        if how == 'range': pages = range(pages[0], pages[0] + op['pages'])
        try:
            i = 0
            while i < len(pages): i += self.chunk(op, r, pages[i], len(pages) - i if how == 'range' else 1, True)
        except Stop as stop:
            if r['changed']:
                stop.allocated = self.quietly(self.base, self.base + self.dm)[0] if self.on else 0
                self.flush('local')
                if op['set'] & CACHE: self.events.append({'event': 'wbinvd'})
            raise
        forced = r['split'] and op.get('force_split') and self.on
        return self.cpa_flush(op, how, r['frames'], pages) if r['changed'] or forced else {'allocated': 0}

    def chunk(self, op, r, page, left, primary):
        found, direct = self.t.leaf(page), self.base <= page < self.base + self.dm
        if found is None:
            if primary and not direct:
                self.events.append({'event': 'warn', 'about': 'unmapped-address'})
                raise Stop('EFAULT')
            if primary: r['frames'].append((page - self.base, 1))
            return 1
        entry, level, start = found
        n, new = min(left, start + SPAN[level] - page), self.t.changed(entry, level, op['set'], op['clear'])
        if level > 1 and (op.get('force_split') or new != entry and n < SPAN[level]):
            self.t.split(page)
            r['split'] = True
            self.flush()
            return self.chunk(op, r, page, left, primary)
        frame = (self.t.frame(entry) >> 12) + page - start
        if primary: r['frames'].append((frame, n))
        if new != entry:
            table, slot, _ = self.t.find(page)
            table.slots[slot], r['changed'] = new, r['changed'] or primary
        if primary and not direct and (op['set'] | op['clear']) & ~NX and frame < self.dm:
            done = 0
            while done < n: done += self.chunk(op, r, self.base + frame + done, n - done, False)
        return n

    def cpa_flush(self, op, how, frames, pages):
        if op.get('interrupts') == 'off': raise Stop('interrupts-off')
        cache, allocated, synced = op['set'] & CACHE, 0, False
        run = how == 'range' and all(a + n == b for (a, n), (b, _) in zip(frames, frames[1:]))
        if self.on and not (run and frames[0][0] >= self.dm):
            unit, start, end = SPAN[3 if self.gb else 2], 0, self.dm
            if run: start, end = frames[0][0] // unit * unit, -(-min(frames[0][0] + op['pages'], self.dm) // unit) * unit
            allocated, synced = self.quietly(self.base + start, self.base + end)[0], True
        if cache and op.get('clflush') is False:
            self.flush('local')
            self.events.append({'event': 'wbinvd'})
        elif cache or not synced:
            self.flush(*(('page', list(pages)) if len(pages) <= 33 else ()))
            for page in pages if cache else ():
                found, last = self.t.leaf(page), self.events[-1]
                if not found or not found[0] & PRESENT: continue
                if last['event'] == 'cache_flush' and self.t.page(last['va']) + last['pages'] == page: last['pages'] += 1
                else: self.events.append({'event': 'cache_flush', 'va': self.t.address(page), 'pages': 1})
        return {'allocated': allocated}

    def op_access(self, op):
        page = self.t.page(op['va'])
        if not self.base <= page < self.base + self.dm or op['keyid'] > self.copies: raise hvspec.Misuse('no such alias')
        page, known = page + op['keyid'] * self.dm, 'tlb'
        entry = next((e for e in self.tlb if e[0] <= page < e[0] + e[1]), None)
        if entry is None:
            found, known = self.t.leaf(page), 'tables'
            if not found or not found[0] & PRESENT: raise Stop('#PF')
            entry = (found[2], SPAN[found[1]], self.t.frame(found[0]), (found[0] & self.t.keys) >> self.t.shift)
            self.tlb = self.tlb[-63:] + [entry]
        return {'pa': entry[2] + (page - entry[0] << 12) + (op['va'] & 0xFFF), 'keyid': entry[3], 'from': known}

    def key(self, pfn):
        if pfn >= self.dm: raise hvspec.Misuse('the frame lies beyond the direct mapping')
        return self.keyids.get(pfn, 0) if self.on else 0

    def op_page_keyid(self, op): return {'keyid': self.key(op['pfn'])}

    def alias(self, pfn, key): return self.t.address(self.base + key * self.dm + pfn)

    def op_page_to_virt(self, op): return {'value': self.alias(op['pfn'], self.key(op['pfn']))}

    def op_pa(self, op):
        page = self.t.page(op['va']) - self.base
        if not 0 <= page < (self.copies + 1) * self.dm: raise hvspec.Misuse('no address of a direct mapping')
        return {'value': page % self.dm << 12 | op['va'] & 0xFFF}

    def hand(self, op, key, through, about):
        n = 1 << op.get('order', 0)
        self.events.append({'event': 'cache_flush', 'va': self.alias(op['pfn'], through), 'pages': n})
        if about: self.events.append({'event': 'warn', 'about': about})
        for pfn in range(op['pfn'], op['pfn'] + n):
            self.keyids.pop(pfn, None)
            if key: self.keyids[pfn] = key
        if op.get('zero'): self.events.append({'event': 'cleared', 'va': self.alias(op['pfn'], key), 'pages': n})

    def op_prep_encrypted_page(self, op):
        if not self.on or op['keyid'] > self.n: raise hvspec.Misuse('no such KeyID in use')
        held = any(self.key(op['pfn'] + i) for i in range(1 << op.get('order', 0)))
        if op['keyid']: self.hand(op, op['keyid'], 0, 'page-has-keyid' if held else None)

    def op_free_encrypted_page(self, op):
        if not self.on: raise hvspec.Misuse('MKTME is off')
        key = self.key(op['pfn'])
        self.hand(op, 0, key, None if 0 < key <= self.n else 'page-keyid-range')

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
