/** The catalogue of those who write a feature of their own: one requirement of syndbg, which any case of a new VM can show. */
export const SMALL_CATALOGUE = `machine: syndbg
tree: v6.12
requirements:
  - id: SYNDBG-01
    text: Each register MUST be 0 in a new VM.
    class: seed
    level: MUST
    since: [upstream]
    source: the patch as posted
`;
