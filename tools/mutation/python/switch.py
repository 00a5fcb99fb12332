"""Which mutant is on (HVSPEC_MUTANT), and which were come by until each reset (a line each in the file HVSPEC_COVER)."""
import json
import os
import resource
import signal
import types

import hvspec

# A mutant that never ends, or takes all there is, is ended: that is noticed, too.
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
# Seconds of its own time, whatever else the machine does, for one request: no right one needs a third of that.
LIMIT_S = 4


def in_time(request):
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT_S)
    return json.loads(request)


signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT_S)
hvspec.json = types.SimpleNamespace(loads=in_time, dumps=json.dumps)

on = int(os.environ.get('HVSPEC_MUTANT', '0')).__eq__

if 'HVSPEC_COVER' in os.environ:
    seen = set()
    serve = hvspec.serve
    on = lambda number: seen.add(number)  # noqa: E731

    def covered(name, version, offers, create, counts=()):
        with open(os.environ['HVSPEC_COVER'], 'w', encoding='ascii') as cover:
            def end():
                cover.write(' '.join(map(str, sorted(seen))) + '\n')
                seen.clear()

            def made(*given):
                end()
                return create(*given)

            serve(name, version, offers, made, counts)
            end()

    hvspec.serve = covered
