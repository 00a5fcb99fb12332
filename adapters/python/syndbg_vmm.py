"""What is around KVM in syndbg.py: the bytes of the run structure, and a VMM with the debugger's transport."""
import struct

from hvspec import Misuse

# Where a field stands in kvm_run, and how it is packed. Of fields that share bytes the last one written stays.
PLACES = {'reason': (8, '<I'), 'type': (32, '<I'), 'pad1': (36, '<I'), 'msr': (40, '<I'), 'control': (48, '<Q'),
          'status': (56, '<Q'), 'send_page': (64, '<Q'), 'recv_page': (72, '<Q'), 'pending_page': (80, '<Q'),
          'input': (40, '<Q'), 'result': (48, '<Q'), 'ingpa': (56, '<Q'), 'outgpa': (64, '<Q'), 'error': (32, '<B'),
          'msr_reason': (40, '<I'), 'index': (44, '<I'), 'data': (48, '<Q')}
PART = slice(32, 88)  # what each kind of exit lays out in its own way
SEND, RECEIVE = 1, 2  # bits of CONTROL
SENT, RECEIVED = 1, 4  # bits of STATUS
CONTROL, PENDING_BUFFER = 0x400000F1, 0x400000F5
POST, RETRIEVE = 0x69, 0x6A
INVALID_PARAMETER, NO_DATA = 5, 27


def number(data): return int.from_bytes(data, 'little')


def as_bytes(value, size): return struct.pack('<Q', value)[:size]


class Run:
    """The part of kvm_run that userspace and KVM share."""

    def __init__(self): self.bytes = bytearray(PART.stop)

    def __getitem__(self, field):
        at, how = PLACES[field]
        return struct.unpack_from(how, self.bytes, at)[0]

    def put(self, **fields):
        for field in PLACES:
            at, how = PLACES[field]
            if field in fields: struct.pack_into(how, self.bytes, at, fields[field])

    def fill(self, byte): self.bytes[PART] = bytes([byte]) * len(self.bytes[PART])

    def edit(self, area):
        """Userspace writes to it: the fill byte first, then the fields."""
        if 'fill' in area: self.fill(area['fill'])
        self.put(**area)


class Vmm:
    def op_read_run(self, op): return {'value': number(self.v.run.bytes[self.place(op)])}

    def op_write_run(self, op):
        self.v.run.bytes[self.place(op)] = as_bytes(op['value'], op['size'])
        return {}

    @staticmethod
    def place(op):
        place = slice(op['offset'], op['offset'] + op['size'])
        if place.start not in range(PART.start, PART.stop) and place != slice(8, 12): raise Misuse('these bytes belong to another feature')
        return place

    def op_read_memory(self, op): return {'value': number(self.load(op['gpa'], op['size']))}

    def op_write_memory(self, op):
        self.store(op['gpa'], as_bytes(op['value'], op['size']))
        return {}

    def load(self, gpa, size): return bytes(self.vm.memory.get(gpa + i, 0) for i in range(size))

    def store(self, gpa, data): self.vm.memory.update(enumerate(data, gpa))

    def op_packet(self, op):
        self.vm.packets.append(as_bytes(op['value'], op['size']))
        self.tell()
        return {}

    def tell(self):  # SYNDBG-118
        if self.vm.pending: self.vm.memory[self.vm.pending] = int(bool(self.vm.packets))

    def take(self):
        packet = self.vm.packets.pop(0)
        self.tell()
        return packet

    def send(self, data):
        self.events.append({'event': 'packet', 'size': len(data), 'value': number(data)})

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
            self.send(self.load(run['send_page'], control >> 16 & 0xFFFF))
            return SENT
        if not control & RECEIVE or not self.vm.packets: return 0
        packet = self.take()
        self.store(run['recv_page'], packet)
        return RECEIVED | len(packet) << 16

    def call(self, code, ingpa, outgpa):
        """Does what a debug hypercall asks for; gives its result (SYNDBG-134 to 143)."""
        if code == POST: return self.post(ingpa, outgpa)
        return self.retrieve(outgpa) if code == RETRIEVE else 0

    def post(self, ingpa, outgpa):
        count, = struct.unpack('<I', self.load(ingpa, 4))
        if count > 4088: return INVALID_PARAMETER
        data = self.payload(self.load(ingpa + 8, count))
        if data is not None: self.send(data)
        self.store(outgpa, struct.pack('<I', 0))
        return 0

    def retrieve(self, outgpa):
        packet = self.take() if self.vm.packets else None
        frame = self.framed(packet) if packet else b''
        self.store(outgpa, struct.pack('<I', len(frame)))
        self.store(outgpa + 8, frame)
        return 0 if packet else NO_DATA

    @staticmethod
    def framed(data):
        """A UDP packet of IPv4 that carries the data, with the network's order of bytes."""
        ip, udp = struct.pack('>H', 28 + len(data)), struct.pack('>H', 8 + len(data))
        return bytes(12) + b'\x08\x00\x45\x00' + ip + bytes(5) + b'\x11' + bytes(14) + udp + bytes(2) + data

    @staticmethod
    def payload(frame):
        """What a UDP packet of IPv4 carries; None for any other frame."""
        if frame[12:14] != b'\x08\x00' or frame[23:24] != b'\x11': return None
        start = 14 + 4 * (frame[14] & 15) + 8
        return frame[start:] if start <= len(frame) else None
