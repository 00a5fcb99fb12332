@heki @since-v1 @until-v2 @needs-guest @needs-backend
Feature: Late init looks at its backend once, and trusts it with nothing else
  The pointer is read at the beginning. The pointer to the ranges and their count are read again at the end, so a
  backend that changes them makes late init release the wrong thing; it has no business to.

  Rule: A backend that comes or goes later changes nothing

    @heki.backend-too-late @needs-insight @HEKI-48 @HEKI-47
    Example: Plugged after late init, it is never called
      Given a 6.12 kernel with ORC tables
      And early init runs
      And late init runs
      And a backend is plugged that returns 0 and 0
      When late init runs
      Then Heki logs:
        | level   | line                                                            |
        | warning | heki-guest: Architecture did not initialize static ranges      |
      And Heki calls nothing
      And nothing else changes

    @heki.backend-unplugs-itself @needs-insight @HEKI-48
    Example: Unplugged by its own first function, its second is still called
      Given a 6.12 kernel without ORC tables
      And early init runs
      And a backend is plugged that unplugs itself
      When late init runs
      Then Heki calls:
        | protect_ranges 0x1000-0x1fff 0x2000-0x2b8c |
        | lock_crs                                   |
        | free_pages_exact ranges 0x1000             |
      And the guest kernel has:
        | backend | null |

    @heki.backend-plugs-another @HEKI-48
    Example: Replaced by its own first function, it is asked for the second, not the other
      Given a 6.12 kernel without ORC tables
      And early init runs
      And a backend is plugged that plugs another
      When late init runs
      Then Heki logs:
        | level   | line                                  |
        | warning | heki-guest: Static sections protected |
        | warning | heki-guest: Control registers locked  |

  Rule: What is released is what stands in the structure at the end

    @heki.backend-recounts @needs-insight @HEKI-87
    Example: A count of 171 releases two pages where one was allocated
      Given a 6.12 kernel without ORC tables
      And early init runs
      And a backend is plugged that sets the count to 171
      When late init runs
      Then Heki calls:
        | protect_ranges 0x1000-0x1fff 0x2000-0x2b8c |
        | lock_crs                                   |
        | free_pages_exact ranges 0x2000             |

    @heki.backend-clears-ranges @needs-insight @HEKI-87
    Example: A cleared pointer is released as NULL, and the array is lost
      Given a 6.12 kernel without ORC tables
      And early init runs
      And a backend is plugged that sets the ranges to NULL
      When late init runs
      Then Heki calls:
        | protect_ranges 0x1000-0x1fff 0x2000-0x2b8c |
        | lock_crs                                   |
        | free_pages_exact NULL 0x1000               |
      And the guest kernel has:
        | live | 1 |
        | num  | 0 |
