/** Which requirements speak of which field of an outcome: so that a difference is laid at the right door. */

const FIELDS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^events\.\d+\.text$/, ['SYNDBG-29', 'SYNDBG-30']],
  [/^events\.\d+\.pad[12]$/, ['SYNDBG-61', 'SYNDBG-91']],
  [/^events\.\d+\.status$/, ['SYNDBG-62', 'SYNDBG-63', 'SYNDBG-23']],
  [/^events\.\d+\.(msr|control|send_page|recv_page|pending_page)$/, ['SYNDBG-22']],
  [/^events\.\d+\.(reason|type)$/, ['SYNDBG-93', 'SYNDBG-20', 'SYNDBG-48']],
  [/^events\.\d+\.msr_reason$/, ['SYNDBG-77', 'SYNDBG-76']],
  [/^events\.\d+\.(input|params\.\d|result)$/, ['SYNDBG-91', 'SYNDBG-48']],
  [/^events\.\d+\.rip$/, ['SYNDBG-93', 'SYNDBG-60', 'SYNDBG-91', 'SYNDBG-76']],
  [/^events/, ['SYNDBG-77', 'SYNDBG-93', 'SYNDBG-05', 'SYNDBG-06', 'SYNDBG-07', 'SYNDBG-14', 'SYNDBG-48', 'SYNDBG-76', 'SYNDBG-13']],
  [/^(rip|error_code)$/, ['SYNDBG-58']],
  [/^(rax|rdx)$/, ['SYNDBG-59', 'SYNDBG-58', 'SYNDBG-18']],
  [/^leaves/, ['SYNDBG-83', 'SYNDBG-84', 'SYNDBG-34', 'SYNDBG-33', 'SYNDBG-32', 'SYNDBG-35', 'SYNDBG-43']],
  [/^(leaf|eax|ebx|ecx|edx)/, ['SYNDBG-85']],
  [/^nent$/, ['SYNDBG-82', 'SYNDBG-43']],
  [/^functions/, ['SYNDBG-86']],
  [/^listed$/, ['SYNDBG-41', 'SYNDBG-79']],
  [/^count$/, ['SYNDBG-81', 'SYNDBG-80', 'SYNDBG-16', 'SYNDBG-14']],
  [/^value/, ['SYNDBG-92', 'SYNDBG-88', 'SYNDBG-50', 'SYNDBG-87', 'SYNDBG-18', 'SYNDBG-14']],
  [/^(outcome|fault)$/, ['SYNDBG-77', 'SYNDBG-15', 'SYNDBG-13', 'SYNDBG-16', 'SYNDBG-10', 'SYNDBG-73', 'SYNDBG-52']],
  [/^error$/, ['SYNDBG-68', 'SYNDBG-69', 'SYNDBG-73', 'SYNDBG-81', 'SYNDBG-82']],
]; // prettier-ignore

/** Most telling first; an empty list where no requirement speaks of the field alone. */
export function requirementsOf(path: string): readonly string[] {
  return FIELDS.find(([pattern]) => pattern.test(path))?.[1] ?? [];
}
