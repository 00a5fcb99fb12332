@nv
Feature: After the synchronisation the hardware goes on as it was
  SPSR_EL2 is read and never written, so an exit that is fixed up ends where it began. What was merged also holds
  the context after the synchronisation against the one that was sampled, and ends the host where they differ.

  Background:
    Given a VHE host
    And a vCPU with HAS_EL2

  @since-seed @NV-22
  Rule: SPSR_EL2 stays as the hardware wrote it

    @nv.re-entered
    Scenario Outline: <case>: after an emulated instruction the guest goes on with SPSel <spsel>
      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest takes an exception to vEL2
      And the guest writes <spsel> to SPSel
      And the guest executes WFE, fixed up
      And the guest reads SPSel
      Then it returns <spsel>

      Examples:
        | case      | spsel |
        | on-thread | 0x0   |
        | on-kernel | 0x1   |

    @nv.spsr-untouched @needs-insight @needs-forced-exit @NV-14
    Scenario Outline: <case>: a fixed-up exit leaves the hardware at <mode>
      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest takes an exception to vEL2
      And the guest writes <spsel> to SPSel
      And the guest exits by a fixed-up TRAP 0x6200_0000
      Then PSTATE.M reads <read>
      And hardware SPSR_EL2.M is <mode>
      And the vCPU is in the guest

      Examples:
        | case   | spsel | mode | read |
        | thread | 0x0   | EL1t | EL2t |
        | kernel | 0x1   | EL1h | EL2h |

  @since-upstream @NV-12
  Rule: A context that is not the sampled one ends the host

    @nv.check-violated @needs-raw-exit @choice-context_check=yes
    Scenario Outline: <case>: <spsr> with TGE <tge> ends the host
      Given the guest is entered at EL2h with E2H set and TGE <tge>
      When the guest exits by IRQ with SPSR_EL2 <spsr>
      Then it is refused with #BUG

      Examples: not reachable by a guest
        | case          | spsr  | tge   |
        | user-no-tge   | 0x3c0 | clear |
        | reserved-mode | 0x3c6 | clear |

    @nv.check-neighbour @needs-raw-exit
    Example: With TGE set the same EL0t is host context
      Given the guest is entered at EL2h with E2H set and TGE set
      When the guest exits by IRQ with SPSR_EL2 0x3c0
      Then it succeeds
      And PSTATE.M reads EL0t
