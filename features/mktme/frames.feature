@mktme
Feature: The same frame in every copy
  Where C and a copy have leaves of one size at one place, they map one frame, or the kernel has a bug. A bug is no
  error: no caller goes on after it, not even one that ignores errors.

  @MKTME-14
  Rule: A leaf over a leaf of its size has the same frame

    @mktme.other-frame
    Scenario Outline: <case>: another frame is a bug, and the call does not go on
      Given C maps:
        | at   | size   | flags |
        | <at> | <size> | rw    |
      And C becomes:
        | at   | size   | frame   | flags |
        | <at> | <size> | <frame> | rw    |
      When sync runs from <at> to <end>
      Then the call ends in the bug frame-mismatch
      And no event follows
      And nothing else changes

      Examples:
        | case  | at           | size | frame   | end          |
        | small | C+0x3000     | 4k   | 0x4     | C+0x4000     |
        | large | C+0x400000   | 2m   | 0x600   | C+0x600000   |
        | giant | C+0x40000000 | 1g   | 0x80000 | C+0x80000000 |

    @mktme.other-frame-plugged @needs-hotplug
    Example: Nor does hotplug go on: other page tables never hear of the memory
      Given C maps:
        | at       | size | frame |
        | C+0x3000 | 4k   | 0x4   |
      And C becomes:
        | at | size |
        | C  | 4k   |
      When memory 0x3000 to 0x4000 is plugged in
      Then the call ends in the bug frame-mismatch
      And no event follows

    @mktme.other-frame-enabled
    Example: Nor does enabling: it is no error, and nothing is taken back
      Given C maps:
        | at       | size |
        | C        | 4k   |
        | C+0x3000 | 4k   |
      And C becomes:
        | at       | size | frame |
        | C        | 4k   |       |
        | C+0x3000 | 4k   | 0x4   |
      When MKTME is enabled
      Then the call ends in the bug frame-mismatch
      And no event follows
      And nothing else changes

    @mktme.other-frame-changed @needs-page-attributes
    Example: Nor does a change of protection, whose caller ignores errors alone
      Given C maps:
        | at       | size | count |
        | C+0x2000 | 4k   | 2     |
      And C becomes:
        | at       | size | frame | flags |
        | C+0x2000 | 4k   | 0x2   | rw    |
        | C+0x3000 | 4k   | 0x4   | rw    |
      When 1 page at C+0x3000 turns ro
      Then the call ends in the bug frame-mismatch
      And no event follows

    @mktme.other-frame-after-error @only-spec @needs-page-attributes
    Example: Nor does the error path
      Given C maps:
        | at       | size | count |
        | C        | 4k   | 2     |
        | C+0x3000 | 4k   | 1     |
      And another kernel area maps:
        | at | size | frame |
        | V  | 4k   | 0x1   |
      And C becomes:
        | at       | size | count | frame |
        | C        | 4k   | 2     | 0x0   |
        | C+0x3000 | 4k   | 1     | 0x4   |
      When 2 pages at V turn ro
      Then the call ends in the bug frame-mismatch
      And these events follow:
        | event | about            |
        | warn  | unmapped-address |

    @mktme.same-frame
    Example: The same frame with other flags is no bug
      Given C maps:
        | at       | size | flags |
        | C+0x3000 | 4k   | rw    |
      And C becomes:
        | at       | size | frame | flags |
        | C+0x3000 | 4k   | 0x3   | ro    |
      When sync runs from C+0x3000 to C+0x4000
      Then it succeeds
      And every copy equals C
