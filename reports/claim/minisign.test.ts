import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { minisignComment, minisignKey } from './minisign';

// Written by minisign 0.11, of this text; `-l` makes the older form.
const SIGNED = Buffer.from('Expected values come from a source or a recording.\n');
const KEY_LINE = 'RWQYDux4FEgm6sVH7JyiYHy/TDc3bOUHtZfcQ1d0X4yKaUyKh+orYEcr';
const KEY_FILE = `untrusted comment: minisign public key EA26481478EC0E18\n${KEY_LINE}\n`;
const OTHER_LINE = 'RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3';
const SIGNATURE = `untrusted comment: signature from minisign secret key
RUQYDux4FEgm6ht28FLETxP/sMhECSFqsLJGzavbiT21lHjXq0Seewe2ib6KnJgk2u6XsIifHADB4UEzAUwn6gmHdw/wsTKQow0=
trusted comment: a comment that is signed
s89l4M3io4VYszFl1fWfoMS0PWLqrkyD3gmxmToxVDMLhg9Uu280a203yPlky5NWFVgHRrvY7o3dnxny+Wl7Cw==
`;
const LEGACY = `untrusted comment: signature from minisign secret key
RWQYDux4FEgm6ribkOkcCgCgx0cHZzaXq273QG9JB/UDtR/LSz2PTJU1LzpB87vUrZDRc707fxcrpV3X4/ygbN5Uwfp82C63lgw=
trusted comment: the older form
pfHIPif3WS40YdXOzUf7cF5MPVPK25sM5A4GslfcredC6OoAaMesrFeZN0fyzIkmspUbGwHLG4sv5hymTAWkAw==
`;
const refused = (message: RegExp): object => ({ name: 'ClaimRefused', message });

test('a key is that of its file, or of its line alone', () => {
  for (const text of [KEY_FILE, KEY_LINE, KEY_FILE.replaceAll('\n', '\r\n')])
    assert.equal(minisignKey(text).id, 'EA26481478EC0E18');
  for (const text of ['', 'x', KEY_FILE.slice(0, 60), `${KEY_LINE}=`, `RUQ${KEY_LINE.slice(3)}`, SIGNATURE])
    assert.throws(
      () => minisignKey(text),
      { name: 'RangeError', message: /no public key of minisign/ },
      text,
    );
});

test('both forms of a signature are read, with their trusted comments', () => {
  const key = minisignKey(KEY_FILE);
  assert.equal(minisignComment(SIGNED, SIGNATURE, key), 'a comment that is signed');
  assert.equal(minisignComment(SIGNED, LEGACY, key), 'the older form');
  assert.equal(minisignComment(SIGNED, SIGNATURE.replaceAll('\n', '\r\n'), key), 'a comment that is signed');
});

test('another file, another key, another comment are refused, each in words', () => {
  const key = minisignKey(KEY_FILE);
  const other = Buffer.from(SIGNED.toString().replace('source', 'sourca'));
  for (const signature of [SIGNATURE, LEGACY]) {
    assert.throws(() => minisignComment(other, signature, key), refused(/is not of this claim/));
    assert.throws(
      () => minisignComment(SIGNED, signature, minisignKey(OTHER_LINE)),
      refused(/by the key EA26481478EC0E18, and --key is E7620F1842B4E81F/),
    );
  }
  assert.throws(
    () => minisignComment(SIGNED, SIGNATURE.replace('a comment', 'no comment'), key),
    refused(/trusted comment was changed/),
  );
});

test('a key with the number of another is not that other', () => {
  const forged = Buffer.from(OTHER_LINE, 'base64');
  Buffer.from(KEY_LINE, 'base64').copy(forged, 2, 2, 10);
  const key = minisignKey(forged.toString('base64'));
  assert.equal(key.id, 'EA26481478EC0E18');
  assert.throws(() => minisignComment(SIGNED, SIGNATURE, key), refused(/is not of this claim/));
});

test('what is no signature is refused, whatever it is', () => {
  const key = minisignKey(KEY_FILE);
  const lines = SIGNATURE.split('\n');
  const short = lines.map((_line, i) => lines.filter((_one, at) => at !== i || i === 4).join('\n'));
  for (const text of ['', '\0'.repeat(1000), KEY_FILE, SIGNATURE.replace('RUQ', 'RUR'), ...short.slice(0, 4)])
    assert.throws(() => minisignComment(SIGNED, text, key), { name: 'ClaimRefused' }, text);
});

test('what the minisign of this machine signs is verified; where there is none, what was recorded is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'minisign-'));
  try {
    const at = (name: string): string => join(folder, name);
    writeFileSync(at('claim.json'), SIGNED);
    const minisign = (...argv: readonly string[]): boolean =>
      spawnSync('minisign', argv, { input: '' }).status === 0;
    const made =
      minisign('-GW', '-p', at('pub'), '-s', at('key')) &&
      minisign('-S', '-s', at('key'), '-m', at('claim.json'), '-t', 'made just now');
    const [key, signature] = made
      ? [readFileSync(at('pub'), 'utf8'), readFileSync(at('claim.json.minisig'), 'utf8')]
      : [KEY_FILE, SIGNATURE];
    assert.equal(
      minisignComment(SIGNED, signature, minisignKey(key)),
      made ? 'made just now' : 'a comment that is signed',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
