@nv @since-seed
Feature: The context of a run is an invariant
  Nothing that the guest does without a trap takes it from host context to guest context or back. So KVM may sample
  the context once, and translate each exit of the run by what it has sampled.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-01
  Rule: A guest that was entered in host context MUST be seen to exit in host context, and one entered in guest context in guest context
    Everything that KVM does with a vCPU hangs on this answer: translation, traps, timers, whose registers are loaded.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94); Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/vhe/switch.c, fixup_guest_exit();
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.neighbour-tge-kept @NV-17
    Example: The neighbour: a guest hypervisor that keeps TGE exits in host context, too
      Given the guest is entered at EL0t with E2H|TGE
      When the guest takes an exception to vEL2
      And a host interrupt arrives
      Then PSTATE.M reads EL2h
      And the vCPU is in host context
      And HCR_EL2 reads E2H|TGE
      And the vCPU is in KVM at 0x4000_0c00
      And nothing else changes

    @nv.sampled-for-each-run @NV-07
    Example: A run of vEL1 that follows a run of vEL2 exits in guest context
      The guest hypervisor returns to its guest. What was host context is guest context in the next run.

      Given the guest is entered at EL2h with E2H
      And the guest returns to EL1h at 0x4000_0200
      And KVM enters the guest
      When a host interrupt arrives
      Then PSTATE.M reads EL1h
      And the vCPU is in guest context
      And the vCPU is in KVM at 0x4000_0200
      And nothing else changes

    @nv.context-never-changes-in-a-run @invariant-1 @NV-02 @NV-07 @NV-28 @NV-30 @NV-31 @NV-17
    Example: No sequence of untrapped guest steps changes the context of an exit
      Then in any run without a change of context by KVM every exit is in the context of its entry

  @NV-03
  Rule: An untrapped write of HCR_EL2 between entry and exit MUST NOT change how PSTATE is translated at this exit
    ARMv8.4-NV turns HCR_EL2 into memory: KVM does not learn of the write before the exit.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94);
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.tge-set-again @NV-01
    Example: A guest hypervisor that clears TGE and sets it again is in host context still
      Given the guest is entered at EL0t with E2H|TGE
      When the guest takes an exception to vEL2
      And the guest clears TGE
      And the guest sets TGE
      And a host interrupt arrives
      Then PSTATE.M reads EL2h
      And the vCPU is in host context
      And HCR_EL2 reads E2H|TGE
      And the vCPU is in KVM at 0x4000_0c08
      And nothing else changes

    @nv.hcr-does-not-matter @needs-raw-exit @invariant-4
    Example: No write of HCR_EL2 reaches the translation
      Then whatever the guest writes to HCR_EL2 meanwhile, PSTATE is translated the same

  @NV-30
  Rule: Entered at vEL2 with E2H set, a guest that clears or sets TGE MUST be seen to exit in host context
    At vEL2 the mode alone makes host context, so that TGE may come and go.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94), for vEL2 what it says of
    every guest (NV-01); recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.entered-at-vel2 @NV-01 @NV-03
    Scenario Outline: <case>: entered at <mode> with <before>, a guest that <verb> TGE is in host context
      Given the guest is entered at <mode> with <before>
      When the guest <verb> TGE
      And a host interrupt arrives
      Then PSTATE.M reads <mode>
      And the vCPU is in host context
      And HCR_EL2 reads <after>
      And the vCPU is in KVM at 0x4000_0064
      And nothing else changes

      Examples:
        | case           | mode | before   | verb   | after    |
        | handler-clears | EL2h | E2H\|TGE | clears | E2H      |
        | handler-sets   | EL2h | E2H      | sets   | E2H\|TGE |
        | thread-clears  | EL2t | E2H\|TGE | clears | E2H      |
        | thread-sets    | EL2t | E2H      | sets   | E2H\|TGE |

  @NV-31
  Rule: A guest entered in guest context, which cannot reach HCR_EL2, MUST be seen to exit in guest context, EL1h as EL1h
    The other half of the invariant: a guest's guest that were raised would run with its hypervisor's registers.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94), for EL1 and EL0 what it
    says of every guest (NV-01); recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.entered-in-guest-context @NV-15
    Scenario Outline: <case>: entered at <mode> with TGE clear, a guest stays a guest
      Given the guest is entered at <mode> with E2H
      When a host interrupt arrives
      Then PSTATE.M reads <mode>
      And the vCPU is in guest context
      And HCR_EL2 reads E2H
      And the vCPU is in KVM at 0x4000_0060
      And nothing else changes

      Examples:
        | case   | mode |
        | kernel | EL1h |
        | thread | EL1t |
        | user   | EL0t |

    @nv.guest-user-to-kernel @NV-15
    Example: An exception from EL0 under vEL1 goes to vEL1, which is guest context
      Given the guest is entered at EL0t with E2H
      When the guest executes SVC
      And a host interrupt arrives
      Then PSTATE.M reads EL1h
      And the vCPU is in guest context
      And SPSR_EL1 reads EL0t
      And SPSR_EL2 reads 0x0
      And the vCPU is in KVM at 0x4000_1400
      And nothing else changes
