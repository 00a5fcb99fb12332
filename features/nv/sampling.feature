@nv
Feature: The context is sampled once, before the entry
  The context is an invariant of a run: what KVM asks before it enters is true until the guest is out again.
  So it is asked once for each run, after everything about the vCPU has been decided and before the CPU leaves.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-07 @since-seed
  Rule: The context MUST be sampled before the guest is entered, never after the exit
    After the exit the answer comes from a PSTATE that is not synchronised yet.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94, kvm_vcpu_run_vhe());
    Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/vhe/switch.c, __compute_hcr();
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.sampled-at-entry @needs-insight
    Scenario Outline: <case>: a run that begins at <mode> with <hcr> samples <context> context
      Given the guest is placed at <mode> with <hcr>
      And userspace calls KVM_RUN
      When KVM enters the guest
      Then the run is in <context> context
      And the vCPU is in the guest
      And nothing else changes

      Examples:
        | case    | mode | hcr                 | context |
        | host    | EL0t | E2H\|TGE            | host    |
        | guest   | EL0t | E2H                 | guest   |
        | neither | EL0t | neither E2H nor TGE | guest   |

  @NV-09
  Rule: The context MUST be sampled after the state of the guest has been set up for the run
    KVM injects exceptions and completes instructions before the entry: a sample taken earlier is of another vCPU.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94, kvm_vcpu_run_vhe(), where
    the sample stands right before the loop)

    @nv.sampled-after-set-up @since-seed
    Example: An HVC of vEL1 that KVM has injected into vEL2 counts in the run that follows
      Given the guest is entered at EL1h with E2H
      And the guest executes HVC 0x1
      And KVM enters the guest
      When a host interrupt arrives
      Then PSTATE.M reads EL2h
      And the vCPU is in host context
      And the vCPU is in KVM at 0x4000_0c00
      And nothing else changes

    @nv.sampled-after-injection @since-upstream @needs-inject-irq
    Example: An interrupt that KVM injects after KVM_RUN began counts in this run
      Given the guest is placed at EL1h with E2H
      And userspace calls KVM_RUN
      And KVM injects an interrupt into vEL2
      And KVM enters the guest
      When a host interrupt arrives
      Then PSTATE.M reads EL2h
      And the vCPU is in host context
      And the vCPU is in KVM at 0x4000_0c80
      And nothing else changes

  @NV-08
  Rule: The context MUST be sampled once a run, outside the enter/fixup loop, so that every re-entry of this run uses the same value
    A fixed-up exit is still inside the run: to sample again there is to look after an exit.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94, kvm_vcpu_run_vhe())

    @nv.re-entries-emulated @since-seed @NV-14
    Example: TGE cleared between two emulated instructions does not change the context of the exit that follows
      Given the guest is entered at EL0t with E2H|TGE
      When the guest takes an exception to vEL2
      And the guest executes WFE, fixed up
      And the guest clears TGE
      And the guest executes TLBI ALLE2, fixed up
      And a host interrupt arrives
      Then PSTATE.M reads EL2h
      And the vCPU is in host context
      And the vCPU is in KVM at 0x4000_0c0c
      And nothing else changes

    @nv.re-entry-raw @needs-raw-exit @needs-forced-exit
    Scenario Outline: <case>: an exit that no guest can cause does not change the context of the next one
      An M of EL0t with TGE clear is no host context, and it cannot follow from one without KVM. If it is
      reported all the same, the next exit of the run is still judged by the run's beginning.

      Given the guest is entered at EL2h with E2H|TGE
      When the guest clears TGE
      And the guest exits by a fixed-up TRAP 0x6200_0000 with SPSR_EL2 EL0t
      And the guest exits by IRQ with SPSR_EL2 EL1h
      Then PSTATE reads EL2h
      And the vCPU is in host context
      And the vCPU is in KVM at 0x4000_0064

      @only-seed
      Examples: as posted
        | case      |
        | as-posted |

      @since-upstream @choice-context_check=no
      Examples: merged, without the check
        | case   |
        | merged |

    @nv.every-exit-by-the-beginning @only-seed @invariant-6 @needs-raw-exit @needs-forced-exit @NV-14 @NV-20
    Example: As posted, each exit of a run is translated by the context at its beginning
      Then in any sequence of exits each is translated by the context at the beginning of the run, with M[3:0] compared

    @nv.every-exit-by-the-beginning-merged @since-upstream @invariant-6 @needs-raw-exit @needs-forced-exit @choice-context_check=no @NV-14 @NV-77
    Example: Merged, each exit of a run is translated by the context at its beginning
      Then in any sequence of exits each is translated by the context at the beginning of the run, with M[4:0] compared

  @NV-12 @since-upstream @needs-raw-exit
  Rule: For a vCPU with EL2 the host MUST end in a BUG where is_hyp_ctxt() after the synchronisation is not the sampled context
    A host that goes on with a wrong context corrupts its guest, or is attacked by it: it had better stop.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/vhe/switch.c,
    fixup_guest_exit() (the BUG_ON after the synchronisation); recordings/nv/control-lateb.ndjson and
    control-notrans.ndjson

    @nv.check-violated @choice-context_check=yes
    Scenario Outline: <case>: M = <mode> with <hcr> after a run in host context ends the host
      Given the guest is entered at EL2h with <hcr>
      When the guest exits by IRQ with SPSR_EL2 <spsr>
      Then it is refused with #BUG
      And these events follow:
        | what  | with |
        | panic |      |

      Examples: not reachable by a guest
        | case          | mode           | spsr      | hcr |
        | user-no-tge   | EL0t           | EL0t      | E2H |
        | reserved-mode | a reserved one | DAIF\|0x6 | E2H |

    @nv.check-neighbour
    Example: The neighbour: M = EL0t with TGE set is host context, and the host lives
      Given the guest is entered at EL2h with E2H|TGE
      When the guest exits by IRQ with SPSR_EL2 EL0t
      Then it succeeds
      And PSTATE.M reads EL0t
      And the vCPU is in host context
      And the vCPU is in KVM at 0x4000_0060
      And nothing else changes
