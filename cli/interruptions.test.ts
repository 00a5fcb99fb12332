import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interruptions } from './interruptions';

test('the first Ctrl-C ends the run, the second one the process, and the terminal has its cursor back', (t) => {
  const said: string[] = [];
  const others = process.listenerCount('SIGINT');
  t.mock.method(process, 'exit', (code: number) => said.push(`exit ${code}`));
  const controller = new AbortController();
  const undo = interruptions(controller, { err: (text) => said.push(text) }, () => said.push('restored'));
  process.emit('SIGINT', 'SIGINT');
  assert.ok(controller.signal.aborted);
  assert.deepEqual(said.splice(0), ['interrupted: writing what there is']);
  process.emit('SIGINT', 'SIGINT');
  assert.deepEqual(said.slice(0, 2), ['restored', 'exit 130']);
  undo();
  assert.equal(process.listenerCount('SIGINT'), others);
});

for (const signal of ['SIGQUIT', 'SIGHUP'] as const) {
  test(`${signal} ends the process by itself, after the terminal has its cursor back`, (t) => {
    const done: string[] = [];
    const others = process.listenerCount(signal);
    t.mock.method(process, 'kill', (_pid: number, name: string) => done.push(name));
    const undo = interruptions(new AbortController(), { err: () => undefined }, () => done.push('restored'));
    process.emit(signal, signal);
    assert.deepEqual(done, ['restored', signal]);
    assert.equal(process.listenerCount(signal), others);
    undo();
  });
}
