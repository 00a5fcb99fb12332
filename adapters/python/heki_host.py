"""The host's half of heki.py: hypercalls, sixteen locks of each kind, pinned registers, exits; and the guest's way there."""
import hvspec

ONES, PINNABLE, FRED, WP = (1 << 64) - 1, 0xB10800, 1 << 32, 0x10000
ERRNO = {'EPERM': 1, 'E2BIG': 7, 'EFAULT': 14, 'EINVAL': 22, 'EOPNOTSUPP': 95, 'ENOSYS': 1000}


class N(int):
    """A number that JSON carries as a number; plain ints are 64-bit values there."""


def to_int(rax):
    return N((rax & 0xFFFFFFFF) - (1 << 32) if rax & 0x80000000 else rax & 0xFFFFFFFF)


class Host:
    def new_host(self, profile, config):
        self.config, self.v2, self.warned = config, profile != 'v1', False
        self.pinnable = PINNABLE | FRED if profile == 'v3' else PINNABLE
        self.host, self.events, self.calls = self.config['host'], [], []
        self.new_vm()

    def new_vm(self):
        self.exits = {'configure': 0, 'denial': 0}
        self.write, self.exec, self.locked, self.stripped, self.pins = [], [], False, set(), {0: 0, 4: 0}

    def log(self, text, level='warning', **more):
        self.events.append({'event': 'log', 'level': level, 'text': text, **more})

    def rax(self, op, error):
        return -ERRNO[error] & (0xFFFFFFFF if op.get('mode') == '32' else ONES) if error else 0

    def op_hypercall(self, op):
        answer = self.dispatch(op)
        if isinstance(answer, int): return {'value': answer}
        return {**({'outcome': 'error', 'error': answer} if answer else {}), 'value': self.rax(op, answer)}

    def op_enable_cap(self, op):
        if op['registers'] > 3: return {'outcome': 'error', 'error': 'EINVAL'}
        self.exits['configure' if op['cap'].endswith('CONFIGURE') else 'denial'] = op['registers']
        return {'result': N(0)}

    def op_check_extension(self, op):
        return {'result': N(3)}

    def exit(self, reason, cr, value):
        bit = 1 if cr == 0 else 2
        if self.exits[reason] & bit: self.events.append({'event': 'exit', 'reason': reason, 'registers': bit, 'value': value})

    def dispatch(self, op):
        a0, a1, a2 = (op[a] & (0xFFFFFFFF if op.get('mode') == '32' else ONES) for a in ('a0', 'a1', 'a2'))
        if op.get('cpl', 0): return 'EPERM'
        if self.host['series'] == 'none' or op['nr'] not in (13, 14): return 'ENOSYS'
        if self.v2: return self.pin_or_tell(a0, a1, a2) if op['nr'] == 13 else 'ENOSYS'
        return self.lock_ranges(op, a0, a1, a2) if op['nr'] == 13 else self.pin(a0, a1)

    def pin_or_tell(self, cr, mask, flags):
        if not flags: return self.pin(cr, mask)
        return 1 if (cr, mask, flags) == (0, 0, 1) else 'EINVAL'

    def pin(self, cr, mask):
        if cr not in (0, 4) or not mask: return 'EINVAL'
        if cr == 0 and (not mask & WP or mask & ~self.host['cr0']) or cr == 4 and mask & ~self.pinnable: return 'EINVAL'
        bits = mask if cr == 0 else mask & self.host['cr4']
        self.pins[cr] |= bits
        self.exit('configure', cr, bits)

    def lock_ranges(self, op, gpa, size, flags):
        if flags: return 'EINVAL'
        if size > 384: return 'E2BIG'
        if size % 24: return 'EINVAL'
        if size and op.get('host_memory') == 'fail': return 'E2BIG'
        if size and any(h['start'] <= gpa + size - 1 and h['end'] >= gpa for h in op.get('unreadable', [])): return 'EFAULT'
        array, nothing = iter(op.get('array', [])), dict.fromkeys(['gfn_start', 'gfn_end', 'attributes'], 0)
        ranges = [next(array, nothing) for _ in range(size // 24)]
        for r in ranges:
            error = self.lock_range(r['gfn_start'], r['gfn_end'], r['attributes'])
            if error: return error
        if any(r['attributes'] & 2 for r in ranges):
            self.locked = True
            for gfn in self.host.get('mapped', []):
                if not self.executable(gfn): self.stripped.add(gfn)
                self.log('heki-kvm: {} kernel execution for GFN {:#x}'.format('Allowing' if self.executable(gfn) else 'Denying', gfn))
            self.log('heki-kvm: Locked executable kernel memory')

    def lock_range(self, start, end, attributes):
        if end >> 52 or start > end or not attributes & 3 or attributes & ~(3 if self.host['series'] == '8/9' else 1): return 'EINVAL'
        if attributes & 1:
            if len(self.write) == 16: return 'E2BIG'
            self.write.append((start, end))
            if any(h['gfn_start'] <= end and h['gfn_end'] >= start for h in self.host.get('no_memslot', [])):
                if not self.warned: self.events.append({'event': 'splat'})
                self.warned = True
        if attributes & 2:
            if not self.host['mbec']: return self.log('heki-kvm: HEKI_ATTR_MEM_EXEC depends on MBEC, which is disabled.', newline=False) or 'EOPNOTSUPP'
            if not self.host['tdp_mmu']: return 'EOPNOTSUPP'
            if len(self.exec) == 16: return 'E2BIG'
            self.exec.append((start, end))
        self.log(f'heki-kvm: Locking GFN {start:#x}-{end:#x} with ' + '[nowrite]' * (attributes & 1) + '[exec]' * (attributes >> 1))

    def executable(self, gfn):
        return not self.locked or any(a <= gfn <= b for a, b in self.exec)

    def op_access(self, op):
        if op.get('path') == 'device': return {}
        gfn, emulated = op['gpa'] >> 12, op.get('path') == 'emulated'
        code = 2 if emulated else op['error_code']
        fetch = code & 0x14 == 0x10 and not self.executable(gfn)
        if not fetch and not (code & 2 and any(a <= gfn <= b for a, b in self.write)): return {}
        if emulated: return {'outcome': 'fault', 'fault': '#PF'}
        self.log('heki-kvm: Creating {} #PF at 0x{:016x}'.format('fetch' if fetch else 'write', op.get('gva', 0)))
        return {'outcome': 'fault', 'fault': '#PF', 'vector': N(14), 'error_code': code & 0xFFFF, 'address': op.get('gva', 0)}

    def op_write_cr(self, op):
        cr, value, i = op['cr'], op['value'], op.get('vcpu', 0)
        if i >= len(self.vcpus): raise hvspec.Misuse(f'there is no vCPU {i}')
        if cr not in (0, 4): return {'value': value}
        unchecked = self.v2 and op.get('path') in ('sregs', 'smm')
        if unchecked or value & self.pins[cr] == self.pins[cr]: self.vcpus[i][cr] = value
        else:
            self.log(('heki' if self.v2 else 'heki-kvm') + f': Blocked CR{cr} update: {value:#x}')
            self.exit('denial', cr, value)
            if self.v2: return {'outcome': 'fault', 'fault': '#GP'}
            if op.get('path') == 'emulator': return {'outcome': 'error', 'error': 'EPERM', 'value': self.vcpus[i][cr]}
        return {'value': self.vcpus[i][cr]}

    # The backend pair of a KVM guest.
    def ask(self, nr, answers, i, a, shown, **more):
        self.call('hypercall', nr=N(nr), **{name: a[name] for name in shown})
        if i < len(answers): return answers[i]
        answer = self.dispatch({'nr': nr, **a, **more})
        return answer if isinstance(answer, int) else self.rax({}, answer)

    def protect(self, pa, ranges, num, op):
        a = {'a0': 0x10400000 if pa is None else pa, 'a1': 24 * num, 'a2': 0}
        hole = [{'start': a['a0'], 'end': a['a0']}] if op.get('array_readable') is False else []
        rax = self.ask(13, op.get('answers', []), 0, a, ['a1', 'a2'] if pa is None else ['a0', 'a1', 'a2'], array=ranges, unreadable=hole)
        if rax: self.log(f'Failed to enforce memory protection: {rax - (1 << 64) if rax >> 63 else rax}', 'WARN')
        return to_int(rax)

    def lock(self, answers, cr4=None):
        cr4 = self.vcpus[0][4] if cr4 is None else cr4
        nr, shown = (13, ['a0', 'a1', 'a2']) if self.v2 else (14, ['a0', 'a1'])
        result = to_int(self.ask(nr, answers, 0, {'a0': 0, 'a1': WP, 'a2': 0}, shown))
        return result or to_int(self.ask(nr, answers, 1, {'a0': 4, 'a1': cr4 & self.pinnable, 'a2': 0}, shown))

    def op_probe(self, op):
        if op['kvm']:
            question = {'a0': 0, 'a1': 0, 'a2': 1} if self.v2 else dict.fromkeys(['a0', 'a1', 'a2'], ONES)
            rax = self.ask(13, op.get('answers', []), 0, question, ['a0', 'a1', 'a2'])
            if 0 < rax < 1 << 63 if self.v2 else rax != ONES - 999: self.backend = {'kind': 'kvm'}
        return {'calls': self.calls}

    def op_protect_ranges(self, op):
        if op.get('context') == 'interrupt': self.events.append({'event': 'splat'})
        return {'result': self.protect(op['pa'], [], op['num'], op), 'calls': self.calls}

    def op_lock_crs(self, op):
        return {'result': self.lock(op.get('answers', []), op.get('cr4')), 'calls': self.calls}
