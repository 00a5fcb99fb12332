"""The memory calls of shstk.py."""
from shstk_memory import align, ALL, Failed, GIB4, PAGE, TASK_SIZE_MAX


class Calls:
    # Memory (SHSTK-33 to 38, 70 to 90).
    def limits(self, size, shadow, prot):
        data = self.s.bytes(lambda m: m[3] or m[2] & 2) + size
        if self.s.bytes() + size > self.p.rlimits['as'] or size > self.config['largest_mapping']: raise Failed('ENOMEM')
        if (shadow or prot & 2) and data > self.p.rlimits['data']: raise Failed('ENOMEM')

    def mapped(self, addr, size, shadow, prot, top='mmap_top'):
        if size == 0: raise Failed('EINVAL')
        length = align(size)
        if not 0 < length <= TASK_SIZE_MAX: raise Failed('ENOMEM')
        start = addr or self.s.place(length, shadow, self.config[top], GIB4 if shadow and top == 'mmap_top' else 16 * PAGE)
        if start % PAGE: raise Failed('EINVAL')
        if start + length > TASK_SIZE_MAX: raise Failed('ENOMEM')
        if self.s.hits(start, start + length): raise Failed('EEXIST')
        self.limits(length, shadow, prot)
        self.s.put(start, start + length, prot, shadow)
        return start

    def op_map_shadow_stack(self, op):
        entry, size, flags = op.get('entry'), op['size'], op['flags'] & 0xFFFFFFFF
        addr = op.get('addr', 0) & (0xFFFFFFFF if entry == '32' else ALL)
        if entry == 'x32': raise Failed('ENOSYS')
        if not self.config['user_shstk']: raise Failed('EOPNOTSUPP')
        if flags & ~1: raise Failed('EINVAL')
        if flags and size < 8: raise Failed('ENOSPC')
        if 0 < addr < GIB4: raise Failed('ERANGE')
        if align(size) < size: raise Failed('EOVERFLOW')
        start = self.mapped(addr, size, True, 3, 'mmap_top_32' if entry == '32' else 'mmap_top')
        if flags and (start + size) % 8: self.s.unmap(start, start + align(size)); raise Failed('EINVAL')
        if flags: self.s.push(start + size - 8, start + size | 1)
        return {'value': start}

    def op_mmap(self, op):
        addr, size, prot = op['addr'], align(op['size']), op['prot']
        if op['place'] == 'noreplace': return {'value': self.mapped(addr, op['size'], False, prot)}
        if op['place'] == 'fixed':
            if addr % PAGE or not size or addr + size > TASK_SIZE_MAX: raise Failed('EINVAL')
            self.s.put(addr, addr + size, prot, False)
            return {'value': addr}
        addr &= ~(PAGE - 1)
        free = not any(m[0] - PAGE * m[3] < addr + size and m[1] > addr for m in self.s.maps) and addr + size <= TASK_SIZE_MAX
        return {'value': self.mapped(addr if free else 0, op['size'], False, prot)}

    def range(self, op, whole=True):
        start, end = op['addr'], op['addr'] + align(op['size'])
        if start % PAGE: raise Failed('EINVAL')
        if whole and not self.s.covered(start, end): raise Failed('ENOMEM')
        return start, end

    def op_munmap(self, op):
        if not align(op['size']): raise Failed('EINVAL')
        self.s.unmap(*self.range(op, False))

    def op_mprotect(self, op): self.s.change(*self.range(op), lambda m: (op['prot'], m[3]))
    def op_madvise(self, op): self.s.forget(*self.range(op))

    def op_mremap(self, op):
        addr, old, new, s = op['addr'], align(op['old_size']), align(op['new_size']), self.s
        m = s.at(addr)
        if addr % PAGE or not old or not new: raise Failed('EINVAL')
        if m is None or m[1] < addr + old: raise Failed('EFAULT')
        if new <= old: s.unmap(addr + new, addr + old); return {'value': addr}
        self.limits(new - old, m[3], m[2])
        if m[1] == addr + old and not s.hits(addr + old, addr + new): s.put(addr + old, addr + new, m[2], m[3]); return {'value': addr}
        if not op['may_move']: raise Failed('ENOMEM')
        start = s.place(new, m[3], self.config['mmap_top'], GIB4)
        s.maps = s.merged([*s.maps, (start, start + new, m[2], m[3])])
        s.move(addr, addr + old, start)
        s.change(addr, addr + old, lambda m: None)
        return {'value': start}

    def op_copy(self, op):
        m = self.s.at(op['addr'])
        if op['via'] == 'write':
            if m is None or not m[2]: raise Failed('EFAULT')
            return {'value': self.s.read(op['addr'])}
        if op['via'] == 'proc_mem': self.op_ptrace_poke(op)
        else: self.s.user(op['addr'], op.get('value', 0))
