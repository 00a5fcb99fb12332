// A subject that knows one register access, for the suite's own features. Its argument says what it does wrong:
//   right   reads 0, as a new VM does
//   wrong   reads 1 from CONTROL
//   other   fails to read at all: the same case fails in another way
//   crash   ends in the middle of a step
//   mute    answers nothing at all, and first makes the file that its second argument names
//   renamed has another name at each start, and ends in the middle of a step
//   leaving ends with another exit code than 0 after shutdown
//   twice   says the outcome of a step twice in one answer
//   bytes   answers a step with bytes that are not UTF-8
//   hang    never answers a step
//   garbage answers a step with something that is no JSON
//   gaps    says "no such operation" to a read of CONTROL, though it declared what that takes
//   falls   ends in the middle of a read of CONTROL
//   broken  declares cpuid-tables, and answers set_cpuid with "no such operation"
//   bare    declares nothing, and has no operation at all
//   no      calls every reset misuse
'use strict';
const { writeFileSync, writeSync } = require('node:fs');
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

/** @param {{ op: string, msrs?: string[] }} params */
function step({ op, msrs }) {
  if (op === 'set_cpuid')
    return manner === 'broken' || manner === 'bare' ? lacking('cpuid-tables') : { result: { outcome: 'ok' } };
  if (op !== 'get_msrs') return lacking('msr-lists');
  if (manner === 'crash' || manner === 'renamed') process.exit(3);
  const isControl = msrs?.[0] === '0x400000f1';
  if (manner === 'gaps' && isControl) return lacking('msr-lists');
  if (manner === 'falls' && isControl) process.exit(3);
  if (manner === 'other') return { result: { outcome: 'error', error: 'EIO' } };
  const value = manner === 'wrong' && isControl ? '0x1' : '0x0';
  return { result: { outcome: 'ok', count: 1, values: [value] } };
}

/** @type {Record<string, (params: any) => object>} */
const answers = {
  describe: () => ({
    result: {
      protocol: 1,
      name: manner === 'renamed' ? `small ${process.pid}` : `small ${manner}`,
      version: '1',
      machines: [{ machine: 'syndbg', profile: 'upstream', capabilities }],
    },
  }),
  reset: () => (manner === 'no' ? { error: { code: -32001, message: 'not today' } } : { result: {} }),
  step,
  inspect: () => ({ result: { vms: [{ registers, vcpus: [{ stopped: null }] }] } }),
  shutdown: () => ({ result: {} }),
};

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (manner === 'mute') return process.argv[3] ? writeFileSync(process.argv[3], '') : undefined;
  if (manner === 'hang' && method === 'step') return;
  if (manner === 'garbage' && method === 'step') return void process.stdout.write('Segmentation fault\n');
  if (manner === 'twice' && method === 'step')
    return void process.stdout.write(
      `{"jsonrpc":"2.0","id":${id},"result":{"outcome":"fault"},"result":{"outcome":"ok"}}\n`,
    );
  if (manner === 'bytes' && method === 'step')
    return void writeSync(
      1,
      Buffer.from(`{"jsonrpc":"2.0","id":${id},"result":{"outcome":"\xff"}}\n`, 'latin1'),
    );
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...answers[method]?.(params) })}\n`);
  if (method === 'shutdown') lines.close();
  if (method === 'shutdown' && manner === 'leaving') process.exitCode = 7;
});
