#!/usr/bin/env python3
"""Heki as a subject of hvspec: the whole v1 series as it must hold, or the control registers of v2 or v3. Copy me.

Which of them is the argument: v1 unless given.
"""
import re
import sys
from collections import defaultdict
import hvspec
from heki_host import Host, N, ONES

LINK = 0xFFFFFFFF80000000
TESTS = ['heki_test_cr_disable_smep', 'heki_test_write_to_const', 'heki_test_write_to_ro_after_init', 'heki_test_exec']
SECTIONS = [('_stext', '_etext', 3), ('__start_rodata', '__end_rodata', 1), ('__start_orc_unwind_ip', '__stop_orc_unwind_ip', 1),
            ('__start_orc_unwind', '__stop_orc_unwind', 1), ('orc_lookup', 'orc_lookup_end', 1)]
END = ['free_initmem', 'mark_readonly', 'heki_late_init', 'pti_finalize']
REGISTERS = ['guest', 'reboot', 'pin-backend', 'hypercalls', 'control-registers', 'smm', 'more-vms', 'insight']
V1 = REGISTERS + ['ranges', 'backend', 'tests', 'locks', 'device-writes']
V2 = REGISTERS + ['set-sregs', 'exits']
CAPABILITIES = {'v1': V1, 'v2': V2, 'v3': V2}
# Another stand-in looks like this one.
MEDDLE = {'unplugs': ('backend', None), 'recounts': ('num', 171), 'clears-ranges': ('ranges', None)}


def offer(version):
    return {'machine': 'heki', 'profile': version, 'choices': {}, 'capabilities': CAPABILITIES[version]}


def whole_pages(size):
    return N(size + 4095 >> 12 << 12)


class Heki(Host):
    """One VM with its guest's kernel. Operation op is the method op_<op>."""

    def __init__(self, machine, profile, config):
        self.new_host(profile, config)
        self.op_reboot({})

    def step(self, op):
        method, self.events, self.calls = getattr(self, 'op_' + op['op'], None), [], []
        if method is None: raise hvspec.Lacks(op['op'])
        return {'outcome': 'ok', **method(op), 'events': self.events}

    def inspect(self):
        slots = lambda pool: [{'slot': N(15 - i), 'gfn_start': a, 'gfn_end': b} for i, (a, b) in enumerate(pool)]
        return {'guest': {'built': self.built, 'enabled': self.enabled, 'ranges': self.ranges, 'num': N(self.num), 'live': N(self.live),
                          'backend': self.backend and self.backend['kind'], 'test': self.test},
                'host': {'write_slots': slots(self.write), 'exec_slots': slots(self.exec), 'exec_locked': self.locked, 'stray': [],
                         'pin_cr0': self.pins[0], 'pin_cr4': self.pins[4], 'stripped': sorted(self.stripped)},
                'vcpus': [{'cr0': v[0], 'cr4': v[4]} for v in self.vcpus]}

    def call(self, called, **fields):
        self.calls.append({'call': called, **fields})

    def op_reboot(self, op):
        if op.get('vm') == 'another': self.new_vm()
        k = self.config['kernel']
        self.built = k['arch'] == 'x86-64' and (k['heki'] == 'y' if self.v2 else not k['jump_label'] and k['heki'] != 'n')
        self.enabled, self.ranges, self.num, self.backend, self.live, self.sealed, self.test = True, None, 0, None, 0, False, 0
        self.phys = op.get('phys_base', self.config['phys_base'])
        self.vcpus = [{0: 0x80050033, 4: self.config['guest_cr4']} for _ in range(self.config['vcpus'])]
        return {}

    def need(self, init_code=False):
        if not self.built: raise hvspec.Misuse('the kernel was built without CONFIG_HEKI')
        if init_code and self.sealed: raise hvspec.Misuse('the init code is gone')

    def op_param(self, op):
        self.need(True)
        name, _, value = (op['parameter'] or 'heki=(null)').partition('=')
        if name == 'heki_test':
            if not self.config['kernel'].get('tests'): raise hvspec.Misuse('the tests of 9/9 are not built in')
            good = re.fullmatch(r'\+?([0-9]{1,40})\n?', value)
            number = int(good[1]) if good and int(good[1]) <= ONES else None
            if number is None or number > 4: self.log(f"heki-guest: Invalid option string for heki_test: '{value}'")
            self.test = self.test if number is None else number
        elif re.match('[yYtT1]|[oO][nN]', value): self.enabled = True
        elif re.match('[nNfF0]|[oO][fF]', value): self.enabled = False
        else: self.log(f"heki-guest: Invalid option string for heki: '{value}'")
        return {'result': N(1)}

    def alloc(self, table, op):
        size = whole_pages(24 * len(table))
        self.call('alloc_pages_exact', size=size)
        if not size or op.get('alloc') == 'fail': return None
        pa, self.live, ranges = lambda va: (va - LINK + self.phys) & ONES, self.live + 1, []
        for r in table:
            last = ((((pa(r['va_end']) + 4095) & ONES) >> 12) - 1) & ONES
            ranges.append({'gfn_start': pa(r['va_start']) >> 12, 'gfn_end': last, 'attributes': r['attributes']})
            self.log('heki-guest: Configuring GFN {gfn_start:#x}-{gfn_end:#x} with '.format_map(ranges[-1]) + '[nowrite]' * (r['attributes'] & 1))
        return ranges

    def free(self, ranges, num):
        self.call('free_pages_exact', size=whole_pages(24 * num), what='ranges' if ranges is not None else 'NULL')
        self.live -= ranges is not None

    def op_convert(self, op):
        ranges = self.alloc(op['ranges'], op)
        if ranges is not None: self.free(ranges, len(ranges))
        return {'ranges': ranges, 'input_unchanged': True, 'calls': self.calls}

    def op_early_init(self, op):
        if self.sealed: raise hvspec.Misuse('the init code is gone')
        if self.built and self.v2:
            self.log('heki-guest: Heki is ' + ('enabled' if self.enabled else 'not enabled'))
            support = 'Heki is supported by the active Hypervisor' if self.backend else 'No support for Heki in the active hypervisor'
            if self.enabled: self.log('heki-guest: ' + support)
        elif self.built: self.log('heki-guest: ' + ('Enabled' if self.enabled else 'Disabled'))
        if self.built and self.enabled and not self.v2:
            s, sections = defaultdict(int, self.config['symbols']), SECTIONS if self.config['kernel']['orc'] else SECTIONS[:2]
            table = [{'va_start': s[a], 'va_end': s[b], 'attributes': c} for a, b, c in sections]
            self.num, self.ranges = len(table), self.alloc(table, op)
        return {'calls': self.calls}

    def op_late_init(self, op):
        self.sealed = True
        if self.built:
            if self.v2:
                if not self.enabled or self.backend is None: pass
                elif self.lock([]): self.events.append({'event': 'splat'})
                else: self.log('heki-guest: Control registers locked')
            elif not self.enabled: self.run_test()
            elif self.ranges is None: self.log('heki-guest: Architecture did not initialize static ranges')
            else:
                if self.backend is None: self.log('heki-guest: No hypervisor support')
                elif self.protected(self.backend, op): self.run_test()
                self.free(self.ranges, self.num)
                self.ranges, self.num = None, 0
        return {'calls': self.calls}

    def protected(self, backend, op):
        if backend['kind'] == 'kvm': result = self.protect(None, self.ranges, len(self.ranges), op)
        else:
            self.call('protect_ranges', ranges=self.ranges)
            if backend.get('meddles') in MEDDLE: setattr(self, *MEDDLE[backend['meddles']])
            result = backend.get('protect', 0)
        if result: return self.log(f'Failed to protect static sections: {result}', 'WARN')
        self.log('heki-guest: Static sections protected')
        if backend['kind'] == 'stub': self.call('lock_crs')
        result = backend.get('lock', 0) if backend['kind'] == 'stub' else self.lock([])
        if result: return self.log(f'Failed to lock control registers: {result}', 'WARN')
        self.log('heki-guest: Control registers locked')
        return True

    def run_test(self):
        if 1 <= self.test <= 4:
            self.log(f'heki-guest: Running test #{self.test}')
            self.call('run_test', name=TESTS[self.test - 1])

    def op_plug(self, op):
        self.need()
        if op['backend'] != 'stub' and len(op) > 2: raise hvspec.Misuse('results belong to the stub alone')
        self.backend = None if op['backend'] == 'none' else {'kind': op['backend'], **op}
        return {}

    def op_set_flag(self, op):
        self.need()
        if self.sealed: return {'outcome': 'fault', 'fault': '#PF'}
        self.enabled = op['value']
        return {}

    def op_mark_readonly(self, op):
        self.sealed = True
        return {}

    def op_boot(self, op):
        if self.sealed: raise hvspec.Misuse('the kernel has booted')
        if self.built: self.op_probe({'kvm': True})
        self.op_early_init({})
        self.op_late_init({})
        first = ['mm_core_init', 'security_init', 'heki_early_init', 'vfs_caches_init']
        return {'order': (first if self.v2 else ['mm_init', 'heki_early_init', 'poking_init', 'ftrace_init']) + END, 'calls': self.calls}


if __name__ == '__main__':
    hvspec.serve('heki in Python', '1', [offer(sys.argv[1] if len(sys.argv) > 1 else 'v1')], Heki)
