@mktme
Feature: What an entry of a copy holds
  An entry of a copy is that of C with another KeyID: the same frame, the same protection, nothing of what the copy
  held before. C is the canonical mapping, that of KeyID 0; C1 is its copy for KeyID 1.

  @MKTME-12
  Rule: An entry of a copy MUST be the canonical entry with the KeyID in its KeyID bits, restricted to the supported bits, whatever the copy held before
    Two aliases of a page that differ in more than the key would be two pages with different rights.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    sync_direct_mapping_pte()

    @mktme.mask
    Example: A bit that the CPU does not support is not set in a copy
      Given a machine with bit 63 unsupported and empty copies
      And C maps:
        | at | size | flags |
        | C  | 4k   | rw    |
      When sync runs from C to C+0x1000
      Then it succeeds
      And every copy maps:
        | at | size | flags |
        | C  | 4k   | rw x  |
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.hole-between
    Example: Two leaves of neighbouring frames with a page between them are so in the copies
      Given a machine with empty copies
      And C maps:
        | at       | size | frame |
        | C        | 4k   | 0x0   |
        | C+0x2000 | 4k   | 0x1   |
      When sync runs from C to C+0x200000
      Then it succeeds
      And copy 1 maps:
        | at        | size | frame |
        | C1        | 4k   | 0x0   |
        | C1+0x2000 | 4k   | 0x1   |

    @mktme.not-present-read @needs-access
    Example: A page that is not present in C cannot be read through its alias either
      Given C maps:
        | at | size | flags |
        | C  | 4k   | np    |
      When the kernel reads C1
      Then it is refused with #PF
      And nothing else changes

    @mktme.fault-drops-translation @needs-access
    Example: A page that is gone cannot be read once an access of it has faulted, since the fault drops what the TLB held
      Given C maps:
        | at | size | flags |
        | C  | 4k   | ro    |
      And the kernel reads C
      And C loses C to C+0x1000
      When the kernel writes C
      And the kernel reads C
      Then it is refused with #PF
      And nothing else changes

    @mktme.invariant-1 @invariant-1 @MKTME-08 @MKTME-09 @MKTME-10 @MKTME-11 @MKTME-13 @only-spec
    Example: In any history of changes, each with its sync, every copy equals C
      Given a machine with empty copies
      Then in any history of changes, each followed by its sync, every copy equals C

  @MKTME-09
  Rule: A change of protection bits MUST reach each copy, where the new bits replace the old ones
    A right that is taken away in C and stays in a copy is a way around the protection.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, the quoted description of
    https://lore.kernel.org/r/20190508144422.13171-19-kirill.shutemov@linux.intel.com (RFC 18/62)

    @mktme.protection @MKTME-12
    Scenario Outline: <case>: leaves of all sizes that were <before> turn <after> in the copies
      Given C maps:
        | at           | size | count | flags    |
        | C            | 4k   | 512   | <before> |
        | C+0x200000   | 2m   | 1     | <before> |
        | C+0x40000000 | 1g   | 1     | <before> |
      And C turns <change> from C to C+0x80000000
      When sync runs from C to C+0x80000000
      Then every copy equals C
      And copy 2 maps:
        | at            | size | count | flags   |
        | C2            | 4k   | 512   | <after> |
        | C2+0x200000   | 2m   | 1     | <after> |
        | C2+0x40000000 | 1g   | 1     | <after> |
      And one flush of all TLBs follows
      And nothing else changes

      Examples:
        | case       | before | change | after |
        | read-only  | rw     | ro     | ro    |
        | writable   | ro     | rw     | rw    |
        | executable | ro     | x      | ro x  |
        | no-execute | ro x   | nx     | ro    |
        | uncached   | rw     | uc     | rw uc |
        | cached     | rw uc  | wb     | rw    |

  @MKTME-63 @only-spec
  Rule: An entry of a copy MUST carry the KeyID of that copy, whatever KeyID bits the canonical entry holds or the supported mask lacks
    The KeyID is the one bit field that makes a copy a copy: a wrong one reads garbage, or somebody else's key.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    sync_direct_mapping_pte(): each level sets it

    @mktme.old-keyid
    Example: A KeyID that an entry of C holds does not reach the copies
      Given a machine with empty copies
      And C maps:
        | at | size | keyid |
        | C  | 4k   | 1     |
      When sync runs from C to C+0x1000
      Then copy 1 maps:
        | at | size | keyid |
        | C1 | 4k   | 1     |
      And copy 2 maps:
        | at | size | keyid |
        | C2 | 4k   | 2     |
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.mask-without-keyid
    Example: A supported mask without a KeyID bit does not cost the KeyID
      Given a machine with bit 46 unsupported and empty copies
      And C maps:
        | at | size |
        | C  | 4k   |
      When sync runs from C to C+0x1000
      Then it succeeds
      And copy 1 maps:
        | at | size | keyid |
        | C1 | 4k   | 1     |
      And copy 2 maps:
        | at | size | keyid |
        | C2 | 4k   | 2     |
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-84 @since-reply
  Rule: The posted code ORs the KeyID into what the canonical entry holds, and takes bits away by the supported mask after that
    The order of two operators: what is OR-ed in cannot be told from what was there, and goes with the mask.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    sync_direct_mapping_pte(); the mail of 2019-06-17,
    https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, does the same; run in user space,
    recordings/mktme/keyid-bits.ndjson

    @mktme.old-keyid-ored
    Example: As posted, KeyID 1 in C and KeyID 2 of the copy give 3
      Given a machine with empty copies
      And C maps:
        | at | size | keyid |
        | C  | 4k   | 1     |
      When sync runs from C to C+0x1000
      Then it succeeds
      And copy 1 maps:
        | at | size | keyid |
        | C1 | 4k   | 1     |
      And copy 2 maps:
        | at | size | keyid |
        | C2 | 4k   | 3     |
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.mask-without-keyid-posted
    Example: As posted, a supported mask without its bit turns KeyID 1 into 0
      Given a machine with bit 46 unsupported and empty copies
      And C maps:
        | at | size |
        | C  | 4k   |
      When sync runs from C to C+0x1000
      Then it succeeds
      And copy 1 maps:
        | at | size | keyid |
        | C1 | 4k   | 0     |
      And copy 2 maps:
        | at | size | keyid |
        | C2 | 4k   | 2     |
      And one flush of all TLBs follows
      And nothing else changes
