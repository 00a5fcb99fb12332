@nv
Feature: The context is sampled once, before the entry
  The context is an invariant of a run: what KVM asks before it enters is true until the guest is out again.
  So it is asked once for each run, after everything about the vCPU has been decided and before the CPU leaves.

  Background:
    Given a VHE host
    And a vCPU with HAS_EL2

  @NV-07 @since-seed
  Rule: Sampled before, and for each run

    @nv.sampled-at-entry @needs-insight
    Scenario Outline: <case>: the run takes the context of the vCPU as it enters
      Given the guest is placed at <mode> with E2H set and TGE <tge>
      When userspace calls KVM_RUN
      And KVM enters the guest
      Then the run is in <context> context
      And the vCPU is in the guest

      Examples:
        | case  | mode | tge   | context |
        | host  | EL0t | set   | host    |
        | guest | EL0t | clear | guest   |

    @nv.sampled-for-each-run @NV-01
    Example: The next run asks again
      The guest hypervisor returns to its guest. What was host context is guest context in the next run.

      Given the guest is entered at EL2h with E2H set and TGE clear
      When the guest returns to EL1h at 0x4000_0200
      And KVM enters the guest
      And a host interrupt arrives
      Then PSTATE.M reads EL1h
      And the vCPU is in guest context

    @nv.sampled-after-set-up @NV-09
    Example: What KVM has injected before the entry counts
      KVM stands before the entry into a guest of the guest, and injects its HVC into vEL2. The run that
      follows is one of vEL2.

      Given the guest is entered at EL1h with E2H set and TGE clear
      When the guest executes HVC 0x1
      And KVM enters the guest
      And a host interrupt arrives
      Then PSTATE.M reads EL2h
      And the vCPU is in host context

  @NV-08
  Rule: Re-entries of a run use the context of its beginning

    @nv.re-entries-emulated @NV-14 @since-seed
    Example: Two emulated instructions, TGE cleared between them, and a host interrupt
      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest takes an exception to vEL2
      And the guest executes WFE, fixed up
      And the guest clears TGE
      And the guest executes TLBI ALLE2, fixed up
      And a host interrupt arrives
      Then PSTATE.M reads EL2h
      And the vCPU is in host context

    @nv.re-entries @NV-14 @needs-forced-exit @since-seed
    Example: Three exits that are fixed up and one that is not
      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest takes an exception to vEL2
      And the guest exits by a fixed-up TRAP 0x6200_0000
      And the guest clears TGE
      And the guest exits by a fixed-up TRAP 0x6200_0000
      And the guest exits by a fixed-up SERROR 0xbe00_0000
      And a host interrupt arrives
      Then PSTATE.M reads EL2h
      And the vCPU is in host context

    @nv.re-entry-raw @needs-raw-exit @needs-forced-exit
    Scenario Outline: <case>: even what no guest can do does not change it
      An M of EL0t with TGE clear is no host context, and it cannot follow from one without KVM. If it is
      reported all the same, the next exit of the run is still judged by the run's beginning.

      Given the guest is entered at EL2h with E2H set and TGE set
      When the guest clears TGE
      And the guest exits by a fixed-up TRAP 0x6200_0000 with SPSR_EL2 0x3c0
      And the guest exits by IRQ with SPSR_EL2 0x3c5
      Then PSTATE reads 0x3c9

      @only-seed
      Examples: as posted
        | case      |
        | as-posted |

      @since-upstream @choice-context_check=no
      Examples: merged, without the check
        | case   |
        | merged |

  @NV-10 @since-seed
  Rule: A host without VHE translates nothing

    @nv.nvhe-no-translation @needs-nvhe
    Scenario Outline: <case>: <mode> stays <read>
      Given a host without VHE
      And a vCPU with no feature
      And the guest is entered at <mode>
      When a host interrupt arrives
      Then PSTATE.M reads <read>
      And the vCPU is in guest context

      Examples:
        | case   | mode | read |
        | kernel | EL1h | EL1h |
        | user   | EL0t | EL0t |
