"""What mktme.py decides at boot, one method each. Copy me with it."""
import hvspec

TIB = 1 << 40


class Boot:
    def op_detect(self, op):
        if self.booted: raise hvspec.Misuse('only at boot')
        bits, self.phys = op['keyid_bits'], op['phys_bits']
        self.t.layout(self.phys - bits, bits)
        self.n = self.copies = 2 ** bits - 1
        self.layout(bits)
        return {'nr_keyids': self.n, 'keyid_shift': self.shift, 'keyid_mask': self.mask, 'physical_mask': self.physical}

    def op_setup_direct_mapping_size(self, op):
        if self.booted: raise hvspec.Misuse('only at boot')
        room, size = 1 << op['virtual_bits'] - 1, -(-op['memory'] // TIB) * TIB
        if self.n:
            size = 1 << (max(size, TIB) - 1).bit_length()
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
