@mktme @needs-boot
Feature: There is room for all copies, and all memory can be encrypted
  For each KeyID there is a whole direct mapping: the size of one has to be chosen such that all of them fit. Where
  they do not, or where a part of the memory cannot be encrypted, MKTME goes off.

  @MKTME-40
  Rule: With KeyIDs, a direct mapping MUST be a power of two of at least 1 TiB, no smaller than the memory, such that N + 1 of them fit into the space set aside
    A power of two makes the physical address of an alias one AND away.
    Source: https://lore.kernel.org/r/20190508144422.13171-18-kirill.shutemov@linux.intel.com (RFC 17/62),
    calculate_direct_mapping_size()

    @mktme.size
    Scenario Outline: <case>: <keys> KeyIDs and <memory>, <spare> TiB to spare, give mappings of <size>
      Given a machine with <keys> KeyIDs and MKTME off
      When the kernel lays out <memory> of memory with <spare> TiB to spare under <bits> address bits
      Then it answers:
        | outcome   | ok     |
        | size      | <size> |
        | mask      | <mask> |
        | nr_keyids | <keys> |
      And no event follows
      And nothing else changes

      Examples:
        | case           | keys | memory        | spare | bits | size   | mask       |
        | least          | 3    | 16 GiB        | 0     | 47   | 1 TiB  | 1 TiB - 1  |
        | no-keys        | 0    | 1 TiB + 4 KiB | 0     | 47   | 2 TiB  | all bits   |
        | no-keys-odd    | 0    | 3 TiB         | 0     | 47   | 3 TiB  | all bits   |
        | no-keys-cut    | 0    | 65 TiB        | 0     | 47   | 64 TiB | all bits   |
        | rounded-up     | 1    | 3 TiB         | 10    | 47   | 16 TiB | 16 TiB - 1 |
        | all-of-one-tib | 63   | 512 GiB       | 10    | 47   | 1 TiB  | 1 TiB - 1  |
        | three-shares   | 2    | 16 TiB        | 10    | 47   | 16 TiB | 16 TiB - 1 |
        | half-of-it     | 1    | 16 TiB        | 50    | 47   | 32 TiB | 32 TiB - 1 |
        | one-byte-more  | 1    | 1 TiB + 1 bytes | 0     | 47   | 2 TiB  | 2 TiB - 1  |

      @needs-five-levels
      Examples:
        | case        | keys | memory | spare | bits | size  | mask      |
        | five-levels | 63   | 4 TiB  | 0     | 56   | 4 TiB | 4 TiB - 1 |

    @mktme.size-used @MKTME-42 @needs-page-keyids
    Example: The first copy begins where a mapping of the size that was chosen ends
      Given a machine with 1 KeyID and MKTME off
      And the kernel lays out 3 TiB of memory with 0 TiB to spare under 47 address bits
      And C gains:
        | at | size |
        | C  | 4k   |
      And the kernel enables MKTME
      And the page allocator gives KeyID 1 to 1 page from frame 0x3
      When the kernel asks for page_to_virt of frame 0x3
      Then it returns address 0xffff8c8000003000

  @MKTME-41
  Rule: Where N + 1 direct mappings do not fit, MKTME MUST be disabled, with two lines logged that say so and name 5-level paging
    The kernel has to boot on such a machine, without keys, and its owner has to learn why.
    Source: https://lore.kernel.org/r/20190508144422.13171-18-kirill.shutemov@linux.intel.com (RFC 17/62),
    calculate_direct_mapping_size()

    @mktme.too-large
    Scenario Outline: <case>: <keys> KeyIDs and <memory> of memory do not fit, and switch MKTME off
      Given a machine with 7 of 52 address bits for KeyIDs, <keys> KeyIDs and MKTME off
      When the kernel lays out <memory> of memory with <spare> TiB to spare under 47 address bits
      Then it answers:
        | outcome   | ok     |
        | size      | <size> |
        | nr_keyids | 0      |
      And these events follow:
        | event | text                                                  |
        | log   | x86/mktme: Disabled. Not enough virtual address space |
        | log   | x86/mktme: Consider switching to 5-level paging       |
      And the kernel has:
        | MKTME | off |
      And nothing else changes

      Examples:
        | case          | keys | memory        | spare | size   |
        | one-page-more | 63   | 1 TiB + 4 KiB | 0     | 2 TiB  |
        | many-keys     | 127  | 16 GiB        | 0     | 1 TiB  |
        | padding       | 63   | 1 TiB + 4 KiB | 10    | 12 TiB |
        | odd-share     | 2    | 17 TiB        | 0     | 32 TiB |

  @MKTME-45
  Rule: A memory range without the attribute CPU_CRYPTO (0x80000) MUST disable MKTME, with a line that names the range
    The page allocator gives out any page: one that cannot be encrypted would be a secret in the clear.
    Source: https://lore.kernel.org/r/20190508144422.13171-56-kirill.shutemov@linux.intel.com (RFC 55/62),
    need_page_mktme()

    @mktme.efi
    Example: One memory range of two that lacks CPU_CRYPTO switches MKTME off
      Given C maps:
        | at | size |
        | C  | 4k   |
      When the firmware lists memory:
        | start       | end         | attribute |
        | 0x0         | 0x80000000  | 0x8000f   |
        | 0x100000000 | 0x180000000 | 0xf       |
      Then it succeeds
      And the kernel has:
        | MKTME | off |

    @mktme.efi-log @since-reply
    Example: The line that is logged names the range that lacks CPU_CRYPTO
      Given C maps:
        | at | size |
        | C  | 4k   |
      When the firmware lists memory:
        | start       | end         | attribute |
        | 0x0         | 0x80000000  | 0x8000f   |
        | 0x100000000 | 0x180000000 | 0x4000f   |
      Then it succeeds
      And the kernel has:
        | MKTME | off |
      And these events follow:
        | event | text                                                             |
        | log   | Memory range 0x100000000-0x180000000: doesn't support encryption |
      And nothing else changes

    @mktme.efi-line @only-spec
    Example: The line that names the range comes before the copies go
      Given a machine with empty copies
      And C maps:
        | at | size |
        | C  | 4k   |
      When the firmware lists memory:
        | start       | end         | attribute |
        | 0x100000000 | 0x180000000 | 0x0       |
      Then these events follow:
        | event | text                                                             |
        | log   | Memory range 0x100000000-0x180000000: doesn't support encryption |
      And the kernel has:
        | MKTME | off |
      And nothing else changes

    @mktme.efi-all @neighbour @MKTME-45
    Example: The neighbour: with CPU_CRYPTO on every range MKTME stays on
      Given C maps:
        | at | size |
        | C  | 4k   |
      When the firmware lists memory:
        | start       | end         | attribute |
        | 0x0         | 0x80000000  | 0x8000f   |
        | 0x100000000 | 0x180000000 | 0x80000   |
      Then it succeeds
      And no event follows
      And the kernel has:
        | MKTME | on |
      And nothing else changes
