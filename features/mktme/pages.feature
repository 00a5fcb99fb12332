@mktme @needs-page-keyids
Feature: A page has a KeyID, and an address for it
  The kernel gives pages a KeyID as it hands them out. From then on page_to_virt() leads to the copy of that
  KeyID, while the physical address is the same through every alias.

  @MKTME-42
  Rule: The address of a page lies in the copy of its KeyID

    @mktme.page-to-virt
    Scenario Outline: <case>: KeyID <keyid>
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      And 2^0 pages from frame 0x3 are given KeyID <keyid>
      When page_to_virt is asked for frame <frame>
      Then it returns the address <address>
      And nothing else changes

      Examples:
        | case      | keyid | frame | address   |
        | first     | 1     | 0x3   | C1+0x3000 |
        | second    | 2     | 0x3   | C2+0x3000 |
        | neighbour | 2     | 0x4   | C+0x4000  |

    @mktme.pa
    Scenario Outline: <case>: __pa of <address>
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      When __pa is asked for <address>
      Then it returns <pa>

      Examples:
        | case       | address       | pa           |
        | canonical  | C+0x3abc      | 0x3abc       |
        | copy-one   | C1+0x3abc     | 0x3abc       |
        | copy-two   | C2+0xffffffffff | 0xffffffffff |
        | first-byte | C2            | 0x0          |

    @mktme.read-through-alias @MKTME-12 @needs-access
    Example: Through the alias of a KeyID the same frame is read with that KeyID
      Given C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      And sync runs from C to the end of C
      And __pa is asked for C1+0x234567
      When the alias of C+0x234567 for KeyID 1 is read
      Then it answers:
        | outcome | ok       |
        | pa      | 0x234567 |
        | keyid   | 1        |
        | from    | tables   |

  Rule: Off, every page has KeyID 0

    @mktme.page-keyid
    Scenario Outline: <case>: MKTME <switch>
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      And 2^0 pages from frame 0x3 are given KeyID 2
      And MKTME is <switch>d
      When the KeyID of frame 0x3 is asked
      Then it answers:
        | outcome | ok      |
        | keyid   | <keyid> |

      @MKTME-43
      Examples:
        | case | switch  | keyid |
        | off  | disable | 0     |

      @MKTME-44
      Examples:
        | case | switch  | keyid |
        | on   | enable  | 2     |

    @mktme.page-to-virt-off @MKTME-43
    Example: Off, page_to_virt leads to C
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      And 2^0 pages from frame 0x3 are given KeyID 1
      And MKTME is disabled
      When page_to_virt is asked for frame 0x3
      Then it returns the address C+0x3000

  @MKTME-44
  Rule: Cache lines are flushed under the old KeyID before a page changes hands

    @mktme.give
    Example: Given KeyID 2, the pages are flushed through C, then cleared through copy 2
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      When 2^1 pages from frame 0x4 are given KeyID 2 and cleared
      Then it succeeds
      And these events follow:
        | event       | va        | pages |
        | cache_flush | C+0x4000  | 2     |
        | cleared     | C2+0x4000 | 2     |
      And these pages have KeyIDs:
        | frame | keyid |
        | 0x4   | 2     |
        | 0x5   | 2     |
      And nothing else changes

    @mktme.give-again
    Example: A page that has a KeyID already is worth a warning
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      And 2^0 pages from frame 0x4 are given KeyID 1
      When 2^0 pages from frame 0x4 are given KeyID 2
      Then these events follow:
        | event       | va       | pages | about          |
        | cache_flush | C+0x4000 | 1     |                |
        | warn        |          |       | page-has-keyid |
      And these pages have KeyIDs:
        | frame | keyid |
        | 0x4   | 2     |

    @mktme.give-zero
    Example: KeyID 0 asks for nothing
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      When 2^0 pages from frame 0x4 are given KeyID 0 and cleared
      Then it succeeds
      And no event follows
      And nothing else changes

    @mktme.free
    Example: Freed, the page is flushed through the alias that it had
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      And 2^0 pages from frame 0x4 are given KeyID 2
      When 2^0 pages from frame 0x4 are freed
      Then it succeeds
      And these events follow:
        | event       | va        | pages |
        | cache_flush | C2+0x4000 | 1     |
      And no page has a KeyID
      And nothing else changes

    @mktme.free-without
    Example: Freeing a page without a KeyID is worth a warning
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      When 2^0 pages from frame 0x4 are freed
      Then these events follow:
        | event       | va       | pages | about            |
        | cache_flush | C+0x4000 | 1     |                  |
        | warn        |          |       | page-keyid-range |
      And no page has a KeyID
