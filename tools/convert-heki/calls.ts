/** What the guest's code called, from the harness's words. The host's own calls are left out. */

const KNOWN: readonly (readonly [
  RegExp,
  (match: readonly string[], ranges: readonly object[]) => object | null,
])[] = [
  [/^alloc_pages_exact\((0x[0-9a-f]+)\)$/, ([, size]) => ({ call: 'alloc_pages_exact', size: Number(size) })],
  [
    /^free_pages_exact\((ranges|NULL),(0x[0-9a-f]+)\)$/,
    ([, what, size]) => ({ call: 'free_pages_exact', size: Number(size), what }),
  ],
  [/^protect_ranges\(static_ranges,\d+\)$/, (_match, ranges) => ({ call: 'protect_ranges', ranges })],
  [/^lock_crs\(\)$/, () => ({ call: 'lock_crs' })],
  [
    /^hypercall3\((\d+),(0x[0-9a-f]+),(0x[0-9a-f]+),(0x[0-9a-f]+)\)$/,
    ([, nr, a0, a1, a2]) => ({ call: 'hypercall', nr: Number(nr), a0, a1, a2 }),
  ],
  [
    /^hypercall2\((\d+),(0x[0-9a-f]+),(0x[0-9a-f]+)\)$/,
    ([, nr, a0, a1]) => ({ call: 'hypercall', nr: Number(nr), a0, a1 }),
  ],
  [/^kunit suite heki: (\w+)$/, ([, name]) => ({ call: 'run_test', name })],
  [/^(kzalloc|kvm_read_guest|kfree)\b/, () => null],
];

/** @throws Error on a call that is not known */
export function callsOf(texts: readonly string[], ranges: readonly object[] = []): readonly object[] {
  return texts.flatMap((text) => {
    for (const [pattern, make] of KNOWN) {
      const match = pattern.exec(text);
      if (match) return [make(match, ranges)].filter((call) => call !== null);
    }
    throw new Error(`unknown call: ${text}`);
  });
}

/** Without the address of an array that the allocator chose. */
export function withoutAddress(calls: readonly object[]): readonly object[] {
  return calls.map((call) => {
    if (!('nr' in call) || call.nr !== 13) return call;
    const { a0: _a0, ...rest } = call as { readonly a0?: string };
    return rest;
  });
}
