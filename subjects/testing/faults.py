"""What misbehaving.py can do wrong: for each fault hooks for methods, which get the request and what answers it well, and flags."""
import json
import os
import signal
import time

PIDS = [os.getpid()]


def raw(text):
    """Writes all of a text or of bytes."""
    rest = text.encode() if isinstance(text, str) else text
    while rest: rest = rest[os.write(1, rest):]


def send(request_id, **reply):
    text = json.dumps({'jsonrpc': '2.0', 'id': request_id, **reply}, ensure_ascii=False, separators=(',', ':'))
    raw(f'{text}\n')


def ok(request_id):
    return f'{{"jsonrpc":"2.0","id":{request_id},"result":{{"outcome":"ok"}}}}'


def answer(**reply):
    """Answers with this."""
    return lambda request, _: send(request['id'], **reply)


def outcome(result):
    return {'step': answer(result=result)}


def error(code, message, **data):
    return answer(error={'code': code, 'message': message, **({'data': data} if data else {})})


def wire(text):
    """Writes this in reply to a step."""
    return {'step': lambda request, _: raw(text(request['id']))}


def nothing(*_):
    """Says nothing."""


def exits(code, last_words=''):
    def hook(*_):
        os.write(2, last_words.encode())
        os._exit(code)

    return hook


def endless(text):
    """Writes until it is killed."""

    def hook(*_):
        while True:
            try: os.write(1, text)
            except OSError: time.sleep(1)

    return hook


def ever(act, seconds):
    """Does this again and again, beside all else."""

    def hook(*_):
        from threading import Thread

        def loop():
            while True:
                act()
                time.sleep(seconds)

        Thread(target=loop).start()

    return hook


def panic(*_):
    os.write(2, '[ 14.7] Kernel panic - not syncing: \u009b31mFatal exception\n'.encode())
    os.write(2, b'[ 14.8] RAX: 0\n' * 1000)
    os._exit(0)


def byte_by_byte(request, _):
    text = f'{{"jsonrpc":"2.0","id":{request["id"]},"error":{{"code":-32001,"message":"é€😀\ufffd"}}}}\n'
    for byte in text.encode(): raw(bytes([byte]))


HELD = []


def reverse(request, normal):
    HELD.append(request)
    if len(HELD) < 2: return
    for one in reversed(HELD): send(one['id'], **normal(one))
    HELD.clear()


def close_stdout(request, _):
    if request['id'] == 3: os.close(1)


def close_stdin(request, normal):
    send(request['id'], **normal(request))
    os.close(0)


def ignore_signals():
    for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(one, signal.SIG_IGN)


def family():
    from subprocess import Popen
    PIDS.extend(Popen(['sh', '-c', "trap '' TERM; exec sleep 1000"]).pid for _ in range(2))


def apart(*environments):
    """Starts processes that leave the group."""

    def start():
        from subprocess import DEVNULL, Popen
        streams = {'stdin': DEVNULL, 'stdout': DEVNULL, 'stderr': DEVNULL}
        PIDS.extend(Popen(['sleep', '1000'], start_new_session=True, env=env, **streams).pid for env in environments)

    return start


def where(condition, otherwise):
    """Answers with something else where the parameters are such."""
    return lambda request, normal: (
        otherwise(request, normal) if condition(request['params']) else send(request['id'], **normal(request))
    )


def traced(params):
    return params['config']['trace']


FAULTS = {
    'none': {},
    # The version is the processes' numbers, and so another one at each start, but for these.
    'steady': {'description': {'version': '1'}},
    'steady-crash': {'description': {'version': '1'}, 'step': exits(7)},

    # Starting
    'exits-at-once': {
        'start': exits(3, 'Traceback (most recent call last):\n\u001b[31mImportError\u001b[0m: no module named kvm\n'),
    },
    'silent': {'describe': nothing},
    'banner': {'start': lambda: raw('\u001b]0;pwned\u0007Welcome to my adapter\n')},
    'refuses-describe': {'describe': error(-32601, 'describe?', capability='describe')},

    # Describing
    'protocol-2': {'description': {'protocol': 2}},
    'no-machines': {'description': {'machines': []}},
    'typo-machine': {'offer': {'machine': 'sydnbg'}},
    'typo-profile': {'offer': {'profile': 'upstrem'}},
    'typo-capability': {'offer': {'capabilities': ['trace', 'hypercall']}},
    'typo-choice': {'offer': {'profile': 'review', 'choices': {'host_write_exit': 'no'}}},
    'typo-choice-value': {'offer': {'profile': 'review', 'choices': {'host_write_exits': 'never'}}},
    'blank-name': {'description': {'name': ' '}},
    'nul-version': {'description': {'version': 'a\0b'}},
    'twice': {'description': {'machines': [{'machine': 'syndbg', 'profile': 'v6', 'capabilities': []}] * 2}},

    # On the wire
    'hang': {'step': nothing},
    'crash': {'step': exits(7, 'KeyError: \u009b31mvcpu\n')},
    # As QEMU does where the kernel in it panics: the console is on stderr, and registers come after the line.
    'panic': {'step': panic},
    'signal': {'step': lambda *_: os.kill(os.getpid(), signal.SIGSEGV)},
    'not-json': wire(lambda _: 'ok, \u001b[2Jdone\u202e\n'),
    'empty-line': wire(lambda one: f'\n{ok(one)}\n'),
    'pretty-printed': wire(lambda one: json.dumps(json.loads(ok(one)), indent=2) + '\n'),
    'no-line-feed': wire(ok),
    'not-utf8': wire(lambda one: ok(one)[:-3].encode() + b'\xff\n'),
    'not-utf8-in-json': wire(lambda one: ok(one).replace('ok', '\xff').encode('latin1') + b'\n'),
    'says-twice': wire(lambda one: ok(one).replace('"ok"', '"fault","outcome":"ok"') + '\n'),
    'half-a-character': {'step': byte_by_byte},
    'deep': wire(lambda one: f'{{"jsonrpc":"2.0","id":{one},"result":{"[" * 100_000}{"]" * 100_000}}}\n'),
    'batch': wire(lambda one: f'[{ok(one)}]\n'),
    'no-version': wire(lambda one: ok(one).replace('"jsonrpc":"2.0",', '') + '\n'),
    'text-id': wire(lambda one: ok(f'"{one}"') + '\n'),
    'both-result-and-error': {'step': answer(result={}, error={'code': -32001, 'message': ''})},
    'wrong-id': wire(lambda one: f'{ok(one + 1)}\n'),
    'reverse': {'step': reverse},
    'two-replies': wire(lambda one: f'{ok(one)}\n{ok(one)}\n'),
    'endless-line': {'step': endless(b'x' * 65536)},
    'endless-lines': {'step': endless(b'{"jsonrpc":"2.0","id":1,"result":{}}\n' * 1000)},
    'drips': {'step': ever(lambda: os.write(1, b' '), 0.02)},
    'noisy-stderr': {'start': ever(lambda: os.write(2, b'x' * 65536), 0.001)},
    'closes-stdout': {'stays': True, 'step': close_stdout},
    'closes-stdin': {'stays': True, 'step': close_stdin},
    'one-per-chunk': {'one_per_chunk': True},

    # Processes
    'ignores-everything': {'stays': True, 'start': ignore_signals, 'shutdown': nothing},
    'family': {'start': family, 'step': exits(7)},
    # Sessions of their own; the second one also without the environment, so that only its parent tells.
    'family-apart': {'start': apart(None, {})},
    'orphan-apart': {'start': apart(None), 'step': exits(7)},

    # Answers
    'number-for-a-value': outcome({'outcome': 'ok', 'value': 5}),
    'unknown-outcome': outcome({'outcome': 'okay'}),
    'unknown-event': outcome({'outcome': 'ok', 'events': [{'event': 'exit', 'exit': 'SYNDGB'}]}),
    'null-outcome': outcome(None),
    'broken-inside': {'step': error(-32603, 'list index out of range \u001b[31m')},
    'says-misuse': {'step': error(-32001, 'not \u001b[1mnow')},
    'lacks': {'step': error(-32601, 'no such thing', capability='trace')},
    'lacks-trace': {'reset': where(traced, error(-32601, 'no traces', capability='trace'))},
    'refuses-without-data': {'offer': {'capabilities': []}, 'reset': where(traced, error(-32601, 'no traces'))},
    'lacks-hypercalls': {
        'step': where(lambda op: op['op'] == 'hypercall', error(-32601, 'no hypercalls', capability='hypercalls')),
    },
    'lacks-what': {'step': error(-32601, 'no such thing')},
    'lacks-nonsense': {'step': error(-32601, 'no such thing', capability='tracing')},
    'resets-to-null': {'reset': answer(result={'done': True})},

    # Behaviour that the doctor sees
    'keeps-state': {'keeps_state': True},
    'refuses-inspect': {'inspect': error(-32601, 'no', capability='inspect')},
    'inspect-changes': {'inspect_changes': True},
    'never-misuse': outcome({'outcome': 'ok'}),
    'shutdown-result': {'shutdown': answer(result={'bye': 1})},
    'shutdown-stays': {'stays': True},
    'shutdown-fails': {'exit_code': 9},
    'shutdown-silent': {'shutdown': exits(0)},
}
