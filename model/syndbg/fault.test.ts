/** What a refused RDMSR leaves where an operation does not say what was there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generalProtection } from './fault';

test('RAX and RDX are 0 before an RDMSR unless given (schemas/syndbg.schema.json, rdmsr)', () => {
  const { rax, rdx } = generalProtection({ op: 'rdmsr', vm: 0, vcpu: 0, msr: 0x400000f2n });
  assert.deepEqual([rax, rdx], [0n, 0n]);
});
