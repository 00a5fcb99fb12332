// @ts-check
/** What misbehaving.js can do wrong: for each fault, hooks for methods, and flags. */
'use strict';
const { spawn } = require('node:child_process');
const { closeSync, writeSync } = require('node:fs');

/** @typedef {import('./misbehaving').Request} Request */
/** @typedef {import('./misbehaving').Tools} Tools */
/** @typedef {(request: Request, tools: Tools) => void} Hook */

/** Answers a step with this result. @param {object | null} result @returns {Record<string, any>} */
const outcome = (result) => ({ step: /** @type {Hook} */ (({ id }, { send }) => send({ id, result })) });
/** Answers a step with this error. @param {object} error @returns {Record<string, any>} */
const error = (error) => ({ step: /** @type {Hook} */ (({ id }, { send }) => send({ id, error })) });
/** Writes this in reply to a step. @param {(id: number) => string} text @returns {Record<string, any>} */
const raw = (text) => ({ step: /** @type {Hook} */ (({ id }, { raw }) => raw(text(id))) });
/** @param {number} id */
const ok = (id) => `{"jsonrpc":"2.0","id":${id},"result":{"outcome":"ok"}}`;

/** Writes until it is killed. @param {string} text */
function endless(text) {
  for (;;) {
    try {
      writeSync(1, text);
    } catch {
      // The pipe is full: try again, as a program in a hurry does.
    }
  }
}

/** Starts a process that leaves the group. @param {NodeJS.ProcessEnv} env */
function apart(env) {
  const argv = ['-e', 'setInterval(() => {}, 1000)'];
  const child = spawn(process.execPath, argv, { stdio: 'ignore', detached: true, env });
  child.unref();
  return child.pid ?? 0;
}

/** @type {Request[]} */
const held = [];

/** @type {Record<string, any>} */
exports.FAULTS = {
  none: {},
  // The version is the processes' numbers, and so another one at each start, but for these.
  steady: { description: { version: '1' } },
  'steady-crash': { description: { version: '1' }, step: () => process.exit(7) },

  // Starting
  'exits-at-once': {
    start: () => {
      process.stderr.write(
        'Traceback (most recent call last):\n\u001b[31mImportError\u001b[0m: no module named kvm\n',
      );
      process.exit(3);
    },
  },
  silent: { describe: () => undefined },
  banner: { start: (/** @type {Tools} */ { raw }) => raw('\u001b]0;pwned\u0007Welcome to my adapter\n') },
  'refuses-describe': { describe: (/** @type {Request} */ { id }, /** @type {Tools} */ { send }) => send({ id, error: { code: -32601, message: 'describe?', data: { capability: 'describe' } } }) }, // prettier-ignore

  // Describing
  'protocol-2': { description: { protocol: 2 } },
  'no-machines': { description: { machines: [] } },
  'typo-machine': { offer: { machine: 'sydnbg' } },
  'typo-profile': { offer: { profile: 'upstrem' } },
  'typo-capability': { offer: { capabilities: ['trace', 'hypercall'] } },
  'typo-choice': { offer: { profile: 'review', choices: { host_write_exit: 'no' } } },
  'typo-choice-value': { offer: { profile: 'review', choices: { host_write_exits: 'never' } } },
  'blank-name': { description: { name: ' ' } },
  'nul-version': { description: { version: 'a\0b' } },
  twice: {
    description: { machines: [1, 2].map(() => ({ machine: 'syndbg', profile: 'v6', capabilities: [] })) },
  },

  // On the wire
  hang: { step: () => undefined },
  crash: {
    step: () => {
      process.stderr.write('KeyError: \u009b31mvcpu\n');
      process.exit(7);
    },
  },
  // As QEMU does where the kernel in it panics: the console is on stderr, and registers come after the line.
  panic: {
    step: () => {
      process.stderr.write('[ 14.7] Kernel panic - not syncing: \u009b31mFatal exception\n', () => {
        process.stderr.write('[ 14.8] RAX: 0\n'.repeat(1000), () => process.exit(0));
      });
    },
  },
  signal: { step: () => process.kill(process.pid, 'SIGSEGV') },
  'not-json': raw(() => 'ok, \u001b[2Jdone\u202e\n'),
  'empty-line': raw((id) => `\n${ok(id)}\n`),
  'pretty-printed': raw((id) => `${JSON.stringify(JSON.parse(ok(id)), null, 2)}\n`),
  'no-line-feed': raw(ok),
  'not-utf8': { step: (/** @type {Request} */ { id }) => writeSync(1, Buffer.concat([Buffer.from(ok(id).slice(0, -3)), Buffer.from([0xff, 0x0a])])) }, // prettier-ignore
  'not-utf8-in-json': { step: (/** @type {Request} */ { id }) => writeSync(1, Buffer.from(`{"jsonrpc":"2.0","id":${id},"result":{"outcome":"\xff"}}\n`, 'latin1')) }, // prettier-ignore
  'says-twice': raw((id) => `{"jsonrpc":"2.0","id":${id},"result":{"outcome":"fault","outcome":"ok"}}\n`),
  'half-a-character': { step: (/** @type {Request} */ { id }) => { for (const byte of Buffer.from(`{"jsonrpc":"2.0","id":${id},"error":{"code":-32001,"message":"é€😀\ufffd"}}\n`)) writeSync(1, Buffer.from([byte])); } }, // prettier-ignore
  deep: raw((id) => `{"jsonrpc":"2.0","id":${id},"result":${'['.repeat(100_000)}${']'.repeat(100_000)}}\n`),
  batch: raw((id) => `[${ok(id)}]\n`),
  'no-version': raw((id) => `{"id":${id},"result":{"outcome":"ok"}}\n`),
  'text-id': raw((id) => `{"jsonrpc":"2.0","id":"${id}","result":{"outcome":"ok"}}\n`),
  'both-result-and-error': raw(
    (id) => `{"jsonrpc":"2.0","id":${id},"result":{},"error":{"code":-32001,"message":""}}\n`,
  ),
  'wrong-id': raw((id) => `${ok(id + 1)}\n`),
  reverse: {
    step: (/** @type {Request} */ request, /** @type {Tools} */ { send, normal }) => {
      held.push(request);
      if (held.length === 2) for (const one of held.splice(0).reverse()) send(normal(one));
    },
  },
  'two-replies': raw((id) => `${ok(id)}\n${ok(id)}\n`),
  'endless-line': { step: () => endless('x'.repeat(65536)) },
  'endless-lines': { step: () => endless('{"jsonrpc":"2.0","id":1,"result":{}}\n'.repeat(1000)) },
  drips: { step: () => void setInterval(() => writeSync(1, ' '), 20) },
  'noisy-stderr': { start: () => void setInterval(() => process.stderr.write('x'.repeat(65536)), 1) },
  'closes-stdout': { stays: true, step: (/** @type {Request} */ { id }) => void (id === 3 && closeSync(1)) },
  'closes-stdin': {
    stays: true,
    step: (/** @type {Request} */ request, /** @type {Tools} */ { send, normal }) => {
      send(normal(request));
      closeSync(0);
    },
  },
  'one-per-chunk': { onePerChunk: true },

  // Processes
  'ignores-everything': {
    stays: true,
    start: () =>
      void ['SIGTERM', 'SIGINT', 'SIGHUP'].forEach((signal) => process.on(signal, () => undefined)),
    shutdown: () => undefined,
  },
  family: {
    start: (/** @type {Tools} */ { pids }) => {
      const script = 'setInterval(() => {}, 1000); process.on("SIGTERM", () => {});';
      for (let i = 0; i < 2; i += 1)
        pids.push(spawn(process.execPath, ['-e', script], { stdio: 'inherit' }).pid ?? 0);
    },
    step: () => process.exit(7),
  },
  // Sessions of their own; the second one also without the environment, so that only its parent tells.
  'family-apart': {
    start: (/** @type {Tools} */ { pids }) => {
      for (const env of [process.env, {}]) pids.push(apart(env));
    },
  },
  'orphan-apart': {
    start: (/** @type {Tools} */ { pids }) => void pids.push(apart(process.env)),
    step: () => process.exit(7),
  },

  // Answers
  'number-for-a-value': outcome({ outcome: 'ok', value: 5 }),
  'unknown-outcome': outcome({ outcome: 'okay' }),
  'unknown-event': outcome({ outcome: 'ok', events: [{ event: 'exit', exit: 'SYNDGB' }] }),
  'null-outcome': outcome(null),
  'broken-inside': error({ code: -32603, message: 'list index out of range \u001b[31m' }),
  'says-misuse': error({ code: -32001, message: 'not \u001b[1mnow' }),
  lacks: error({ code: -32601, message: 'no such thing', data: { capability: 'trace' } }),
  'lacks-trace': {
    reset: (/** @type {Request} */ { id, params }, /** @type {Tools} */ { send, normal }) =>
      params.config.trace
        ? send({ id, error: { code: -32601, message: 'no traces', data: { capability: 'trace' } } })
        : send(normal({ id, method: 'reset', params })),
  },
  'refuses-without-data': {
    offer: { capabilities: [] },
    reset: (/** @type {Request} */ { id, params }, /** @type {Tools} */ { send, normal }) =>
      params.config.trace
        ? send({ id, error: { code: -32601, message: 'no traces' } })
        : send(normal({ id, method: 'reset', params })),
  },
  'lacks-hypercalls': {
    step: (/** @type {Request} */ { id, params }, /** @type {Tools} */ { send, normal }) =>
      params.op === 'hypercall'
        ? send({ id, error: { code: -32601, message: 'no hypercalls', data: { capability: 'hypercalls' } } })
        : send(normal({ id, method: 'step', params })),
  },
  'lacks-what': error({ code: -32601, message: 'no such thing' }),
  'lacks-nonsense': error({ code: -32601, message: 'no such thing', data: { capability: 'tracing' } }),
  'resets-to-null': { reset: (/** @type {Request} */ { id }, /** @type {Tools} */ { send }) => send({ id, result: { done: true } }) }, // prettier-ignore

  // Behaviour that the doctor sees
  'keeps-state': { keepsState: true },
  'refuses-inspect': { inspect: (/** @type {Request} */ { id }, /** @type {Tools} */ { send }) => send({ id, error: { code: -32601, message: 'no', data: { capability: 'inspect' } } }) }, // prettier-ignore
  'inspect-changes': { inspectChanges: true },
  'never-misuse': { step: (/** @type {Request} */ { id }, /** @type {Tools} */ { send }) => send({ id, result: { outcome: 'ok' } }) }, // prettier-ignore
  'shutdown-result': { shutdown: (/** @type {Request} */ { id }, /** @type {Tools} */ { send }) => send({ id, result: { bye: 1 } }) }, // prettier-ignore
  'shutdown-stays': { stays: true },
  'shutdown-fails': { exitCode: 9 },
  'shutdown-silent': { shutdown: () => process.exit(0) },
};
