"""What is around KVM in syndbg.py: the bytes of the run structure, and a VMM with the debugger's transport."""
from hvspec import Misuse

# Where a field stands in the exit's part of kvm_run, which begins at 32, and how many bytes it has.
PLACES = {'type': (0, 4), 'pad1': (4, 4), 'msr': (8, 4), 'pad2': (12, 4), 'control': (16, 8), 'status': (24, 8),
          'send_page': (32, 8), 'recv_page': (40, 8), 'pending_page': (48, 8), 'evt_page': (24, 8), 'msg_page': (32, 8),
          'input': (8, 8), 'result': (16, 8), 'ingpa': (24, 8), 'outgpa': (32, 8),
          'error': (0, 1), 'pad': (1, 7), 'msr_reason': (8, 4), 'index': (12, 4), 'data': (16, 8)}
REASON, PART, SIZE = 8, 32, 56
EDITS = ('type', 'pad1', 'msr', 'control', 'status', 'send_page', 'recv_page', 'pending_page', 'result', 'error', 'data')
SEND, RECEIVE = 1, 2  # bits of CONTROL
SENT, RECEIVED = 1, 4  # bits of STATUS
CONTROL, PENDING_BUFFER = 0x400000F1, 0x400000F5
POST, RETRIEVE = 0x69, 0x6A
INVALID_PARAMETER, NO_DATA = 5, 27


class Run:
    """The part of kvm_run that userspace and KVM share."""

    def __init__(self):
        self.reason, self.part = 0, bytearray(SIZE)

    def __getitem__(self, field):
        at, size = PLACES[field]
        return int.from_bytes(self.part[at:at + size], 'little')

    def put(self, **fields):
        for field, value in fields.items():
            at, size = PLACES[field]
            self.part[at:at + size] = (value & (1 << 8 * size) - 1).to_bytes(size, 'little')

    def edit(self, area):
        """Userspace writes to it: the fill byte first, then the fields."""
        if 'fill' in area: self.part[:] = bytes([area['fill']]) * SIZE
        self.reason = area.get('reason', self.reason)
        self.put(**{field: area[field] for field in EDITS if field in area})

    def slice(self, offset, size):
        """The bytes at a place of kvm_run, which may be read and written."""
        if (offset, size) == (REASON, 4): return None
        if offset < PART or offset + size > PART + SIZE: raise Misuse('these bytes belong to another feature')
        return slice(offset - PART, offset - PART + size)


class Vmm:
    def op_read_run(self, op):
        place = self.v.run.slice(op['offset'], op['size'])
        return {'value': int.from_bytes(self.v.run.part[place], 'little') if place else self.v.run.reason}

    def op_write_run(self, op):
        run, size = self.v.run, op['size']
        place, value = run.slice(op['offset'], size), op['value'] & (1 << 8 * size) - 1
        if place: run.part[place] = value.to_bytes(size, 'little')
        else: run.reason = value
        return {}

    def op_read_memory(self, op):
        return {'value': self.load(op['gpa'], op['size'])}

    def op_write_memory(self, op):
        self.store(op['gpa'], op['size'], op['value'])
        return {}

    def load(self, gpa, size):
        return sum(self.vm.memory.get(gpa + i & (1 << 64) - 1, 0) << 8 * i for i in range(size))

    def store(self, gpa, size, value):
        self.vm.memory.update((gpa + i & (1 << 64) - 1, value >> 8 * i & 0xFF) for i in range(size))

    def op_packet(self, op):
        self.vm.packets.append((op['size'], op['value'] & (1 << 8 * op['size']) - 1))
        self.tell()
        return {}

    def tell(self):  # SYNDBG-118
        if self.vm.pending: self.store(self.vm.pending, 1, int(bool(self.vm.packets)))

    def op_serve(self, op):
        vm, run = self.vm, self.v.run
        if self.v.stopped == 'HCALL':
            run.put(result=self.call(run['input'] & 0xFFFF, run['ingpa'], run['outgpa']))
            return {}
        if self.v.stopped != 'SYNDBG': raise Misuse('the vCPU waits in no SYNDBG or HCALL exit')
        if run['msr'] == PENDING_BUFFER:
            vm.pending = run['pending_page']
            if vm.packets: self.tell()
        if run['msr'] == CONTROL: run.put(status=self.command(run['control'], run))
        return {}

    def command(self, control, run):
        """Does what CONTROL says; gives the status for the guest (SYNDBG-115 to 117, and 119)."""
        if control & SEND:
            size = control >> 16 & 0xFFFF
            if not 1 <= size <= 8: raise Misuse('packets have 1 to 8 bytes here')
            self.events.append({'event': 'packet', 'size': size, 'value': self.load(run['send_page'], size)})
            return SENT
        if not control & RECEIVE or not self.vm.packets: return 0
        size, value = self.vm.packets.pop(0)
        self.tell()
        self.store(run['recv_page'], size, value)
        return RECEIVED | size << 16

    def call(self, code, ingpa, outgpa):
        """Does what a debug hypercall asks for; gives its result (SYNDBG-134 to 143)."""
        if code == POST:
            count = self.load(ingpa, 4)
            if count > 4088: return INVALID_PARAMETER
            data = self.payload([self.load(ingpa + 8 + i, 1) for i in range(count)])
            if data is not None:
                if not 1 <= len(data) <= 8: raise Misuse('packets have 1 to 8 bytes here')
                self.events.append({'event': 'packet', 'size': len(data), 'value': int.from_bytes(data, 'little')})
            self.store(outgpa, 4, 0)
        if code == RETRIEVE and not self.vm.packets:
            self.store(outgpa, 4, 0)
            return NO_DATA
        if code == RETRIEVE:
            size, value = self.vm.packets.pop(0)
            self.tell()
            frame = bytes(12) + b'\x08\x00\x45\x00' + (28 + size).to_bytes(2, 'big') + bytes(5) + b'\x11' + bytes(14)
            frame += (8 + size).to_bytes(2, 'big') + bytes(2) + value.to_bytes(size, 'little')
            self.store(outgpa, 4, len(frame))
            self.store(outgpa + 8, len(frame), int.from_bytes(frame, 'little'))
        return 0

    @staticmethod
    def payload(frame):
        """What a UDP packet of IPv4 carries; None for any other frame."""
        if len(frame) < 34 or frame[12:14] != [8, 0] or frame[23] != 0x11: return None
        start = 14 + 4 * (frame[14] & 15) + 8
        if start > len(frame): raise Misuse('a frame with more headers than bytes is not kept here')
        return bytes(frame[start:])
