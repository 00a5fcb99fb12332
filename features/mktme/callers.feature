@mktme
Feature: MKTME is enabled, and the kernel's data protected
  Enabling and the write protection of the kernel's own data: each has its place for the call of sync, and an order
  that matters. C is the canonical mapping, C1 its copy for KeyID 1.

  @MKTME-28
  Rule: Enabling MUST switch the key on first and then sync the whole canonical mapping
    While the key is off, sync does nothing: the other order leaves all copies empty.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, init_page_mktme()

    @mktme.enable
    Example: After enabling, every copy holds what C holds
      Given a machine with MKTME off and empty copies
      And C maps:
        | at             | size |
        | C              | 4k   |
        | C+0x200000     | 2m   |
        | C+0xffc0000000 | 1g   |
      When the kernel enables MKTME
      Then it succeeds
      And the kernel has:
        | MKTME | on |
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.enable-again
    Example: Enabling what is on already carries what changed since, and flushes once
      Given C maps:
        | at | size | flags |
        | C  | 4k   | rw    |
      And C turns ro from C to C+0x1000
      When the kernel enables MKTME
      Then it succeeds
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-107
  Rule: Enabling after a disable MUST find no KeyID
    The disable has taken the KeyIDs away, and nobody detects them a second time.
    Source: https://lore.kernel.org/r/20190508144422.13171-17-kirill.shutemov@linux.intel.com (RFC 16/62),
    mktme_disable(): the number of KeyIDs is 0 from then on;
    https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, init_page_mktme() and sync_direct_mapping():
    the loop goes up to that number

    @mktme.enable-after-disable
    Scenario Outline: <case>: MKTME that was disabled and is enabled has no KeyID, and allocates nothing
      Given a machine with <settings>
      And C maps:
        | at | size |
        | C  | 4k   |
      And the kernel disables MKTME
      When the kernel enables MKTME
      Then it succeeds
      And the kernel has:
        | MKTME            | on |
        | KeyIDs           | 0  |
        | tables allocated | 0  |
      And one flush of all TLBs follows
      And nothing else changes

      Examples:
        | case    | settings                   |
        | was-on  | 2 KeyIDs                   |
        | was-off | MKTME off and empty copies |

  @MKTME-64 @only-spec
  Rule: Where a sync fails while enabling, the error SHOULD be reported and MKTME stay off
    A page of a KeyID whose copy is not there is a page fault at its first use.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, init_page_mktme(): sync returns an
    error, and enabling needs all copies

    @mktme.enable-without-memory @needs-allocation-failures
    Example: Enabling without memory for a table fails, and leaves no half copy behind
      Given a machine with MKTME off and empty copies
      And C maps:
        | at | size |
        | C  | 4k   |
      And table allocation 4 will fail
      When the kernel enables MKTME
      Then it fails with ENOMEM
      And the kernel has:
        | MKTME         | off |
        | tables in use | 0   |
        | tables lost   | 0   |
      And every copy maps nothing

    @mktme.top-table-used-again @MKTME-59 @needs-five-levels @needs-allocation-failures
    Example: An empty table of the next top-level entry stays where enabling fails, and is used again
      Given a machine with 1 KeyID and C 512 GiB below a top-level border
      And C maps:
        | at             | size |
        | C+0x8000000000 | 1g   |
      And C loses C+0x8000000000 to C+0x8040000000
      And sync runs from C to the end of C
      And C gains:
        | at | size |
        | C  | 1g   |
      And table allocation 1 will fail
      When the kernel enables MKTME
      And the kernel enables MKTME
      Then every copy equals C
      And the kernel has:
        | MKTME            | on |
        | tables allocated | 1  |
        | tables in use    | 1  |
        | tables lost      | 0  |
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-87 @since-reply
  Rule: The posted code stays on where a sync fails while enabling, and reports nothing
    The hook has no way to return an error, and looks at none.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, init_page_mktme(); run in user space,
    recordings/mktme/enable.ndjson

    @mktme.enable-ignores @needs-allocation-failures
    Example: As posted, nobody hears of the error: MKTME is on with half of its copies
      Given a machine with MKTME off and empty copies
      And C maps:
        | at | size |
        | C  | 4k   |
      And table allocation 4 will fail
      When the kernel enables MKTME
      Then it succeeds
      And the kernel has:
        | MKTME | on |
      And copy 1 equals C
      And copy 2 maps nothing
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-27
  Rule: Write-protecting the kernel's read-only data MUST reach the copies through the page-attribute code, with no sync of its own
    A second sync at boot would walk all of C for each key once more.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, mark_rodata_ro() loses its call

    @mktme.rodata @needs-page-attributes
    Example: Protecting read-only data ends in one sync, that of the page-attribute code
      Given C maps:
        | at         | size | count |
        | C+0x200000 | 2m   | 4     |
      When the kernel protects its read-only data from C+0x200000 to C+0x400000
      Then it succeeds
      And C then maps:
        | at         | size | count | flags |
        | C+0x200000 | 2m   | 1     | ro    |
        | C+0x400000 | 2m   | 3     | rw    |
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.rodata-page @needs-page-attributes
    Example: Read-only data of one page is protected, and the page after it is not
      Given C maps:
        | at         | size | count |
        | C+0x200000 | 4k   | 2     |
      When the kernel protects its read-only data from C+0x200000 to C+0x201000
      Then it succeeds
      And C then maps:
        | at         | size | count | flags |
        | C+0x200000 | 4k   | 1     | ro    |
        | C+0x201000 | 4k   | 1     | rw    |
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.rodata-absent @needs-page-attributes
    Example: The neighbour: a page that is not present stays so where read-only data is protected
      Given C maps:
        | at         | size | count | flags |
        | C+0x200000 | 4k   | 1     | rw    |
        | C+0x201000 | 4k   | 1     | np    |
      When the kernel protects its read-only data from C+0x200000 to C+0x202000
      Then it succeeds
      And at C1+0x200000 is a 4k leaf that is ro
      And at C1+0x201000 is a 4k leaf that is ro np
