@mktme @needs-page-attributes
Feature: Requests by array, by alias, and out of the ordinary
  The page-attribute code also takes arrays of addresses, arrays of pages, and addresses outside of the direct
  mapping whose frames C maps too. The hook has to know which pages were touched in every case.

  Rule: An array of addresses syncs all of C

    @mktme.array @MKTME-30
    Example: Two pages far apart
      Given C maps:
        | at             | size | count |
        | C              | 4k   | 4     |
        | C+0xaf00000000 | 4k   | 2     |
        | C+0x80000000   | 1g   | 1     |
      And C turns ro from C+0x80000000 to C+0xc0000000
      When the pages at C+0x1000, C+0xaf00000000 turn ro
      Then it succeeds
      And every copy equals C
      And all TLBs are flushed once and nothing else happens

    @mktme.array-split @MKTME-30
    Example: Two leaves split by one request
      Given C maps:
        | at         | size | count |
        | C+0x200000 | 2m   | 2     |
      When the pages at C+0x201000, C+0x403000 turn ro
      Then every copy equals C

  Rule: An array of pages syncs what it touched

    @mktme.pages @MKTME-37 @MKTME-48 @only-spec
    Scenario Outline: <case>: frames far apart, in any order
      Given C maps:
        | at             | size | count |
        | C              | 4k   | 4     |
        | C+0xaf00000000 | 4k   | 2     |
      When <frames> turn uc
      Then it succeeds
      And every copy equals C
      And at C1+0x1000 there is:
        | at        | size | flags |
        | C1+0x1000 | 4k   | rw uc |

      Examples:
        | case      | frames                |
        | ascending | frames 0x1, 0xaf00000 |
        | reversed  | frames 0xaf00000, 0x1 |
        | one       | frame 0x1             |

    @mktme.pages-null @MKTME-94 @only-reply
    Example: In the mail the hook reads the address that was not passed
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      When frame 0x2 turns uc
      Then the call ends in the bug null-read
      And no event follows
      And at C1+0x2000 there is:
        | at        | size | flags |
        | C1+0x2000 | 4k   | rw    |

    @mktme.pages-last @MKTME-97 @MKTME-37 @since-v2
    Example: As reposted, only the surroundings of the last page are synced
      Given C maps:
        | at             | size | count |
        | C              | 4k   | 4     |
        | C+0xaf00000000 | 4k   | 2     |
      When frames 0x1, 0xaf00000 turn ro
      Then at C1+0x1000 there is:
        | at        | size | flags |
        | C1+0x1000 | 4k   | rw    |
      And at C1+0xaf00000000 there is:
        | at              | size | flags |
        | C1+0xaf00000000 | 4k   | ro    |

  Rule: The range begins at the first page

    @mktme.first-page @MKTME-47 @only-spec
    Scenario Outline: <case>: <pages> pages from <at>
      Given 1 GiB pages are not used
      And C maps:
        | at         | size   | count   |
        | C+0x200000 | <size> | <count> |
      When <pages> pages at <at> turn ro
      Then it succeeds
      And every copy equals C

      Examples:
        | case         | at         | pages | size | count |
        | over-border  | C+0x3fe000 | 4     | 4k   | 1024  |
        | two-leaves   | C+0x200000 | 1024  | 2m   | 2     |
        | two-tables   | C+0x200000 | 1024  | 4k   | 1024  |
        | split-both   | C+0x3ff000 | 2     | 2m   | 2     |

    @mktme.first-page-mail @MKTME-47 @since-spec @until-v2
    Example: A run of small pages over a border is synced from its first page
      Given 1 GiB pages are not used
      And C maps:
        | at         | size | count |
        | C+0x200000 | 4k   | 1024  |
      When 4 pages at C+0x3fe000 turn ro
      Then every copy equals C

    @mktme.last-chunk @MKTME-96 @since-v2
    Example: As reposted, the range begins at the last chunk: the first leaf is missed
      Given 1 GiB pages are not used
      And C maps:
        | at         | size | count |
        | C+0x200000 | 2m   | 2     |
      When 1024 pages at C+0x200000 turn ro
      Then copy 1 maps:
        | at          | size | flags |
        | C1+0x200000 | 2m   | rw    |
        | C1+0x400000 | 2m   | ro    |

  Rule: A request through an alias reaches the copies of its frames

    @mktme.alias @MKTME-48 @only-spec
    Scenario Outline: <case>: two vmalloc pages
      Given C maps:
        | at           | size | count |
        | C            | 4k   | 4     |
        | C+0xc0000000 | 4k   | 2     |
      And another kernel area maps:
        | at       | size | frame    |
        | V        | 4k   | <first>  |
        | V+0x1000 | 4k   | <second> |
      When 2 pages at V turn ro
      Then it succeeds
      And every copy equals C
      And at <there> there is:
        | at      | size | flags |
        | <there> | 4k   | ro    |

      Examples:
        | case      | first | second  | there         |
        | scattered | 0x1   | 0xc0000 | C1+0x1000     |
        | backwards | 0x3   | 0x2     | C2+0x3000     |

    @mktme.alias-one-page @MKTME-10 @since-v2 @only-spec
    Example: A page inside a large leaf of C, by its vmalloc address
      Given C maps:
        | at         | size | count |
        | C+0x200000 | 2m   | 2     |
      And another kernel area maps:
        | at | size | frame |
        | V  | 4k   | 0x205 |
      When 1 page at V turns ro
      Then every copy equals C
      And at C1+0x205000 there is:
        | at          | size | flags |
        | C1+0x205000 | 4k   | ro    |

    @mktme.alias-mail @MKTME-93 @only-reply
    Example: In the mail the vmalloc area itself is carried over, and the copies miss the change
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      And another kernel area maps:
        | at | size | frame |
        | V  | 4k   | 0x1   |
      When 1 page at V turns ro
      Then at C1+0x1000 there is:
        | at        | size | flags |
        | C1+0x1000 | 4k   | rw    |
      And outside of C and its copies lies:
        | at              | size | frame | flags | keyid |
        | V               | 4k   | 0x1   | ro    | 0     |
        | V+0x10000000000 | 4k   | 0x1   | ro    | 1     |
        | V+0x20000000000 | 4k   | 0x1   | ro    | 2     |
