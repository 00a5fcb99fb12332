"""Address spaces for shstk.py: mappings in pages, words, placement, and who may touch what."""
from struct import pack
from types import SimpleNamespace
from typing import NamedTuple

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


def ends(addr, size=8):
    """The first of so many bytes on each page that they lie on."""
    return sorted({addr, max(addr, (addr + size - 1) // PAGE * PAGE)})


class Map(NamedTuple):
    start: int
    end: int
    prot: int
    shadow: bool


BLANK = SimpleNamespace(data=bytes(PAGE))


class Space:
    """What is mapped, by address; `pages` are those ever touched, by number: their bytes, and whether the entry is a shadow stack's."""

    def __init__(self, config):
        self.maps = [Map(m['start'], m['end'], m['prot'], False) for m in config['mappings']]
        self.pages = {}

    def at(self, addr): return next((m for m in self.maps if m.start <= addr < m.end), None)
    def hits(self, start, end): return [m for m in self.maps if m.start < end and m.end > start]
    def covered(self, start, end): return sum(min(m.end, end) - max(m.start, start) for m in self.hits(start, end)) == end - start
    def throughout(self, start, end, test): return self.covered(start, end) and all(map(test, self.hits(start, end)))
    def bytes(self, pick=lambda m: True): return sum(m.end - m.start for m in self.maps if pick(m))

    def change(self, start, end, make):
        """Replaces what lies in the range: `make` gives what becomes of each piece, or None to unmap it."""
        out = []
        for m in self.maps:
            piece = m._replace(start=max(m.start, start), end=min(m.end, end))
            if piece.start >= piece.end: out.append(m); continue
            out += [m._replace(end=piece.start), make(piece), m._replace(start=piece.end)]
        self.maps = self.merged(m for m in out if m and m.start < m.end)

    @staticmethod
    def merged(maps):
        out = []
        for m in sorted(maps):
            if out and out[-1] == m._replace(start=out[-1].start, end=m.start): m = m._replace(start=out.pop().start)
            out.append(m)
        return out

    def forget(self, start, end):
        gone = range(start // PAGE, end // PAGE)
        self.pages = {p: page for p, page in self.pages.items() if p not in gone}

    def put(self, start, end, prot, shadow):
        self.unmap(start, end)
        self.maps = self.merged([*self.maps, Map(start, end, prot, shadow)])

    def unmap(self, start, end):
        self.change(start, end, lambda m: None)
        self.forget(start, end)

    def move(self, start, end, to):
        moved = range(start // PAGE, end // PAGE)
        self.pages = {p + (to - start) // PAGE if p in moved else p: page for p, page in self.pages.items()}

    def place(self, size, shadow, top, bottom, huge=True):
        """The highest free place; for whole huge pages on their border, with room for one more to find it (SHSTK-171)."""
        if huge and size % HUGE == 0:
            try: return (self.room(size + HUGE, shadow, top, bottom) + HUGE) // HUGE * HUGE
            except Failed: pass
        return self.room(size, shadow, top, bottom)

    def room(self, size, shadow, top, bottom):
        """The highest free bytes, with a page free below every shadow stack (SHSTK-42, 88): they end at the top, or where something begins."""
        for end in sorted([top, *(min(top, m.start - PAGE * m.shadow) for m in self.maps)], reverse=True):
            start = end - size - PAGE * shadow
            if start >= bottom and self.free(start, end): return end - size
        raise Failed('ENOMEM')

    def free(self, start, end): return not any(m.start - PAGE * m.shadow < end and m.end > start for m in self.maps)

    def touch(self, addr, entry=False):
        number = addr // PAGE
        if number not in self.pages: self.pages[number] = SimpleNamespace(entry=False, data=bytearray(PAGE))
        page = self.pages[number]
        page.entry = page.entry or entry
        return page.data

    def read(self, addr):
        return int.from_bytes(bytes(self.pages.get(a // PAGE, BLANK).data[a % PAGE] for a in range(addr, addr + 8)), 'little')

    def write(self, addr, value, size=8):
        """The lower bytes of a word, at most all of them."""
        for a, byte in zip(range(addr, addr + size), pack('<Q', value)): self.touch(a)[a % PAGE] = byte

    def words(self):
        """The words of shadow stacks that are not 0."""
        stacks = {p * PAGE: page.data for p, page in self.pages.items() if self.at(p * PAGE)[3]}
        found = {start + i: int.from_bytes(data[i:i + 8], 'little') for start, data in stacks.items() for i in range(0, PAGE, 8)}
        return {hex(a): word for a, word in found.items() if word}

    def judge(self, addr, size, error, allowed):
        """A page fault at the first byte that the mapping, or its page's entry, does not allow (SHSTK-83, 84, 115, 161 to 163)."""
        for at in ends(addr, size):
            m, page = self.at(at), self.pages.get(at // PAGE)
            if m is None: raise Fault('#PF', 'SEGV_MAPERR', at, 14, error)
            if not allowed(m, page): raise Fault('#PF', 'SEGV_ACCERR', at, 14, error | (page is not None and m.prot > 0))

    def shadow(self, addr, write, size=8):
        """A shadow-stack access (SHSTK-41)."""
        self.judge(addr, size, 0x44 | 2 * write, lambda m, page: m.shadow and m.prot and (m.prot & 2 or page and page.entry))
        for at in ends(addr, size): self.touch(at, True)

    def push(self, addr, value, size=8):
        self.shadow(addr, True, size)
        self.write(addr, value, size)

    def pop(self, addr):
        self.shadow(addr, False)
        return self.read(addr)

    def ordinary(self, addr, write):
        self.judge(addr, 8, 4 | 2 * write, lambda m, page: m.prot & 2 and not m.shadow if write else m.prot)
        for at in ends(addr): self.touch(at)

    def user(self, addr, value):
        """A store by the kernel for the program (SHSTK-16, 80)."""
        try: self.ordinary(addr, True)
        except Fault: raise Failed('EFAULT')
        self.write(addr, value)
