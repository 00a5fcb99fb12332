import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurationText } from './bochs';
import { guestOf } from './box';

test('a configuration of Bochs names the CPU, the disc, and where the protocol and the console go', () => {
  const text = configurationText('/root-of-bochs', '/there/cd.iso', guestOf('shstk'));
  for (const line of [
    /^romimage: file=\/root-of-bochs\/usr\/share\/bochs\/BIOS-bochs-latest$/m,
    /^cpu: model=arrow_lake, /m,
    /^memory: guest=512, host=512$/m,
    /^ata0-master: type=cdrom, path=\/there\/cd\.iso, status=inserted$/m,
    /^com1: enabled=1, mode=file, dev=\/dev\/fd\/3$/m,
    /^com2: enabled=1, mode=socket-client, dev=127\.0\.0\.1:\$HVSPEC_PORT$/m,
  ])
    assert.match(text, line);
});
