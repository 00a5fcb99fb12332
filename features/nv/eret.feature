@nv @since-upstream
Feature: ERET from vEL2, inside the loop and outside
  ERET of the guest hypervisor traps, for it is how the context changes. As long as it stays in host context KVM
  does it inside the enter/fixup loop; else it leaves the loop for it.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-72
  Rule: On Linux 6.17 and 7.2 an ERET that stays in host context is handled inside the loop, so that no exit is counted and the guest goes on
    A guest hypervisor returns to its user space all the time: to save and load registers for it would be slow.
    Source: recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson; a way to be faster, which
    https://lore.kernel.org/r/20200211174938.27809-94-maz@kernel.org (v2 93/94) brought

    @nv.eret-fast
    Scenario Outline: <case>: ERET to <mode> with <hcr> needs no exit to the run loop
      Given the guest is entered at EL2h with <hcr>
      When the guest returns to <mode> at 0x4000_0200
      Then the vCPU is in the guest at 0x4000_0200
      And PSTATE.M reads <mode>
      And the vCPU is in host context

      Examples:
        | case      | mode | hcr      |
        | host-user | EL0t | E2H\|TGE |
        | vel2h     | EL2h | E2H      |
        | vel2t     | EL2t | E2H      |
        | vel2h-tge | EL2h | E2H\|TGE |
        | vel2t-tge | EL2t | E2H\|TGE |

    @nv.eret-fast-inside @needs-insight @NV-13
    Example: ERET that is handled inside the loop neither saves nor loads registers
      Given the guest is entered at EL2h with E2H|TGE
      When the guest returns to EL0t at 0x4000_0200
      Then these events follow:
        | what    | with         |
        | sync    | EL2h         |
        | esr     | 0x6a00_0000  |
        | handler | host context |
        | eret    | fast         |
      And the CPU holds the registers of vEL2
      And PSTATE.M reads EL0t
      And the vCPU is in the guest at 0x4000_0200
      And KVM's copy of ESR_EL2 reads 0x6a00_0000
      And nothing else changes

    @nv.eret-fast-after-clear @NV-13
    Scenario Outline: <case>: after the untrapped clear ERET to <mode> stays in the loop
      The handler decides by the context that it sees, which has to be that of the synchronised PSTATE.

      Given the guest is entered at EL0t with E2H|TGE
      And the guest takes an exception to vEL2
      And the guest clears TGE
      When the guest returns to <mode> at 0x4000_0200
      Then the vCPU is in the guest at 0x4000_0200
      And PSTATE.M reads <mode>
      And the vCPU is in host context

      Examples:
        | case  | mode |
        | vel2h | EL2h |
        | vel2t | EL2t |

  @NV-37
  Rule: ERET MUST leave the enter/fixup loop where it leaves host context
    There the registers of another level are needed.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/vhe/switch.c,
    kvm_hyp_handle_eret(); recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.eret-slow
    Scenario Outline: <case>: ERET to <mode> with HCR_EL2 <hcr> leaves the loop
      Given the guest is entered at EL2h with <hcr>
      When the guest writes <mode> to SPSR_EL2
      And the guest writes 0x4000_0200 to ELR_EL2
      And the guest executes ERET
      Then PSTATE.M reads <mode>
      And the vCPU is in KVM at 0x4000_0200

      Examples: out of host context
        | case       | mode | hcr |
        | guest-user | EL0t | E2H |
        | vel1       | EL1h | E2H |

    @nv.eret-slow-inside @needs-insight
    Scenario Outline: <case>: ERET to <mode> with E2H leaves SPSR_EL2 and ELR_EL2 of the hardware for the next entry
      What kvm_emulate_nested_eret() writes is PSTATE and PC of the vCPU.

      Given the guest is entered at EL2h with E2H
      When the guest returns to <mode> at 0x4000_0200
      Then these events follow:
        | what    | with         |
        | sync    | EL2h         |
        | esr     | 0x6a00_0000  |
        | handler | host context |
        | eret    | slow         |
        | put     | vEL2         |
        | load    | vEL1         |
      And hardware SPSR_EL2 reads EL1h
      And PC reads 0x4000_0200

      Examples:
        | case        | mode |
        | inside-user | EL0t |
        | inside-vel1 | EL1h |

    @nv.eret-slow-after-clear
    Scenario Outline: <case>: after the untrapped clear ERET to <mode> leaves the loop
      Given the guest is entered at EL0t with E2H|TGE
      And the guest takes an exception to vEL2
      And the guest clears TGE
      When the guest returns to <mode> at 0x4000_0200
      Then PSTATE.M reads <mode>
      And the vCPU is in guest context
      And the vCPU is in KVM at 0x4000_0200

      Examples:
        | case  | mode |
        | vel1h | EL1h |
        | user  | EL0t |

    @nv.fast-stays-in-host @invariant-11
    Example: No ERET that is handled inside the loop leaves host context
      Then whatever ERET returns to, the fast path starts and ends in host context

  @NV-129
  Rule: ERET that stays in host context with HCR_EL2.NV or HFGITR_EL2.ERET set leaves the enter/fixup loop, as on Linux 6.17 and 7.2, or does not, as on 7.3
    Both bits trap an ERET at EL1, and the guest hypervisor believes itself at EL2. Where it is emulated is a choice of
    the subject.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/vhe/switch.c,
    kvm_hyp_handle_eret(), of 6.17; observed on Linux 6.17, 7.2 and 7.3, in none of recordings/nv/*.ndjson. Arm
    ARM (DDI 0487), HCR_EL2.NV and HFGITR_EL2.ERET, has traps of EL1 alone

    @nv.eret-trapped
    Scenario Outline: <case>: <insn> to <mode> with HCR_EL2 <hcr> is <done>
      Given the guest is entered at EL2h with <hcr>
      When the guest writes <mode> to SPSR_EL2
      And the guest writes 0x4000_0200 to ELR_EL2
      And the guest executes <insn>
      Then PSTATE.M reads <mode>
      And the vCPU is in <where> at 0x4000_0200

      @choice-trapped_eret=leaves
      Examples: HCR_EL2.NV, outside
        | case        | mode | hcr          | insn | done             | where |
        | nv-set      | EL2h | NV\|E2H      | ERET | done outside     | KVM   |
        | nv-set-user | EL0t | NV\|E2H\|TGE | ERET | done outside     | KVM   |
        | nv-set-el2t | EL2t | NV\|E2H      | ERET | done outside     | KVM   |

      @choice-trapped_eret=stays
      Examples: HCR_EL2.NV, inside
        | case           | mode | hcr          | insn | done            | where     |
        | nv-inside      | EL2h | NV\|E2H      | ERET | done inside     | the guest |
        | nv-inside-user | EL0t | NV\|E2H\|TGE | ERET | done inside     | the guest |
        | nv-inside-el2t | EL2t | NV\|E2H      | ERET | done inside     | the guest |

      @needs-fgt @choice-trapped_eret=leaves
      Examples: HFGITR_EL2, outside
        | case         | mode | hcr      | insn                           | done         | where |
        | fine-grained | EL2h | E2H      | ERET trapped by its hypervisor | done outside | KVM   |
        | fine-user    | EL0t | E2H\|TGE | ERET trapped by its hypervisor | done outside | KVM   |

      @needs-fgt @choice-trapped_eret=stays
      Examples: HFGITR_EL2, inside
        | case             | mode | hcr      | insn                           | done        | where     |
        | fine-inside      | EL2h | E2H      | ERET trapped by its hypervisor | done inside | the guest |
        | fine-inside-user | EL0t | E2H\|TGE | ERET trapped by its hypervisor | done inside | the guest |

  @NV-130 @needs-e2h0
  Rule: In the source of Linux 6.17 and 7.2 an ERET to EL0t with TGE set and without E2H leaves the enter/fixup loop
    The user space of a hypervisor without E2H has not its registers: KVM makes the change as if it were to a guest.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/vhe/switch.c,
    kvm_hyp_handle_eret(), which asks for E2H beside TGE; in none of recordings/nv/*.ndjson

    @nv.eret-to-user-without-e2h
    Example: ERET to EL0t with TGE set and without E2H leaves the loop
      Given a vCPU with HAS_EL2 and HAS_EL2_E2H0
      And the guest is entered at EL2h with TGE
      When the guest returns to EL0t at 0x4000_0200
      Then PSTATE.M reads EL0t
      And the vCPU is in KVM at 0x4000_0200
