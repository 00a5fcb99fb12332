import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { messages, reportOf } from './testing/sample-run';
import { clearReports, REPORT_FORMATS, ReportError, reportText, writeReports } from './write';

const root = mkdtempSync(join(tmpdir(), 'reports-'));
after(() => rmSync(root, { recursive: true }));

const envelopes = messages();
const data = { conformance: reportOf(envelopes), envelopes };

test('every format is written, into a folder that is made, and nothing else is left', async () => {
  const dir = join(root, 'new', 'folder');
  const paths = await writeReports(dir, data);
  const files = [
    'conformance.json',
    'messages.ndjson',
    'junit.xml',
    'results.ktap',
    'results.sarif',
    'summary.md',
    'report.html',
  ];
  assert.deepEqual(
    paths,
    files.map((file) => join(dir, file)),
  );
  assert.deepEqual(readdirSync(dir).sort(), [...files].sort());
  REPORT_FORMATS.forEach((format, i) => {
    assert.equal(readFileSync(paths[i] as string, 'utf8'), reportText(format, data));
  });
});

test('only the formats that were asked for are written, over what was there', async () => {
  const dir = join(root, 'some');
  mkdirSync(dir);
  writeFileSync(join(dir, 'junit.xml'), 'old');
  assert.deepEqual(await writeReports(dir, data, ['junit']), [join(dir, 'junit.xml')]);
  assert.deepEqual(readdirSync(dir), ['junit.xml']);
  assert.match(readFileSync(join(dir, 'junit.xml'), 'utf8'), /^<\?xml/);
});

test('a file where the folder should be is one clear error', async () => {
  const file = join(root, 'file');
  writeFileSync(file, '');
  for (const dir of [file, join(file, 'below')]) {
    await assert.rejects(writeReports(dir, data), (error) => {
      assert.ok(error instanceof ReportError);
      assert.ok(error.message.startsWith(`cannot write the folder ${dir}: `), error.message);
      assert.match(error.message, /: choose another folder \((EEXIST|ENOTDIR)\)$/);
      return true;
    });
  }
});

test('a report that cannot be replaced is named, and no half of it stays', async () => {
  const dir = join(root, 'blocked');
  mkdirSync(join(dir, 'summary.md', 'x'), { recursive: true });
  await assert.rejects(
    writeReports(dir, data, ['summary']),
    /^ReportError: cannot write the report .*summary\.md: .*\((EISDIR|ENOTEMPTY)\)$/,
  );
  assert.deepEqual(readdirSync(dir), ['summary.md']);
});

test('a link or a device is not replaced by a file', async () => {
  const [dir, link] = [join(root, 'links'), join(root, 'links', 'junit.xml')];
  mkdirSync(dir);
  symlinkSync('/dev/null', link);
  await assert.rejects(
    writeReports(dir, data, ['junit']),
    /^ReportError: cannot write the report .*junit\.xml: .*no regular file: choose another name$/,
  );
  assert.equal(readlinkSync(link), '/dev/null');
  assert.deepEqual(readdirSync(dir), ['junit.xml']);
});

test('the reports of an earlier run are removed, and nothing else', async () => {
  const dir = join(root, 'earlier');
  await writeReports(dir, data);
  writeFileSync(join(dir, 'notes.txt'), 'mine');
  assert.equal(await clearReports(dir), REPORT_FORMATS.length);
  assert.deepEqual(readdirSync(dir), ['notes.txt']);
  assert.equal(await clearReports(dir), 0);
  assert.equal(await clearReports(join(root, 'nowhere')), 0);
});

test('an old report that cannot be removed is one clear error', async () => {
  const dir = join(root, 'stuck');
  mkdirSync(join(dir, 'junit.xml'), { recursive: true });
  await assert.rejects(clearReports(dir), /^ReportError: cannot write the old report .*junit\.xml: /);
});

test('where there can be no folder the run need not begin', async () => {
  const file = join(root, 'a-file');
  writeFileSync(file, '');
  await assert.rejects(clearReports(file), /^ReportError: cannot write the folder .*a-file: .*\(EEXIST\)$/);
  await assert.rejects(clearReports(join(file, 'x')), /^ReportError: cannot write the folder .*\(ENOTDIR\)$/);
});
