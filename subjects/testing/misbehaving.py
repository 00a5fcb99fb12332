"""A tiny adapter for tests: `python3 subjects/testing/misbehaving.py FAULT` misbehaves in that one way, and with `none` in no way.

Its version is its pid, and those of its children, so that a test can look for them.
"""
import json
import os
import signal
import sys
import time

from faults import FAULTS, PIDS, send

HOOKS = FAULTS[sys.argv[1]]
vcpus = steps = exit_code = 0


def description():
    offer = {'machine': 'syndbg', 'profile': 'v6', 'capabilities': ['trace', 'hypercalls'], **HOOKS.get('offer', {})}
    version = ' '.join(map(str, PIDS))
    return {'protocol': 1, 'name': 'a test', 'version': version, 'machines': [offer], **HOOKS.get('description', {})}


def inspection():
    global steps
    steps += HOOKS.get('inspect_changes', False)
    others = ('status', 'send_page', 'recv_page', 'pending_page', 'options')
    return {'vms': [{'registers': {'control': hex(steps), **dict.fromkeys(others, '0x0')}, 'vcpus': [{'stopped': None}] * vcpus}]}


def normal(request):
    """The right answer, without its id."""
    global vcpus, steps
    method, params = request['method'], request.get('params', {})
    if method == 'describe': return {'result': description()}
    if method == 'inspect': return {'result': inspection()}
    if method == 'reset':
        vcpus = params['config']['vcpus']
        if not HOOKS.get('keeps_state'): steps = 0
    if method != 'step': return {'result': {}}
    if params.get('vcpu', -1) >= vcpus or params.get('vm', 0) > 0:
        return {'error': {'code': -32001, 'message': 'there is no such vCPU'}}
    steps += 1
    return {'result': {'outcome': 'ok'}}


def lines():
    rest = b''
    try:
        while chunk := os.read(0, 1 << 16):
            *whole, rest = (rest + chunk).split(b'\n')
            yield from whole[:1] if HOOKS.get('one_per_chunk') else whole
    except OSError:
        pass  # a hook closed it


signal.signal(signal.SIGINT, signal.SIG_DFL)
HOOKS.get('start', int)()
for line in lines():
    request = json.loads(line)
    method = request['method']
    if method in HOOKS: HOOKS[method](request, normal)
    else: send(request['id'], **normal(request))
    if method == 'shutdown': exit_code = HOOKS.get('exit_code', 0)
while HOOKS.get('stays'): time.sleep(1)
sys.exit(exit_code)
