@mktme
Feature: Bits that the CPU does not support
  A CPU without execute-disable, or a kernel that isolates its page tables, has no use for some bits of an entry. What
  the kernel itself writes into C, the canonical mapping, has none of them, and so the copies have none. The bit in these
  scenarios is bit 63, execute-disable.

  @MKTME-104
  Rule: An entry that hotplug or a request leaves present in the canonical mapping MUST hold supported bits alone
    A bit that the CPU does not know is a reserved one: the first access would fault.
    Source: Linux 5.2, https://github.com/torvalds/linux/blob/v5.2/arch/x86/include/asm/pgtable.h, pfn_pte(),
    pfn_pmd() and pfn_pud() by way of massage_pgprot();
    https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/init_64.c, phys_pud_init() and below;
    https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/pageattr.c, __change_page_attr()

    @mktme.hotplug-supported @needs-hotplug
    Scenario Outline: <case>: memory that is plugged in has no bit 63 where that is not supported
      Given a machine with bit 63 unsupported
      And C maps:
        | at | size | flags |
        | C  | 2m   | rw x  |
      When the kernel plugs in memory <start> to <end>
      Then it succeeds
      And at <there> is a <size> leaf that is rw x
      And every copy equals C

      Examples:
        | case  | start       | end         | there         | size |
        | giant | 0x40000000  | 0x80000000  | C+0x40000000  | 1g   |
        | large | 0x108000000 | 0x110000000 | C+0x108000000 | 2m   |
        | small | 0x7fffe000  | 0x80000000  | C+0x7ffff000  | 4k   |

    @mktme.request-supported @needs-page-attributes
    Scenario Outline: <case>: a request for a bit that is not supported changes nothing
      Given a machine with bit 63 unsupported
      And C maps:
        | at           | size   | flags |
        | C+0x40000000 | <size> | rw x  |
      When a request turns <pages> at C+0x40000000 nx
      Then it succeeds
      And no event follows
      And nothing else changes

      Examples:
        | case  | size | pages        |
        | small | 4k   | 1 page       |
        | large | 2m   | 512 pages    |
        | giant | 1g   | 262144 pages |

    @mktme.request-drops-unsupported @needs-page-attributes
    Scenario Outline: <case>: a page that had bit 63 from before and turns <change> is <flags> then
      Given a machine with bit 63 unsupported
      And C maps:
        | at | size | flags    |
        | C  | 4k   | <before> |
      When a request turns 1 page at C <change>
      Then it succeeds
      And C then maps:
        | at | size | flags   |
        | C  | 4k   | <flags> |

      Examples:
        | case        | before | change | flags   |
        | read-only   | rw     | ro     | ro x    |
        | uncached    | rw     | uc     | rw x uc |
        | non-present | rw     | np     | np      |
