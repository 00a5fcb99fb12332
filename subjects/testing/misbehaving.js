// @ts-check
/**
 * A tiny adapter for tests: `node subjects/testing/misbehaving.js <fault>` misbehaves in that one way, and
 * with `none` in no way. Its version is its pid, and those of its children, so that a test can look for them.
 */
'use strict';
const { createInterface } = require('node:readline');
const { FAULTS } = require('./faults');

/** @typedef {{ id: number, method: string, params: any }} Request */
/** @typedef {{ raw(text: string): void, send(reply: object): void, pids: number[], normal(request: Request): object }} Tools */

const fault = process.argv[2] ?? 'none';
const hooks = FAULTS[fault];
if (!hooks) throw new Error(`no fault "${fault}": there are ${Object.keys(FAULTS).join(', ')}`);

let vcpus = 0;
let steps = 0;

/** @type {Tools} */
const tools = {
  raw: (text) => void process.stdout.write(text),
  send: (reply) => tools.raw(`${JSON.stringify({ jsonrpc: '2.0', ...reply })}\n`),
  pids: [process.pid],
  normal({ id, method, params }) {
    if (method === 'describe') return { id, result: description() };
    if (method === 'inspect') return { id, result: inspection() };
    if (method === 'reset') {
      vcpus = params.config.vcpus;
      if (!hooks.keepsState) steps = 0;
    }
    if (method !== 'step') return { id, result: {} };
    if (params.vcpu >= vcpus)
      return { id, error: { code: -32001, message: `there is no vCPU ${params.vcpu}` } };
    steps += 1;
    return { id, result: { outcome: 'ok' } };
  },
};

function description() {
  const offer = { machine: 'syndbg', profile: 'v6', capabilities: ['trace', 'hypercalls'], ...hooks.offer };
  return {
    protocol: 1,
    name: 'a test',
    version: tools.pids.join(' '),
    machines: [offer],
    ...hooks.description,
  };
}

function inspection() {
  if (hooks.inspectChanges) steps += 1;
  const value = `0x${steps.toString(16)}`;
  const registers = {
    control: value,
    status: '0x0',
    send_page: '0x0',
    recv_page: '0x0',
    pending_page: '0x0',
    options: '0x0',
  };
  return { vms: [{ registers, vcpus: Array.from({ length: vcpus }, () => ({ stopped: null })) }] };
}

/** @param {string} line */
function receive(line) {
  const request = /** @type {Request} */ (JSON.parse(line));
  const hook = hooks[request.method];
  if (hook) hook(request, tools);
  else tools.send(tools.normal(request));
  if (request.method === 'shutdown' && !hooks.stays) process.exitCode = hooks.exitCode ?? 0;
}

hooks.start?.(tools);
if (hooks.onePerChunk) process.stdin.on('data', (chunk) => receive(String(chunk).split('\n')[0] ?? ''));
else createInterface({ input: process.stdin }).on('line', receive);
if (hooks.stays) setInterval(() => undefined, 1000);
