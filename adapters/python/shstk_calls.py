"""The memory calls of shstk.py."""
import errno

from shstk_memory import align, ALL, Failed, GIB4, PAGE, TASK_SIZE_MAX


class Calls:
    # Memory (SHSTK-33 to 38, 70 to 90).
    def limits(self, size, shadow, prot):
        data = self.s.bytes(lambda m: m[3] or m[2] & 2) + size
        if self.s.bytes() + size > self.p.rlimits['as'] or size > self.config['largest_mapping']: raise Failed('ENOMEM')
        if (shadow or prot & 2) and data > self.p.rlimits['data']: raise Failed('ENOMEM')

    def mapped(self, addr, size, shadow, prot, top='mmap_top', hinted=False, over=False):
        if size == 0: raise Failed('EINVAL')
        if size > TASK_SIZE_MAX: raise Failed('ENOMEM')
        length = align(size)
        start = addr or self.s.place(length, shadow, self.config[top], GIB4 if shadow and top == 'mmap_top' else 16 * PAGE, not hinted and top == 'mmap_top')
        if start >= 2**64 - 4095: raise Failed(errno.errorcode.get(2**64 - start, f'E{2**64 - start}'))
        if start + length > TASK_SIZE_MAX: raise Failed('ENOMEM')
        if start % PAGE: raise Failed('EINVAL')
        if not over and self.s.hits(start, start + length): raise Failed('EEXIST')
        before = self.s.maps
        self.s.change(start, start + length, lambda m: None)
        try: self.limits(length, shadow, prot)
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
        start = self.mapped(addr, size, True, 3, 'mmap_top_32' if entry == '32' else 'mmap_top')
        if flags and size % 8: self.s.unmap(start, start + align(size)); raise Failed('EINVAL')
        if flags: self.s.push(start + size - 8, start + size | 1)
        return {'value': start}

    def op_mmap(self, op):
        addr, size, prot = op['addr'], align(op['size']), op['prot']
        if op['place'] != 'hint': return {'value': self.mapped(addr, op['size'], False, prot, over=op['place'] == 'fixed')}
        addr &= ~(PAGE - 1)
        free = not any(m[0] - PAGE * m[3] < addr + size and m[1] > addr for m in self.s.maps) and addr + size <= TASK_SIZE_MAX
        return {'value': self.mapped(addr if free else 0, op['size'], False, prot, hinted=addr != 0)}

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

    # SHSTK-86, 139, 140, 156, 157, 172.
    def op_mremap(self, op):
        addr, old, new, s = op['addr'], align(op['old_size']), align(op['new_size']), self.s
        m, keep = s.at(addr), op.get('dont_unmap', False)
        if addr % PAGE or not new or keep and (not op['may_move'] or op['old_size'] != op['new_size']): raise Failed('EINVAL')
        if m is None: raise Failed('EFAULT')
        if not old: raise Failed('EINVAL')
        if new <= old and not keep: s.unmap(addr + new, addr + old); return {'value': addr}
        if m[1] < addr + old: raise Failed('EFAULT')
        self.limits(new if keep else new - old, m[3], m[2])
        if not keep and not s.hits(addr + old, addr + new):
            s.put(addr + old, addr + new, m[2], m[3])
            return {'value': addr}
        if not op['may_move']: raise Failed('ENOMEM')
        start = s.place(new, False, self.config['mmap_top'], 16 * PAGE)
        s.maps = s.merged([*s.maps, (start, start + new, m[2], m[3])])
        s.move(addr, addr + old, start)
        if not keep: s.change(addr, addr + old, lambda m: None)
        return {'value': start}

    # Copies by the kernel (SHSTK-80, 158, 159) and userfaultfd (SHSTK-160).
    def op_copy(self, op):
        via, addr = op['via'], op['addr']
        m = self.s.at(addr)
        if via == 'proc_mem': self.op_ptrace_poke(op)
        elif via in ('read', 'process_vm_writev'): self.s.user(addr, op.get('value', 0))
        elif via == 'proc_mem_read' and m is None: raise Failed('EIO')
        elif via != 'proc_mem_read' and (m is None or not m[2] & (1 if via == 'process_vm_readv' else 7)): raise Failed('EFAULT')
        else: return {'value': self.s.read(addr)}

    def op_uffdio_register(self, op):
        hit = self.s.hits(op['addr'], op['addr'] + op['size'])
        if op['addr'] % PAGE or op['size'] % PAGE or not hit or any(m[3] for m in hit): raise Failed('EINVAL')
