#!/usr/bin/env python3
"""Per-KeyID direct mappings as they have to be kept in sync, as a subject of hvspec (profile spec). Copy me."""
import hvspec
from mktme_sync import Sync
from mktme_tables import covers, LEVEL, SPAN, Stop, Tables

COUNTS = ('n', 'keyid', 'allocated', 'missing', 'extra', 'mismatch', 'nr_keyids', 'keyid_shift', 'count', 'pages',
          'tables', 'live', 'reachable')
OFFER = {'machine': 'mktme', 'profile': 'spec', 'choices': {'bad_range': 'refused'},
         'capabilities': ['compare', 'hotplug', 'page-attributes', 'access', 'page-keyids', 'boot', 'allocation-failures', 'five-levels', 'insight']}


def runs(pages):
    """Page numbers in order and each once, neighbours as [first, how many]."""
    found = []
    for page in sorted(set(pages)):
        if found and sum(found[-1]) == page: found[-1][1] += 1
        else: found.append([page, 1])
    return found


class Mktme:
    """One instance. Operation op is the method op_<op>: it gives what the outcome has beside `ok` and the events."""

    def __init__(self, machine, profile, c):
        bits, self.phys, self.on, self.gb = c['keyid_bits'], c['phys_bits'], c['enabled'], c['gbpages']
        self.supported, self.dm = c.get('supported_mask', -1), c['direct_mapping_size'] >> 12
        most = 2 ** bits - 1
        self.n = self.copies = min(c.get('nr_keyids', most), most)
        self.t, self.fail, self.tlb, self.keyids = Tables(c['levels'], self.phys - bits, bits), 0, [], {}
        self.base, self.events, self.warned = self.t.page(c['page_offset']), [], set()
        self.layout(bits)
        for leaf in c['canonical'] + c.get('kernel', []): self.map(leaf)
        for leaf in c.get('held', []): self.map(leaf, True)
        self.booted = self.on or bool(c['canonical'])
        if c['copies'] == 'synced':
            self.on = True
            self.sync(self.base, self.base + self.dm)
            self.on = c['enabled']

    def layout(self, bits):  # 52 is __PHYSICAL_MASK_SHIFT
        self.shift, self.mask = self.t.shift if bits else 0, self.t.keys
        self.physical = ((1 << 52) - 1) & ~self.mask

    def step(self, op):
        method, self.events = getattr(self, 'op_' + op['op'], None), []
        if method is None: raise hvspec.Lacks(op['op'])
        try: outcome = {'outcome': 'ok', **(method(op) or {})}
        except Stop as stop:
            name = stop.args[0]
            outcome = {'outcome': 'error', 'error': name} if name in ('EFAULT', 'EINVAL', 'ENOMEM') else {
                'outcome': 'fault', 'fault': '#PF'} if name == '#PF' else {'outcome': 'fault', 'fault': '#BUG', 'bug': name}
            if name != '#PF': outcome['allocated'] = getattr(stop, 'allocated', 0)
        return {**outcome, 'events': self.events} if self.events else outcome

    def inspect(self):
        end, t = self.base + (self.copies + 1) * self.dm, self.t
        return {'enabled': self.on, 'nr_keyids': self.n, 'keyid_shift': self.shift, 'keyid_mask': self.mask,
                'physical_mask': self.physical, 'canonical': list(t.listed(self.base, self.base + self.dm)),
                'copies': {str(k): list(t.listed(self.base + k * self.dm, self.base + (k + 1) * self.dm))
                           for k in range(1, self.copies + 1)},
                'outside': list(t.listed(end=self.base)) + list(t.listed(end)),
                'tables': {'live': t.root.owned(), 'reachable': t.root.owned()},  # Python loses none
                'page_keyids': [{'pfn': pfn, 'keyid': k} for pfn, k in sorted(self.keyids.items())]}

    def flush(self, scope='all', pages=None):
        event = {'event': 'tlb_flush', 'scope': scope, 'count': len(pages) if pages else 1}
        if pages: event['at'] = [{'va': self.t.address(first), 'pages': n} for first, n in runs(pages)]
        self.events.append(event)
        self.tlb = [e for e in self.tlb if pages and not any(covers(e, p) for p in pages)]

    def free(self, tables):
        if tables: self.events.append({'event': 'free', 'tables': tables, 'linked': False})

    def sync(self, start, end, odd=False):
        """sync_direct_mapping(): how many tables it allocated. Raises Stop with that number on an error."""
        if not self.on: return 0
        if odd or end < start or start < self.base or end > self.base + self.dm: raise Stop('EINVAL')
        allocated, freed, stop, fail = 0, 0, None, self.fail
        for key in range(1, self.n + 1):
            run = Sync(self.t, key, self.supported, fail)
            try: self.one(run, start, end, key * self.dm)
            except Stop as error: stop = error
            allocated, freed, fail = allocated + run.allocated, freed + run.freed, max(run.fail, 0)
            if stop: break
        self.fail = fail
        if stop: stop.allocated = allocated
        if stop and stop.args[0] != 'ENOMEM': raise stop
        self.flush()
        self.free(freed)
        if stop: raise stop
        return allocated

    def one(self, run, start, end, offset):  # 512 GiB at a time, source and destination from their addresses
        for slot in range(start // SPAN[4], -(-end // SPAN[4])):
            src, dst, at, to = self.t.root, self.t.root, slot, slot + offset // SPAN[4]
            if self.t.levels == 5:
                src, top, at, to = src.slots.get(at // 512), to // 512, at % 512, to % 512
                if src is None and top not in dst.slots: continue
                if top not in dst.slots: dst.slots[top] = run.table()
                dst = dst.slots[top]
            s, old = src.slots.get(at) if src else None, dst.slots.get(to)
            lo, hi = max(start - slot * SPAN[4], 0), min(end - slot * SPAN[4], SPAN[4])
            if s is not None or old is not None: run.below(s, dst, to, old, 4, lo, hi)

    def quietly(self, start, end):  # sync where the caller ignores the result
        try: return self.sync(start, end), False
        except Stop as stop:
            if stop.args[0] != 'ENOMEM': raise
            return stop.allocated, True

    def apart(self, first, n=1):  # the copies are written by sync alone
        last = first + n
        if last > self.base + self.dm and first < self.base + (self.copies + 1) * self.dm: raise hvspec.Misuse('lies in a copy')
        return first, last

    def map(self, leaf, own=False):
        if leaf['va'] & 0xFFF or self.t.page(leaf['va']) % SPAN[LEVEL[leaf['level']]]: raise hvspec.Misuse('a leaf begins at a border of its size')
        self.booted = True
        for i in range(leaf.get('n', 1)):
            pages = i * SPAN[LEVEL[leaf['level']]]
            self.t.put(self.t.page(leaf['va']) + pages, LEVEL[leaf['level']], self.t.moved(self.t.entry(leaf), pages), own)

    def range(self, op, frames=False):
        if op['end'] <= op['start'] or (op['start'] | op['end']) & 0xFFF: raise hvspec.Misuse('not whole pages in order')
        if frames and op['end'] >> 12 > self.dm: raise hvspec.Misuse('does not fit into the direct mapping')
        return self.apart(self.t.page(op['start']), op['end'] - op['start'] >> 12)


from mktme_boot import Boot  # noqa: E402
from mktme_ops import Operations  # noqa: E402
from mktme_pages import Pages  # noqa: E402


class Subject(Boot, Operations, Pages, Mktme):
    pass


if __name__ == '__main__':
    hvspec.serve('mktme in Python', '1.0', [OFFER], Subject, COUNTS)
