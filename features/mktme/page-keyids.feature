@mktme @needs-page-keyids
Feature: Pages get KeyIDs and lose them
  The page allocator hands pages out with a KeyID and takes them back. The caches know nothing of aliases: what they hold
  of the old one has to go first. C is the canonical mapping, C1 its copy for KeyID 1.

  @MKTME-44
  Rule: Pages MUST be flushed from the cache through their old alias before they get a KeyID or lose it
    A dirty line under the old key, written back later, destroys what was written under the new one.
    Source: https://lore.kernel.org/r/20190508144422.13171-14-kirill.shutemov@linux.intel.com (RFC 13/62),
    __prep_encrypted_page() and free_encrypted_page() by page_address(), which is the address under the KeyID of
    now; https://lore.kernel.org/r/20190614093409.GX3436@hirez.programming.kicks-ass.net asks for that alias:
    KeyID 0 before, the other after

    @mktme.give
    Example: Pages that get KeyID 2 are flushed through C, then cleared through copy 2
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      When the page allocator gives KeyID 2 to 2 pages from frame 0x4, cleared
      Then it succeeds
      And these events follow:
        | event       | va        | pages |
        | cache_flush | C+0x4000  | 2     |
        | cleared     | C2+0x4000 | 2     |
      And the kernel has:
        | frames with a KeyID | 0x4: 2, 0x5: 2 |
      And nothing else changes

    @mktme.give-zero
    Example: A page that gets KeyID 0 is left as it is
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      When the page allocator gives KeyID 0 to 1 page from frame 0x4, cleared
      Then it succeeds
      And no event follows
      And nothing else changes

    @mktme.free
    Example: A page that is freed is flushed through the alias that it had
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      And the page allocator gives KeyID 2 to 1 page from frame 0x4
      When the page allocator frees 1 page from frame 0x4
      Then it succeeds
      And these events follow:
        | event       | va        | pages |
        | cache_flush | C2+0x4000 | 1     |
      And the kernel has:
        | frames with a KeyID | none |
      And nothing else changes

    @mktme.block-freed
    Example: Of a block of 2 pages that is freed, both lose their KeyID
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      And the page allocator gives KeyID 1 to 2 pages from frame 0x4
      When the page allocator frees 2 pages from frame 0x4
      Then these events follow:
        | event       | va        | pages |
        | cache_flush | C1+0x4000 | 2     |
      And the kernel has:
        | frames with a KeyID | none |
      And nothing else changes

  @MKTME-110
  Rule: A page that gets a KeyID while it has one, or loses one while it has none, MUST cause a warning
    All pages that come out of the allocator should have KeyID 0, and those that go back should not: else somebody's
    data was lost, or is about to be.
    Source: https://lore.kernel.org/r/20190508144422.13171-14-kirill.shutemov@linux.intel.com (RFC 13/62),
    __prep_encrypted_page() and, in the repost of 2019-07-31, free_encrypted_page(): each page of the block is
    looked at

    @mktme.give-again @MKTME-44
    Example: A page that gets a KeyID while it has one is worth a warning
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      And the page allocator gives KeyID 1 to 1 page from frame 0x4
      When the page allocator gives KeyID 2 to 1 page from frame 0x4
      Then these events follow:
        | event       | va        | pages | about          |
        | cache_flush | C1+0x4000 | 1     |                |
        | warn        |           |       | page-has-keyid |
      And the kernel has:
        | frames with a KeyID | 0x4: 2 |
      And nothing else changes

    @mktme.free-without
    Example: A page that is freed without a KeyID is worth a warning
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      When the page allocator frees 1 page from frame 0x4
      Then these events follow:
        | event       | va       | pages | about            |
        | cache_flush | C+0x4000 | 1     |                  |
        | warn        |          |       | page-keyid-range |
      And the kernel has:
        | frames with a KeyID | none |
      And nothing else changes

    @mktme.block-with-a-keyid
    Scenario Outline: <case>: of a block of 2 pages that gets a KeyID, frame <frame> has one already
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      And the page allocator gives KeyID 1 to 1 page from frame <frame>
      When the page allocator gives KeyID 2 to 2 pages from frame 0x4
      Then these events follow:
        | event       | va   | pages | about          |
        | cache_flush | <va> | 2     |                |
        | warn        |      |       | page-has-keyid |
      And the kernel has:
        | frames with a KeyID | 0x4: 2, 0x5: 2 |
      And nothing else changes

      Examples:
        | case   | frame | va        |
        | first  | 0x4   | C1+0x4000 |
        | second | 0x5   | C+0x4000  |

    @mktme.block-without-a-keyid
    Example: Of a block of 2 pages that loses its KeyID, the second has none
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      And the page allocator gives KeyID 1 to 1 page from frame 0x4
      When the page allocator frees 2 pages from frame 0x4
      Then these events follow:
        | event       | va        | pages | about            |
        | cache_flush | C1+0x4000 | 2     |                  |
        | warn        |           |       | page-keyid-range |
      And the kernel has:
        | frames with a KeyID | none |
      And nothing else changes

  @MKTME-111
  Rule: The series warns of a page with an unexpected KeyID once a boot
    One trace is enough to find the caller, and each page of a large block would bring another.
    Source: https://lore.kernel.org/r/20190508144422.13171-14-kirill.shutemov@linux.intel.com (RFC 13/62):
    WARN_ON_ONCE()

    @mktme.warned-once
    Scenario Outline: <case>: a second page with an unexpected KeyID is passed over in silence
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      And the page allocator gives KeyID 1 to 2 pages from frame 0x4
      And the page allocator <does> from frame <first>
      When the page allocator <does> from frame <second>
      Then these events follow:
        | event       | va   | pages |
        | cache_flush | <va> | 1     |

      Examples:
        | case  | does                    | first | second | va        |
        | given | gives KeyID 2 to 1 page | 0x4   | 0x5    | C1+0x5000 |
        | freed | frees 1 page            | 0x2   | 0x3    | C+0x3000  |

    @mktme.warned-of-both
    Example: A page that gets a second KeyID is passed over in silence also after the other warning
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      And the page allocator gives KeyID 1 to 2 pages from frame 0x4
      And the page allocator gives KeyID 2 to 1 page from frame 0x4
      And the page allocator frees 1 page from frame 0x2
      When the page allocator gives KeyID 2 to 1 page from frame 0x5
      Then these events follow:
        | event       | va        | pages |
        | cache_flush | C1+0x5000 | 1     |

    @mktme.warned-of-each @neighbour @MKTME-110
    Example: The neighbour: a page that loses a KeyID that it has not is another matter than one that gets two
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      And the page allocator gives KeyID 1 to 1 page from frame 0x4
      And the page allocator gives KeyID 2 to 1 page from frame 0x4
      When the page allocator frees 1 page from frame 0x5
      Then these events follow:
        | event       | va       | pages | about            |
        | cache_flush | C+0x5000 | 1     |                  |
        | warn        |          |       | page-keyid-range |
