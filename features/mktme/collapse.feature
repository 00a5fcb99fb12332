@mktme
Feature: Tables collapse into large leaves
  A table of C, the canonical mapping, whose pages are all equal again may become one large leaf. In the copies
  (C1 is the one for KeyID 1) the tables are of no use then, and their pages go back.

  @MKTME-11
  Rule: Where a table became one large leaf in the canonical mapping, it MUST become one in each copy
    Both translate alike at first; from the next change on a copy that is still split has to be followed twice.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, the quoted description of
    https://lore.kernel.org/r/20190508144422.13171-19-kirill.shutemov@linux.intel.com (RFC 18/62)

    @mktme.collapse @MKTME-15
    Scenario Outline: <case>: a table of C that collapsed to one <to> leaf is one in every copy
      Given C maps:
        | at           | size   | count   |
        | C+0x40000000 | <size> | <count> |
      And C is collapsed at <page> to <to>
      When sync runs from C+0x40000000 to <end>
      Then it succeeds
      And every copy equals C
      And the kernel has:
        | tables in use | <used> |
        | tables lost   | 0      |

      Examples:
        | case     | size | count | page         | to | end          | used |
        | to-large | 4k   | 512   | C+0x40105000 | 2m | C+0x40200000 | 4    |
        | to-giant | 2m   | 512   | C+0x40000000 | 1g | C+0x80000000 | 2    |

  @MKTME-15
  Rule: Where the canonical mapping has a large leaf and a copy has a table, the table MUST be freed and the leaf set
    The leaf is one entry: there is no way to set a part of it.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    sync_direct_mapping_pmd() and _pud()

    @mktme.collapse-part
    Example: A sync of one page is enough for the leaf that took the place of its table
      Given C maps:
        | at           | size | count |
        | C+0x40000000 | 4k   | 512   |
      And C is collapsed at C+0x40000000 to 2m
      When sync runs from C+0x40005000 to C+0x40006000
      Then every copy equals C

  @MKTME-53 @only-spec
  Rule: A table that becomes a 1 GiB leaf MUST be freed with all tables below it
    Nothing else points at the lower tables: whoever loses them loses a page for each, for ever.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    sync_direct_mapping_pud(): the table is freed, of which those below are a part

    @mktme.collapse-frees-all @MKTME-54
    Example: The tables below a giant leaf are freed, too, after the flush
      Given C maps:
        | at           | size | count |
        | C+0x40000000 | 2m   | 511   |
        | C+0x7fe00000 | 4k   | 512   |
      And C is collapsed at C+0x7fe00000 to 2m
      And C is collapsed at C+0x40000000 to 1g
      When sync runs from C+0x40000000 to C+0x80000000
      Then every copy equals C
      And the kernel has:
        | tables in use | 2 |
        | tables lost   | 0 |
      And these events follow:
        | event     | scope | tables | linked |
        | tlb_flush | all   |        |        |
        | free      |       | 4      | no     |
      And nothing else changes

    @mktme.invariant-9 @invariant-9 @MKTME-59 @MKTME-17
    Example: In any history of changes every table is reachable or freed, and none freed twice
      Given a machine with empty copies
      Then in any history of changes every table is reachable or freed, and none twice

  @MKTME-80 @since-reply
  Rule: The posted code frees one table where it sets a 1 GiB leaf: those below it are lost
    One free for a tree of tables: each collapse over 4 KiB entries leaks.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    sync_direct_mapping_pud(): one __free_page(); the mail of 2019-06-17,
    https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, does the same; run in user space,
    recordings/mktme/collapse.ndjson

    @mktme.collapse-leaks @MKTME-81
    Example: As posted, one table of a giant leaf is freed, and those below it are lost
      Given C maps:
        | at           | size | count |
        | C+0x40000000 | 2m   | 511   |
        | C+0x7fe00000 | 4k   | 512   |
      And C is collapsed at C+0x7fe00000 to 2m
      And C is collapsed at C+0x40000000 to 1g
      When sync runs from C+0x40000000 to C+0x80000000
      Then every copy equals C
      And the kernel has:
        | tables in use | 2 |
        | tables lost   | 2 |
      And these events follow:
        | event     | scope | tables | linked |
        | free      |       | 2      | yes    |
        | tlb_flush | all   |        |        |
      And nothing else changes
