@nv
Feature: What holds for every run
  Each of these is tried with many random runs: any legal place to enter, any steps of the guest, any exits, and
  preemption anywhere. A run that breaks one is made as short as possible and handed over as a scenario.

  @since-seed
  Rule: Runs

    @nv.context-never-changes-in-a-run @invariant-1 @NV-01 @NV-02 @NV-07 @NV-28 @NV-30 @NV-31 @NV-17
    Example: No sequence of untrapped guest steps changes the context of an exit
      Given a vCPU with HAS_EL2
      Then in any run without a change of context by KVM every exit is in the context of its entry

    @nv.order-in-any-run @invariant-7 @needs-insight @needs-forced-exit @NV-13 @NV-14 @NV-21
    Example: Every exit keeps the order
      Given a vCPU with HAS_EL2
      Then in any run every exit does PSTATE first, then ESR_EL2 unless it is an IRQ, then its handler

    @nv.files-stay-apart @invariant-8 @NV-23 @NV-32 @NV-36
    Example: Register files never mix
      Given a vCPU with HAS_EL2
      Then wherever the host preempts, the registers of vEL1 and vEL2 stay apart and come back

    @nv.mode-in-any-run @invariant-6 @NV-14 @NV-22
    Example: After each exit M is the guest's own, also after a change of context
      Given a vCPU with HAS_EL2
      Then in any run M reads as the guest would find it

  @needs-raw-exit
  Rule: The translation

    @nv.only-the-mode @invariant-2 @NV-19 @since-seed
    Example: Outside the mode nothing changes
      Given a vCPU with HAS_EL2
      Then for every SPSR_EL2 only the mode is translated, and only in host context

    @nv.idempotent @invariant-3 @NV-15 @NV-19 @since-seed
    Example: In guest context it is the identity, and in host context twice is once
      Given a vCPU with HAS_EL2
      Then for every SPSR_EL2 translating twice is translating once

    @nv.hcr-does-not-matter @invariant-4 @NV-03 @since-seed
    Example: No write of HCR_EL2 reaches it
      Given a vCPU with HAS_EL2
      Then whatever the guest writes to HCR_EL2 meanwhile, PSTATE is translated the same

    @nv.every-exit-by-the-beginning @invariant-6 @needs-forced-exit @NV-08 @NV-14 @NV-20 @only-seed
    Example: As posted, each exit of a run is translated by the context at its beginning
      Given a vCPU with HAS_EL2
      Then in any sequence of exits of a run each is translated by the context at its beginning

    @nv.every-exit-by-the-beginning-merged @invariant-6 @needs-forced-exit @NV-08 @NV-14 @NV-77 @since-upstream @choice-context_check=no
    Example: Merged, each exit of a run is translated by the context at its beginning
      Given a vCPU with HAS_EL2
      Then in any sequence of exits of a run each is translated by the context at its beginning

    @nv.nvhe-identity @invariant-10 @needs-nvhe @NV-10 @NV-24
    Scenario Outline: <case>: without VHE nothing is translated for a vCPU with <features>
      Given a host without VHE
      And a vCPU with <features>
      Then without VHE every exit gives PSTATE as SPSR_EL2 has it

      @since-seed
      Examples: without EL2
        | case | features   |
        | none | no feature |

      @only-seed
      Examples: with EL2
        | case | features |
        | el2  | HAS_EL2  |

  Rule: The entry, userspace and ERET

    @nv.what-enters-comes-back @invariant-5 @NV-33 @NV-34 @since-seed
    Example: What is entered legally comes back, and EL2 is never entered
      Given a vCPU with HAS_EL2
      Then every legal PSTATE comes back as it was entered, and none enters EL2

    @nv.any-set @invariant-9 @NV-40 @NV-41 @since-seed @needs-el1-32bit
    Example: The mode decides, and the rest is kept
      Then whatever PSTATE userspace sets, it is taken if its mode fits the vCPU, and else nothing changes

    @nv.fast-stays-in-host @invariant-11 @NV-37 @since-upstream
    Example: The fast path does not leave host context
      Given a vCPU with HAS_EL2
      Then whatever ERET returns to, the fast path starts and ends in host context
