"""Address spaces for shstk.py: mappings in pages, words, placement, and who may touch what."""
import hvspec

MINSIGSTKSZ, SIGNAL_FRAME = 2048, 0xC88
PAGE, HUGE, GIB4, TASK_SIZE_MAX, BIT63, ALL = 0x1000, 0x200000, 1 << 32, 0x7FFFFFFFF000, 1 << 63, (1 << 64) - 1


class Num(int):
    """An int that is a JSON number on the wire; others are hexadecimal strings."""


class Failed(Exception):
    """An error number as the result of a call."""


class Fault(Exception):
    """A fault: what the program is told."""

    def __init__(self, fault, code, addr=0, trap=14, error=0, signal=11):
        where = {} if signal == 4 else {'si_addr': addr}
        self.outcome = {'outcome': 'fault', 'fault': fault, 'signal': Num(signal), 'si_code': code, **where,
                        'trapno': Num(trap), 'error_code': error}


def gp(): return Fault('#GP', 'SI_KERNEL', 0, 13)
def ud(): return Fault('#UD', 'ILL_ILLOPN', trap=6, signal=4)
def refused(): return Fault('none', 'SI_KERNEL', 0, 0)
def cp(code): return Fault('#CP', 'SEGV_CPERR', 0, 21, code)
def align(size): return (size + PAGE - 1) & ALL & ~(PAGE - 1)


class Space:
    """Maps are (start, end, prot, shadow); `entries` are pages with a shadow-stack page-table entry, `seen` touched ones."""

    def __init__(self, config):
        self.maps = [(m['start'], m['end'], m['prot'], False) for m in config['mappings']]
        self.words, self.entries, self.seen = {}, set(), set()

    def copy(self):
        twin = Space({'mappings': []})
        twin.maps, twin.words = list(self.maps), dict(self.words)
        twin.entries, twin.seen = set(self.entries), set(self.seen)
        return twin

    def at(self, addr): return next((m for m in self.maps if m[0] <= addr < m[1]), None)
    def hits(self, start, end): return [m for m in self.maps if m[0] < end and m[1] > start]
    def covered(self, start, end): return sum(min(m[1], end) - max(m[0], start) for m in self.hits(start, end)) == end - start
    def bytes(self, pick=lambda m: True): return sum(m[1] - m[0] for m in self.maps if pick(m))

    def change(self, start, end, make):
        """Replaces what lies in the range: `make` gives (prot, shadow) for each piece, or None to unmap it."""
        out = []
        for m in self.maps:
            a, b = max(m[0], start), min(m[1], end)
            if a >= b: out.append(m); continue
            new = make(m)
            out += [(m[0], a, *m[2:])] * (m[0] < a) + ([(a, b, *new)] if new else []) + [(b, m[1], *m[2:])] * (m[1] > b)
        self.maps = self.merged(out)

    @staticmethod
    def merged(maps):
        out = []
        for m in sorted(maps):
            if out and out[-1][1] == m[0] and out[-1][2:] == m[2:]: out[-1] = (out[-1][0], m[1], *m[2:])
            else: out.append(m)
        return out

    def forget(self, start, end):
        pages = range(start >> 12, end >> 12)
        self.words = {a: w for a, w in self.words.items() if not start <= a < end}
        self.entries, self.seen = ({p for p in s if p not in pages} for s in (self.entries, self.seen))

    def put(self, start, end, prot, shadow):
        self.unmap(start, end)
        self.maps = self.merged([*self.maps, (start, end, prot, shadow)])

    def unmap(self, start, end):
        self.change(start, end, lambda m: None)
        self.forget(start, end)

    def move(self, start, end, to):
        words = {a - start + to: w for a, w in self.words.items() if start <= a < end}
        shift = (to - start) >> 12
        entries, seen = ({p + shift for p in s if start >> 12 <= p < end >> 12} for s in (self.entries, self.seen))
        self.forget(start, end)
        self.words.update(words); self.entries |= entries; self.seen |= seen

    def place(self, size, shadow, top, bottom, huge=True):
        """The highest free place; for whole huge pages on their border, with room for one more to find it (SHSTK-171)."""
        if huge and size % HUGE == 0:
            try: return (self.room(size + HUGE, shadow, top, bottom) + HUGE) & ~(HUGE - 1)
            except Failed: pass
        return self.room(size, shadow, top, bottom)

    def room(self, size, shadow, top, bottom):
        """The highest free bytes, with a page free below every shadow stack (SHSTK-42, 88)."""
        own, ceiling = PAGE * shadow, top
        for m, below in zip([None, *reversed(self.maps)], [*reversed(self.maps), None]):
            if m: ceiling = min(ceiling, m[0] - PAGE * m[3])
            start = (ceiling - size) & ~(PAGE - 1)
            if ceiling > size and start - own >= max(bottom, below[1] if below else 0): return start
        raise Failed('ENOMEM')

    def throughout(self, start, end, test):
        pieces = self.hits(start, end)
        return self.covered(start, end) and all(test(m) for m in pieces)

    def read(self, addr):
        low, shift = addr & ~7, (addr & 7) * 8
        return ((self.words.get(low, 0) | self.words.get(low + 8, 0) << 64) >> shift) & ALL

    def write(self, addr, value, size=8):
        low, shift = addr & ~7, (addr & 7) * 8
        both = self.words.get(low, 0) | self.words.get(low + 8, 0) << 64
        both = both & ~(((1 << size * 8) - 1) << shift) | (value & ((1 << size * 8) - 1)) << shift
        for a, w in ((low, both & ALL), (low + 8, both >> 64)):
            if w: self.words[a] = w
            else: self.words.pop(a, None)
        self.seen.add(addr >> 12)

    def shadow(self, addr, write, size=8):
        """A shadow-stack access, as the CPU and the page-fault handler judge it (SHSTK-41, 83, 84, 115)."""
        for at in [addr] + [(addr + size - 1) & ~0xFFF] * ((addr + size - 1) >> 12 != addr >> 12):
            m, page = self.at(at), at >> 12
            if m is None: raise Fault('#PF', 'SEGV_MAPERR', at, 14, 0x44 | 2 * write)
            if not (m[3] and m[2] and (page in self.entries or m[2] & 2)):
                raise Fault('#PF', 'SEGV_ACCERR', at, 14, 0x44 | 2 * write | (page in self.seen and m[2] > 0))
            self.entries.add(page); self.seen.add(page)

    def push(self, addr, value, size=8):
        self.shadow(addr, True, size)
        self.write(addr, value, size)

    def pop(self, addr):
        self.shadow(addr, False)
        return self.read(addr)

    def ordinary(self, addr, write):
        pages = [addr] + [(addr + 7) & ~0xFFF] * ((addr & 0xFFF) > 0xFF8)
        for at in pages:
            m = self.at(at)
            if m is None: raise Fault('#PF', 'SEGV_MAPERR', at, 14, 4 | 2 * write)
            if not m[2] or write and (m[3] or not m[2] & 2):
                raise Fault('#PF', 'SEGV_ACCERR', at, 14, 4 | 2 * write | (write and m[2] > 0 and at >> 12 in self.seen))
        self.seen.update(at >> 12 for at in pages)

    def user(self, addr, value):
        """A store by the kernel for the program (SHSTK-16, 80)."""
        try: self.ordinary(addr, True)
        except Fault: raise Failed('EFAULT')
        self.write(addr, value)
