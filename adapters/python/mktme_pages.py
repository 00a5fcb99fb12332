"""Page attributes, accesses and page KeyIDs of mktme.py, one method each. Copy me with it."""
import hvspec
from mktme_tables import AREA, covers, PRESENT, SPAN, Stop

NX, CACHE = 1 << 63, 0x98


class Pages:
    def op_mark_rodata_ro(self, op):
        pages = op['end'] - op['start'] >> 12
        if pages < 1: raise hvspec.Misuse('not whole pages in order')
        return self.op_change_page_attr({'addresses': [op['start']], 'pages': pages, 'set': 0, 'clear': 2})

    def op_change_page_attr(self, op):
        if len(op['addresses']) != (1 if op.get('how', 'range') == 'range' else op['pages']): raise hvspec.Misuse('one address each')
        if op.get('how') != 'pages' and any(a & 0xFFF for a in op['addresses']): raise hvspec.Misuse('no addresses of pages')
        how, r = op.get('how', 'range'), {'changed': False, 'split': False, 'direct': False, 'frames': []}
        if how == 'pages' and max(op['addresses']) >= self.dm: raise hvspec.Misuse('a frame lies beyond the direct mapping')
        pages = [self.base + a if how == 'pages' else self.t.page(a) for a in op['addresses']]
        if how == 'range': pages = range(pages[0], pages[0] + op['pages'])
        for page in pages: self.apart(page)
        try:
            i = 0
            while i < len(pages): i += self.chunk(op, r, pages[i], len(pages) - i if how == 'range' else 1, True)
        except Stop as stop:
            if r['changed']:
                stop.allocated = self.quietly(self.base, self.base + self.dm)[0] if self.on else 0
                self.flush('local')
                if op['set'] & CACHE: self.events.append({'event': 'wbinvd'})
            raise
        return self.cpa_flush(op, how, r, pages) if r['changed'] or r['split'] and self.on else {'allocated': 0}

    def chunk(self, op, r, page, left, primary):
        found, direct = self.t.leaf(page), self.base <= page < self.base + self.dm
        if found is None:
            if not direct:
                self.events.append({'event': 'warn', 'about': 'unmapped-address'})
                raise Stop('EFAULT')
            if primary: r['frames'].append((page - self.base, 1))
            return 1
        entry, level, start = found
        n, new = min(left, start + SPAN[level] - page), self.t.changed(entry, level, op['set'], op['clear'])
        if new & PRESENT: new &= self.supported | AREA
        if level > 1 and (op.get('force_split') or new != entry and n < SPAN[level]):
            self.t.split(page)
            r['split'] = True
            self.flush()
            return self.chunk(op, r, page, left, primary)
        frame = (self.t.frame(entry) >> 12) + page - start
        if primary: r['frames'].append((frame, n))
        if new != entry:
            table, slot, _ = self.t.find(page)
            table.slots[slot], r['changed'] = new, True
        if not direct and (op['set'] | op['clear']) & ~NX and frame < self.dm:
            r['direct'], done = r['direct'] or self.t.leaf(self.base + frame) is not None, 0
            while done < n: done += self.chunk(op, r, self.base + frame + done, n - done, False)
        return n

    def cpa_flush(self, op, how, r, pages):
        frames = r['frames']
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
            self.flush(*(('page', list(pages)) if len(pages) <= 33 and not r['direct'] else ()))
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
        lets = {'read': lambda e: True, 'write': lambda e: e & 2, 'execute': lambda e: not e & NX}[op.get('how', 'read')]
        entry = next((e for e in self.tlb if covers(e, page)), None)
        if entry is None or not lets(entry[4]):
            self.tlb = [e for e in self.tlb if e is not entry]
            found, known = self.t.leaf(page), 'tables'
            if not found or not found[0] & PRESENT or not lets(found[0]): raise Stop('#PF')
            entry = (found[2], SPAN[found[1]], self.t.frame(found[0]), (found[0] & self.t.keys) >> self.t.shift, found[0])
            self.tlb = self.tlb + [entry]
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
        if about and about not in self.warned: self.events.append({'event': 'warn', 'about': about})
        self.warned.add(about)
        for pfn in range(op['pfn'], op['pfn'] + n):
            self.keyids.pop(pfn, None)
            if key: self.keyids[pfn] = key
        if op.get('zero'): self.events.append({'event': 'cleared', 'va': self.alias(op['pfn'], key), 'pages': n})

    def op_prep_encrypted_page(self, op):
        if not self.on or op['keyid'] > self.n: raise hvspec.Misuse('no such KeyID in use')
        held = any(self.key(op['pfn'] + i) for i in range(1 << op.get('order', 0)))
        if op['keyid']: self.hand(op, op['keyid'], self.key(op['pfn']), 'page-has-keyid' if held else None)

    def op_free_encrypted_page(self, op):
        if not self.on: raise hvspec.Misuse('MKTME is off')
        keys = [self.key(op['pfn'] + i) for i in range(1 << op.get('order', 0))]
        self.hand(op, 0, keys[0], None if all(keys) else 'page-keyid-range')
