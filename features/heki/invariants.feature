@heki
Feature: What holds whatever anyone does
  Each of these is tried with many random ranges, words, boots and requests, chosen so that the borders of pages, of
  2^52 frames and of 2^64 bytes come up often. What breaks one is made as short as possible and handed over as a
  scenario.

  @since-seed @until-v2
  Rule: Ranges

    @heki.any-cover @invariant-1 @needs-guest @HEKI-25 @HEKI-26 @HEKI-30
    Example: A range is a tight cover of its bytes
      Given a 6.12 kernel with ORC tables
      Then any range of bytes is covered by the pages that it touches, and no others

    @heki.any-count @invariant-2 @needs-guest @HEKI-25 @HEKI-26 @HEKI-29
    Example: A range that is not empty is not inverted, and counts its pages
      Given a 6.12 kernel with ORC tables
      Then any range that is not empty counts its pages

    @heki.any-table @invariant-3 @needs-guest @HEKI-27 @HEKI-28
    Example: A table keeps its length, its order and its attributes
      Given a 6.12 kernel with ORC tables
      Then any table comes out entry by entry, as each would alone

    @heki.any-cut @invariant-4 @needs-guest @HEKI-25 @HEKI-26
    Example: Two parts cover what the whole covers
      Given a 6.12 kernel with ORC tables
      Then any range cut at a page border is covered by its two parts, without a page twice

  Rule: Boots

    @heki.any-boot @invariant-5 @since-v1 @until-v2 @needs-guest @needs-backend @needs-insight @HEKI-37 @HEKI-38 @HEKI-39 @HEKI-41 @HEKI-42 @HEKI-43 @HEKI-44
    Example: The backend is called in order, and the log is one row of the table
      Given a 6.12 kernel without ORC tables
      Then any boot calls the backend in order, stops at its first failure, and says so

    @heki.any-release @invariant-6 @only-seed @needs-guest @needs-insight @HEKI-45
    Example: Late init releases what early init has allocated, without a backend
      Given a 6.12 kernel with ORC tables
      Then any boot ends with nothing allocated, no ranges and no count

    @heki.any-release-with-backend @invariant-6 @since-v1 @until-v2 @needs-guest @needs-backend @needs-insight @HEKI-45
    Example: Late init releases what early init has allocated, whatever the backend says
      Given a 6.12 kernel with ORC tables
      Then any boot ends with nothing allocated, no ranges and no count

  @since-seed @until-v2
  Rule: Words

    @heki.any-word @invariant-7 @needs-guest @HEKI-02 @HEKI-03 @HEKI-04 @HEKI-05
    Example: Only a valid word changes the flag
      Given a 6.12 kernel with ORC tables
      Then any word changes the flag only where it is valid, and is always consumed

    @heki.any-words @invariant-8 @needs-guest @HEKI-06
    Example: The last valid word wins
      Given a 6.12 kernel with ORC tables
      Then any words leave the flag as the last valid one says, or on

  Rule: Requests

    @heki.any-locks @invariant-9 @only-v1 @needs-hypercalls @needs-locks @needs-insight @HEKI-51 @HEKI-52 @HEKI-53 @HEKI-54 @HEKI-71
    Example: Locks only grow, and each range is judged by what came before it
      Given a host with 8/9
      Then any requests only add write locks, one by one, up to sixteen

    @heki.any-pins @invariant-10 @since-v1 @needs-hypercalls @needs-control-registers @needs-insight @HEKI-60 @HEKI-61 @HEKI-62
    Example: Pins are the sum of the accepted masks
      Given a host with 8/9
      Then any masks add up, and a write is refused where it clears a bit of their sum

    @heki.any-refused-request @invariant-11 @since-v1 @until-v2 @needs-hypercalls @HEKI-50
    Example: A request that is refused as a whole leaves no trace
      Given a host with 8/9
      Then any request that is refused as a whole changes nothing
