@mktme @needs-compare
Feature: A copy held against C, leaf by leaf
  Where a copy is too long to be written down, it is held against C: how many leaves of C have no leaf at their
  place in the copy, how many of the copy have none in C, and how many are there in both and differ.

  Rule: One page out of a large leaf is worth 512 pages in a copy

    @mktme.split-compared @MKTME-55 @only-spec
    Example: Held against C, no page of the copy is missing
      Given C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      And C is split at C+0x205000 down to 4k
      And C turns ro from C+0x205000 to C+0x206000
      And sync runs from C+0x205000 to C+0x206000
      When copy 1 is compared with C
      Then it answers:
        | missing  | 0   |
        | extra    | 0   |
        | mismatch | 0   |
      And nothing else changes

    @mktme.split-compared-as-posted @MKTME-77 @since-reply
    Example: As posted, 511 pages are missing when the copy is held against C
      Given C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      And C is split at C+0x205000 down to 4k
      And C turns ro from C+0x205000 to C+0x206000
      And sync runs from C+0x205000 to C+0x206000
      When copy 1 is compared with C
      Then it answers:
        | missing  | 511 |
        | extra    | 0   |
        | mismatch | 0   |
      And nothing else changes
