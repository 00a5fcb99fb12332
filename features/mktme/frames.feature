@mktme
Feature: The same frame in every copy
  Where C, the canonical mapping, and a copy have leaves of one size at one place, they map one frame, or the kernel
  has a bug. A bug is no error: no caller goes on after it, not even one that ignores errors.

  @MKTME-14
  Rule: Where a leaf of the canonical mapping meets one of its size with another frame in a copy, the kernel has a bug, and the call MUST NOT go on
    Going on would give one address two frames, one of them through a key that it was not written with.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    BUG_ON() in sync_direct_mapping_pte(), _pmd() and _pud()

    @mktme.other-frame
    Scenario Outline: <case>: a <size> leaf with another frame than the copy's stops the sync
      Given C maps:
        | at   | size   | flags |
        | <at> | <size> | rw    |
      And C becomes:
        | at   | size   | frame   | flags |
        | <at> | <size> | <frame> | rw    |
      When sync runs from <at> to <end>
      Then the call ends in a BUG on another frame
      And no event follows
      And nothing else changes

      Examples:
        | case  | at           | size | frame   | end          |
        | small | C+0x3000     | 4k   | 0x4     | C+0x4000     |
        | large | C+0x400000   | 2m   | 0x600   | C+0x600000   |
        | giant | C+0x40000000 | 1g   | 0x80000 | C+0x80000000 |

    @mktme.other-frame-before-more
    Example: The pages behind one with another frame stay as they were
      Given C maps:
        | at       | size | count | flags |
        | C+0x3000 | 4k   | 2     | rw    |
      And C becomes:
        | at       | size | frame | flags |
        | C+0x3000 | 4k   | 0x8   | rw    |
        | C+0x4000 | 4k   | 0x4   | ro    |
      When sync runs from C+0x3000 to C+0x5000
      Then the call ends in a BUG on another frame
      And every copy maps:
        | at       | size | count | flags |
        | C+0x3000 | 4k   | 2     | rw    |
      And no event follows
      And nothing else changes

    @mktme.other-frame-plugged-top @needs-hotplug
    Example: Hotplug that stops carries a new entry of the top table to nobody
      Given a machine with empty copies
      And C maps:
        | at | size |
        | C  | 2m   |
      And the copies hold:
        | at              | size | frame | keyid |
        | C1+0x8000000000 | 2m   | 0x400 | 1     |
      When the kernel plugs in memory 0x8000000000 to 0x8000200000
      Then the call ends in a BUG on another frame
      And no event follows
      And the kernel has:
        | tables in use | 2 |
        | tables lost   | 0 |

    @mktme.other-frame-plugged @needs-hotplug
    Example: Hotplug stops at another frame: other page tables never hear of the memory
      Given C maps:
        | at       | size | frame |
        | C+0x3000 | 4k   | 0x4   |
      And C becomes:
        | at | size |
        | C  | 4k   |
      When the kernel plugs in memory 0x3000 to 0x4000
      Then the call ends in a BUG on another frame
      And no event follows
      And C then maps:
        | at       | size | frame |
        | C        | 4k   | 0x0   |
        | C+0x3000 | 4k   | 0x3   |
      And nothing else changes

    @mktme.other-frame-enabled
    Example: Enabling stops at another frame: it is no error, and nothing is taken back
      Given C maps:
        | at       | size |
        | C        | 4k   |
        | C+0x3000 | 4k   |
      And C becomes:
        | at       | size | frame |
        | C        | 4k   |       |
        | C+0x3000 | 4k   | 0x4   |
      When the kernel enables MKTME
      Then the call ends in a BUG on another frame
      And no event follows
      And nothing else changes

    @mktme.other-frame-changed @needs-page-attributes
    Example: A protection change stops at another frame, though its caller ignores errors
      Given C maps:
        | at       | size | count |
        | C+0x2000 | 4k   | 2     |
      And C becomes:
        | at       | size | frame | flags |
        | C+0x2000 | 4k   | 0x2   | rw    |
        | C+0x3000 | 4k   | 0x4   | rw    |
      When a request turns 1 page at C+0x3000 ro
      Then the call ends in a BUG on another frame
      And no event follows
      And C then maps:
        | at       | size | frame | flags |
        | C+0x2000 | 4k   | 0x2   | rw    |
        | C+0x3000 | 4k   | 0x4   | ro    |
      And nothing else changes

    @mktme.other-frame-after-error @only-spec @needs-page-attributes
    Example: The sync after a failed request stops at another frame, after its warning
      Given C maps:
        | at       | size | count |
        | C        | 4k   | 2     |
        | C+0x3000 | 4k   | 1     |
      And V maps:
        | at | size | frame |
        | V  | 4k   | 0x1   |
      And C becomes:
        | at       | size | count | frame |
        | C        | 4k   | 2     | 0x0   |
        | C+0x3000 | 4k   | 1     | 0x4   |
      When a request turns 2 pages at V ro
      Then the call ends in a BUG on another frame
      And C then maps:
        | at       | size | frame | flags |
        | C        | 4k   | 0x0   | rw    |
        | C+0x1000 | 4k   | 0x1   | ro    |
        | C+0x3000 | 4k   | 0x4   | rw    |
      And these events follow:
        | event | about            |
        | warn  | unmapped-address |

    @mktme.same-frame @neighbour @MKTME-09
    Example: The neighbour: a leaf with the same frame and other flags is carried over
      Given C maps:
        | at       | size | flags |
        | C+0x3000 | 4k   | rw    |
      And C becomes:
        | at       | size | frame | flags |
        | C+0x3000 | 4k   | 0x3   | ro    |
      When sync runs from C+0x3000 to C+0x4000
      Then it succeeds
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes
