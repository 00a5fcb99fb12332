@mktme @needs-page-attributes
Feature: A request for what is not mapped
  C is the canonical mapping: it has a hole wherever there is no memory, and a request passes over it. Elsewhere an
  address without a page is a mistake. V lies in the vmalloc area.

  @MKTME-70
  Rule: At an address that maps nothing a request MUST fail with EFAULT and a warning, unless it is a hole of the canonical mapping
    C has holes wherever there is no memory; elsewhere an address without a page is a mistake of the caller.
    Source: Linux 5.2, https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/pageattr.c, __cpa_process_fault()

    @mktme.error-at-once @MKTME-36
    Example: A request for one vmalloc page that is not mapped fails, and flushes nothing
      Given C maps:
        | at | size |
        | C  | 4k   |
      When a request turns 1 page at V ro
      Then it fails with EFAULT
      And these events follow:
        | event | about            |
        | warn  | unmapped-address |
      And nothing else changes

    @mktme.error-absent
    Example: An entry of accessed and dirty bits alone maps nothing, and a request for it fails
      Given V maps:
        | at | size | frame | flags                    |
        | V  | 4k   | 0x0   | accessed and dirty alone |
      When a request turns 1 page at V ro
      Then it fails with EFAULT
      And these events follow:
        | event | about            |
        | warn  | unmapped-address |
      And nothing else changes

    @mktme.error-behind-c
    Example: Where there are no copies, the page behind the end of C is no hole of C
      Given a machine with 0 KeyIDs and MKTME off
      And C maps:
        | at             | size |
        | C+0xfffffff000 | 4k   |
      When a request turns 1 page at the end of C ro
      Then it fails with EFAULT
      And these events follow:
        | event | about            |
        | warn  | unmapped-address |
      And nothing else changes

    @mktme.hole-last @neighbour @MKTME-36
    Example: The neighbour: the last page of C may be a hole
      Given a machine with 0 KeyIDs and MKTME off
      And C maps:
        | at             | size |
        | C+0xffffffe000 | 4k   |
      When a request turns 1 page at C+0xfffffff000 ro
      Then it succeeds
      And no event follows
      And nothing else changes

    @mktme.hole @neighbour @MKTME-29 @MKTME-70
    Example: The neighbour: a hole of C is passed over without an error
      Given C maps:
        | at       | size |
        | C        | 4k   |
        | C+0x2000 | 4k   |
      When a request turns 3 pages at C ro
      Then it succeeds
      And C then maps:
        | at       | size | flags |
        | C        | 4k   | ro    |
        | C+0x2000 | 4k   | ro    |
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes
