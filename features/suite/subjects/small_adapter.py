"""A subject that knows one register access, for the suite's own features. Its argument says what it does wrong:

right   reads 0, as a new VM does
wrong   reads 1 from CONTROL
other   fails to read at all: the same case fails in another way
crash   ends in the middle of a step
mute    answers nothing at all, and first makes the file that its second argument names
renamed has another name at each start, and ends in the middle of a step
leaving ends with another exit code than 0 after shutdown
twice   says the outcome of a step twice in one answer
bytes   answers a step with bytes that are not UTF-8
hang    never answers a step
garbage answers a step with something that is no JSON
gaps    says "no such operation" to a read of CONTROL, though it declared what that takes
falls   ends in the middle of a read of CONTROL
broken  declares cpuid-tables, and answers set_cpuid with "no such operation"
bare    declares nothing, and has no operation at all
no      calls every reset misuse
"""
import json
import os
import sys

MANNER, *MADE = sys.argv[1:] or ['right']
REGISTERS = dict.fromkeys(('control', 'status', 'send_page', 'recv_page', 'pending_page', 'options'), '0x0')
# Answers to a step with which something is wrong, but for the id.
ODD = {
    'garbage': b'Segmentation fault',
    'twice': b'{"jsonrpc":"2.0","id":%d,"result":{"outcome":"fault"},"result":{"outcome":"ok"}}',
    'bytes': b'{"jsonrpc":"2.0","id":%d,"result":{"outcome":"\xff"}}',
}


def lacking(capability):
    return {'error': {'code': -32601, 'message': 'no such operation', 'data': {'capability': capability}}}


def describe():
    name = f'small {os.getpid() if MANNER == "renamed" else MANNER}'
    capabilities = [] if MANNER == 'bare' else ['cpuid-tables', 'msr-lists']
    machine = {'machine': 'syndbg', 'profile': 'upstream', 'capabilities': capabilities}
    return {'result': {'protocol': 1, 'name': name, 'version': '1', 'machines': [machine]}}


def reset():
    return {'error': {'code': -32001, 'message': 'not today'}} if MANNER == 'no' else {'result': {}}


def step(op, msrs=(), **_):
    if op == 'set_cpuid':
        return lacking('cpuid-tables') if MANNER in ('broken', 'bare') else {'result': {'outcome': 'ok'}}
    if op != 'get_msrs': return lacking('msr-lists')
    is_control = msrs[:1] == ['0x400000f1']
    if MANNER in ('crash', 'renamed') or MANNER == 'falls' and is_control: sys.exit(3)
    if MANNER == 'gaps' and is_control: return lacking('msr-lists')
    if MANNER == 'other': return {'result': {'outcome': 'error', 'error': 'EIO'}}
    value = '0x1' if MANNER == 'wrong' and is_control else '0x0'
    return {'result': {'outcome': 'ok', 'count': 1, 'values': [value]}}


def inspect():
    return {'result': {'vms': [{'registers': REGISTERS, 'vcpus': [{'stopped': None}]}]}}


def answer(request_id, method, params):
    """A line without its end; None where nothing is said."""
    if MANNER == 'mute':
        for name in MADE: open(name, 'w').close()
        return None
    if method == 'step':
        if MANNER == 'hang': return None
        if MANNER in ODD: return ODD[MANNER].replace(b'%d', b'%d' % request_id)
    said = {
        'describe': describe,
        'reset': reset,
        'step': lambda: step(**params),
        'inspect': inspect,
        'shutdown': lambda: {'result': {}},
    }[method]()
    return json.dumps({'jsonrpc': '2.0', 'id': request_id, **said}).encode()


for line in sys.stdin.buffer:
    request = json.loads(line)
    line = answer(request['id'], request['method'], request.get('params'))
    if line is not None: os.write(1, line + b'\n')
    if request['method'] == 'shutdown': sys.exit(7 if MANNER == 'leaving' else 0)
