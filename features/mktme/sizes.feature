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
    Scenario Outline: <case>: <keys> KeyIDs and <memory> bytes, <spare> TiB to spare, give mappings of <size> bytes
      Given direct mappings for <keys> KeyIDs with MKTME off
      When <memory> bytes of memory are laid out with <spare> TiB to spare under <bits> address bits
      Then it answers:
        | outcome   | ok     |
        | size      | <size> |
        | mask      | <mask> |
        | nr_keyids | <keys> |
      And no event follows
      And nothing else changes

      Examples:
        | case           | keys | memory         | spare | bits | size           | mask               |
        | least          | 3    | 0x400000000    | 0     | 47   | 0x10000000000  | 0xffffffffff       |
        | no-keys        | 0    | 0x10000001000  | 0     | 47   | 0x20000000000  | 0xffffffffffffffff |
        | no-keys-odd    | 0    | 0x30000000000  | 0     | 47   | 0x30000000000  | 0xffffffffffffffff |
        | rounded-up     | 1    | 0x30000000000  | 10    | 47   | 0x100000000000 | 0xfffffffffff      |
        | all-of-one-tib | 63   | 0x8000000000   | 10    | 47   | 0x10000000000  | 0xffffffffff       |
        | three-shares   | 2    | 0x100000000000 | 10    | 47   | 0x100000000000 | 0xfffffffffff      |

      @needs-five-levels
      Examples:
        | case        | keys | memory        | spare | bits | size          | mask          |
        | five-levels | 63   | 0x40000000000 | 0     | 56   | 0x40000000000 | 0x3ffffffffff |

  @MKTME-41
  Rule: Where N + 1 direct mappings do not fit, MKTME MUST be disabled, with two lines logged that say so and name 5-level paging
    The kernel has to boot on such a machine, without keys, and its owner has to learn why.
    Source: https://lore.kernel.org/r/20190508144422.13171-18-kirill.shutemov@linux.intel.com (RFC 17/62),
    calculate_direct_mapping_size()

    @mktme.too-large @MKTME-40
    Scenario Outline: <case>: <keys> KeyIDs and <memory> bytes do not fit, and switch MKTME off
      Given 7 KeyID bits among 52 physical address bits
      And direct mappings for <keys> KeyIDs with MKTME off
      When <memory> bytes of memory are laid out with <spare> TiB to spare under 47 address bits
      Then it answers:
        | outcome   | ok     |
        | size      | <size> |
        | nr_keyids | 0      |
      And these events follow:
        | event | text                                                  |
        | log   | x86/mktme: Disabled. Not enough virtual address space |
        | log   | x86/mktme: Consider switching to 5-level paging       |
      And MKTME is then off
      And nothing else changes

      Examples:
        | case          | keys | memory        | spare | size          |
        | one-page-more | 63   | 0x10000001000 | 0     | 0x20000000000 |
        | many-keys     | 127  | 0x400000000   | 0     | 0x10000000000 |
        | padding       | 63   | 0x10000001000 | 10    | 0xc0000000000 |

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
      And MKTME is then off

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
      And MKTME is then off
      And these events follow:
        | event | text                                                             |
        | log   | Memory range 0x100000000-0x180000000: doesn't support encryption |
      And nothing else changes

    @mktme.efi-line @only-spec
    Example: The line that names the range comes before the copies go
      Given the copies are still empty
      And C maps:
        | at | size |
        | C  | 4k   |
      When the firmware lists memory:
        | start       | end         | attribute |
        | 0x100000000 | 0x180000000 | 0x0       |
      Then these events follow:
        | event | text                                                             |
        | log   | Memory range 0x100000000-0x180000000: doesn't support encryption |
      And MKTME is then off
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
      And MKTME is then on
      And nothing else changes
