"""The memory calls of shstk.py."""
import errno

from shstk_memory import align, ALL, Failed, GIB4, PAGE, TASK_SIZE_MAX


class Calls:
    # Memory (SHSTK-33 to 38, 70 to 90).
    def limits(self, size, prot):
        """To RLIMIT_DATA a shadow stack is held as it is mapped; what is mapped of them is stack, and no data (mm/vma.h)."""
        data = self.s.bytes(lambda m: m.prot & 2 and not m.shadow) + size
        if self.s.bytes() + size > self.p.rlimits['as'] or size > self.config['largest_mapping']: raise Failed('ENOMEM')
        if prot & 2 and data > self.p.rlimits['data']: raise Failed('ENOMEM')

    def chosen(self, size, shadow, compat=False, hinted=False):
        """Where the kernel puts it: a shadow stack above 4 GiB, but for 32-bit callers."""
        top, bottom = self.config['mmap_top_32' if compat else 'mmap_top'], GIB4 if shadow and not compat else PAGE
        return self.s.place(size, shadow, top, bottom, not compat and not hinted)

    def mapped(self, addr, size, shadow, prot, compat=False, hinted=False, over=False):
        if size == 0: raise Failed('EINVAL')
        if size > TASK_SIZE_MAX: raise Failed('ENOMEM')
        length = align(size)
        start = addr or self.chosen(length, shadow, compat, hinted)
        if start > ALL - 4095: raise Failed(errno.errorcode.get(ALL + 1 - start, f'E{ALL + 1 - start}'))
        if start + length > TASK_SIZE_MAX: raise Failed('ENOMEM')
        if start % PAGE: raise Failed('EINVAL')
        if not over and self.s.hits(start, start + length): raise Failed('EEXIST')
        before = self.s.maps
        self.s.change(start, start + length, lambda m: None)
        try: self.limits(length, prot)
        except Failed: self.s.maps = before; raise
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
        start = self.mapped(addr, size, True, 3, entry == '32')
        if flags and size % 8: self.s.unmap(start, start + align(size)); raise Failed('EINVAL')
        if flags: self.s.push(start + size - 8, start + size | 1)
        return {'value': start}

    def op_mmap(self, op):
        addr, size, prot = op['addr'], align(op['size']), op['prot']
        if op['place'] != 'hint': return {'value': self.mapped(addr, op['size'], False, prot, over=op['place'] == 'fixed')}
        addr &= ~(PAGE - 1)
        free = self.s.free(addr, addr + size) and addr + size <= TASK_SIZE_MAX
        return {'value': self.mapped(addr if free else 0, op['size'], False, prot, hinted=addr != 0)}

    def range(self, op, whole=True):
        start, end = op['addr'], op['addr'] + align(op['size'])
        if start % PAGE: raise Failed('EINVAL')
        if whole and not self.s.covered(start, end): raise Failed('ENOMEM')
        return start, end

    def op_munmap(self, op):
        if not align(op['size']): raise Failed('EINVAL')
        self.s.unmap(*self.range(op, False))

    def op_mprotect(self, op): self.s.change(*self.range(op), lambda m: m._replace(prot=op['prot']))
    def op_madvise(self, op): self.s.forget(*self.range(op))

    # SHSTK-86, 139, 140, 156, 157, 172.
    def op_mremap(self, op):
        addr, old, new, s = op['addr'], align(op['old_size']), align(op['new_size']), self.s
        m, keep = s.at(addr), op.get('dont_unmap', False)
        if addr % PAGE or not new or keep and (not op['may_move'] or op['old_size'] != op['new_size']): raise Failed('EINVAL')
        if m is None: raise Failed('EFAULT')
        if not old: raise Failed('EINVAL')
        if new <= old and not keep: s.unmap(addr + new, addr + old); return {'value': addr}
        if m.end < addr + old: raise Failed('EFAULT')
        self.limits(new if keep else new - old, m.prot)
        if not keep and not s.hits(addr + old, addr + new):
            s.put(addr + old, addr + new, m.prot, m.shadow)
            return {'value': addr}
        if not op['may_move']: raise Failed('ENOMEM')
        start = self.chosen(new, False)
        s.maps = s.merged([*s.maps, m._replace(start=start, end=start + new)])
        s.move(addr, addr + old, start)
        if not keep: s.change(addr, addr + old, lambda m: None)
        return {'value': start}

    # Copies by the kernel (SHSTK-80, 158, 159) and userfaultfd (SHSTK-160).
    def op_copy(self, op):
        via, addr = op['via'], op['addr']
        if via == 'proc_mem': return self.op_ptrace_poke(op)
        if via in ('read', 'process_vm_writev'): return self.s.user(addr, op['value'])
        m = self.s.at(addr)
        if m is None or not m.prot & (7 if via == 'write' else 1): raise Failed('EFAULT')
        return {'value': self.s.read(addr)}

    def op_uffdio_register(self, op):
        hit = self.s.hits(op['addr'], op['addr'] + op['size'])
        if op['addr'] % PAGE or op['size'] % PAGE or not hit or any(m.shadow for m in hit): raise Failed('EINVAL')
