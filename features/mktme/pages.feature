@mktme @needs-page-keyids
Feature: A page has a KeyID, and an address for it
  The kernel gives pages a KeyID as it hands them out. From then on page_to_virt() leads to the copy of that
  KeyID, while the physical address is the same through every alias. C1 is the copy for KeyID 1.

  @MKTME-42
  Rule: page_to_virt() MUST give the address in the copy of the page's KeyID
    The kernel goes from page to address and back, and must end at the page that it began with.
    Source: https://lore.kernel.org/r/20190508144422.13171-20-kirill.shutemov@linux.intel.com (RFC 19/62),
    page_to_virt()

    @mktme.page-to-virt
    Scenario Outline: <case>: after frame 0x3 got KeyID <keyid>, page_to_virt leads frame <frame> to <address>
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      And the page allocator gives KeyID <keyid> to 1 page from frame 0x3
      When the kernel asks for page_to_virt of frame <frame>
      Then it returns <address>
      And nothing else changes

      Examples:
        | case      | keyid | frame | address   |
        | first     | 1     | 0x3   | C1+0x3000 |
        | second    | 2     | 0x3   | C2+0x3000 |
        | neighbour | 2     | 0x4   | C+0x4000  |

    @mktme.invariant-8 @invariant-8 @MKTME-112
    Example: Every alias of any page has its physical address, and no two aliases meet
      Given a machine with 3 KeyIDs
      Then every alias of a page has its physical address, and no two aliases meet

  @MKTME-112
  Rule: __pa() MUST give the same physical address for all aliases of a page
    A device is given physical addresses: they must not depend on the alias that the kernel used.
    Source: https://lore.kernel.org/r/20190508144422.13171-20-kirill.shutemov@linux.intel.com (RFC 19/62),
    __phys_addr_nodebug()

    @mktme.pa
    Scenario Outline: <case>: __pa of <address> is <pa>
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      When the kernel asks for __pa of <address>
      Then it returns <pa>
      And nothing else changes

      Examples:
        | case       | address         | pa           |
        | canonical  | C+0x3abc        | 0x3abc       |
        | copy-one   | C1+0x3abc       | 0x3abc       |
        | copy-two   | C2+0xffffffffff | 0xffffffffff |
        | first-byte | C2              | 0x0          |

    @mktme.pa-below-a-border @needs-five-levels
    Example: __pa of an address in copy 1 is that of its frame also where C begins at no border of its own size
      Given a machine with C 513 GiB below a top-level border
      And C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      When the kernel asks for __pa of C1+0x3abc
      Then it returns 0x3abc
      And nothing else changes

    @mktme.read-through-alias @MKTME-12 @needs-access
    Example: Through the alias of a KeyID the same frame is read with that KeyID
      Given C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      And sync runs from C to the end of C
      And the kernel asks for __pa of C1+0x234567
      When the kernel reads C1+0x234567
      Then it answers:
        | outcome | ok       |
        | pa      | 0x234567 |
        | keyid   | 1        |
        | from    | tables   |
      And nothing else changes

  @MKTME-43
  Rule: While MKTME is off, the KeyID of every page MUST read 0
    There are no keys then, and an alias of one would lead nowhere.
    Source: https://lore.kernel.org/r/20190508144422.13171-12-kirill.shutemov@linux.intel.com (RFC 11/62),
    page_keyid()

    @mktme.page-keyid
    Scenario Outline: <case>: frame 0x3, given KeyID 2, has KeyID <keyid> with MKTME <switch>d
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      And the page allocator gives KeyID 2 to 1 page from frame 0x3
      And the kernel <switch>s MKTME
      When the kernel asks for the KeyID of frame 0x3
      Then it answers:
        | outcome | ok      |
        | keyid   | <keyid> |
      And nothing else changes

      Examples:
        | case | switch  | keyid |
        | off  | disable | 0     |

      @neighbour @MKTME-44
      Examples:
        | case | switch | keyid |
        | on   | enable | 2     |

    @mktme.page-to-virt-off
    Example: While MKTME is off, page_to_virt of a page that had a KeyID leads to C
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      And the page allocator gives KeyID 1 to 1 page from frame 0x3
      And the kernel disables MKTME
      When the kernel asks for page_to_virt of frame 0x3
      Then it returns C+0x3000
      And nothing else changes
