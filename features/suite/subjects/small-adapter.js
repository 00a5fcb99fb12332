// A subject that knows one register access, for the suite's own features. Its argument says what it does wrong:
//   right   reads 0, as a new VM does
//   wrong   reads 1
//   other   fails to read at all: the same case fails in another way
//   crash   ends in the middle of a step
//   mute    answers nothing at all
//   hang    never answers a step
//   garbage answers a step with something that is no JSON
//   broken  declares cpuid-tables, and answers set_cpuid with "no such operation"
//   bare    declares nothing, and has no operation at all
'use strict';
const { createInterface } = require('node:readline');

const manner = process.argv[2] ?? 'right';
const registers = {
  control: '0x0',
  status: '0x0',
  send_page: '0x0',
  recv_page: '0x0',
  pending_page: '0x0',
  options: '0x0',
};
const capabilities = manner === 'bare' ? [] : ['cpuid-tables', 'msr-lists'];

/** @param {string} capability */
function lacking(capability) {
  return { error: { code: -32601, message: 'no such operation', data: { capability } } };
}

/** @param {{ op: string }} params */
function step({ op }) {
  if (op === 'set_cpuid')
    return manner === 'broken' || manner === 'bare' ? lacking('cpuid-tables') : { result: { outcome: 'ok' } };
  if (op !== 'get_msrs') return lacking('msr-lists');
  if (manner === 'crash') process.exit(3);
  if (manner === 'other') return { result: { outcome: 'error', error: 'EIO' } };
  return { result: { outcome: 'ok', count: 1, values: [manner === 'wrong' ? '0x1' : '0x0'] } };
}

/** @type {Record<string, (params: any) => object>} */
const answers = {
  describe: () => ({
    result: {
      protocol: 1,
      name: `small ${manner}`,
      version: '1',
      machines: [{ machine: 'syndbg', profile: 'upstream', capabilities }],
    },
  }),
  reset: () => ({ result: {} }),
  step,
  inspect: () => ({ result: { vms: [{ registers, vcpus: [{ stopped: null }] }] } }),
  shutdown: () => ({ result: {} }),
};

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (manner === 'mute') return;
  if (manner === 'hang' && method === 'step') return;
  if (manner === 'garbage' && method === 'step') return void process.stdout.write('Segmentation fault\n');
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...answers[method]?.(params) })}\n`);
  if (method === 'shutdown') lines.close();
});
