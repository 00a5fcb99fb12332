"""The protocol of hvspec, for adapters in Python: copy this file beside yours and leave it as it is.

    hvspec.serve('my-kvm', '1.0', [{'machine': …, 'profile': …, 'capabilities': […]}], create, counts=('count',))

`create(machine, profile, config)` makes an instance with `step(op)` and `inspect()`. What they get and give is the
JSON of the schemas, with 64-bit values as int; `counts` names the members of outcomes that are JSON numbers all the
same. They refuse by raising Misuse or Lacks.
"""
import json
import os
import sys


class Misuse(Exception):
    """The operation makes no sense in this state: Misuse('the vCPU waits in its exit')."""


class Lacks(Exception):
    """The implementation has no such operation: Lacks('emulator'), with the capability that it lacks."""


def decoded(x):
    if isinstance(x, str):
        return int(x, 16) if x.startswith('0x') else x
    if isinstance(x, list):
        return [decoded(item) for item in x]
    return {key: decoded(value) for key, value in x.items()} if isinstance(x, dict) else x


def encoded(x, counts, key=''):
    if type(x) is int:  # a bool is an int, too
        return x if key in counts else hex(x)
    if isinstance(x, (list, tuple)):
        return [encoded(item, counts) for item in x]
    return {key: encoded(value, counts, key) for key, value in x.items()} if isinstance(x, dict) else x


def requests():
    """Each request; what was answered so far goes out (in one write) before more is waited for."""
    rest = b''
    while chunk := os.read(0, 1 << 16):
        *lines, rest = (rest + chunk).split(b'\n')
        yield from map(json.loads, lines)
        sys.stdout.flush()


def serve(name, version, offers, create, counts=()):
    instance = None
    for request in requests():
        method, params = request['method'], request['params']
        reply = {'jsonrpc': '2.0', 'id': request['id']}
        try:
            result = {}
            if method == 'describe':
                result = {'protocol': 1, 'name': name, 'version': version, 'machines': offers}
            elif method == 'reset':
                instance = create(params['machine'], params['profile'], decoded(params['config']))
            elif method == 'step':
                result = encoded(instance.step(decoded(params)), counts)
            elif method == 'inspect':
                result = encoded(instance.inspect(), counts)
            reply['result'] = result
        except Misuse as error:
            reply['error'] = {'code': -32001, 'message': str(error)}
        except Lacks as error:
            reply['error'] = {'code': -32601, 'message': f'no {error}', 'data': {'capability': str(error)}}
        print(json.dumps(reply))
        if method == 'shutdown':
            break
