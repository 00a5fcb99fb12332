@nv
Feature: ERET from vEL2, and other changes of the context by KVM
  ERET of the guest hypervisor traps, for it is how the context changes. As long as it stays in host context KVM
  does it inside the loop; else it leaves, saves vEL2's registers, changes PSTATE and PC, and loads vEL1's.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-36 @since-seed
  Rule: An emulated ERET or exception that changes the context MUST be framed by vcpu_put before and vcpu_load after the change
    vcpu_put and vcpu_load decide by the context whose registers they move: it may change only between the two.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/emulate-nested.c,
    kvm_emulate_nested_eret() and kvm_inject_nested(); recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.eret-to-guest
    Scenario Outline: <case>: ERET to <mode> with TGE clear leaves host context
      Given the guest is entered at EL2h with E2H
      When the guest returns to <mode> at 0x4000_0200
      Then PSTATE.M reads <mode>
      And the vCPU is in guest context
      And the vCPU is in KVM at 0x4000_0200

      Examples:
        | case        | mode |
        | guest-user  | EL0t |
        | vel1-kernel | EL1h |
        | vel1-thread | EL1t |

    @nv.eret-framed @needs-insight
    Example: ERET to EL1h saves vEL2's registers and loads vEL1's
      Given the guest is entered at EL2h with E2H
      When the guest returns to EL1h at 0x4000_0200
      Then this happens, in order:
        | what    | with         |
        | sync    | 0x3c9        |
        | esr     | 0x6a00_0000  |
        | handler | host context |
        | eret    | slow         |
        | put     | vEL2         |
        | load    | vEL1         |
      And the CPU holds the registers of vEL1
      And PSTATE.M reads EL1h
      And the vCPU is in KVM at 0x4000_0200
      And the vCPU is in guest context
      And KVM's copy of ESR_EL2 reads 0x6a00_0000
      And nothing else changes

    @nv.registers-over-eret
    Example: vEL2 finds its registers as they were when its guest comes back by HVC
      Given the guest is entered at EL2h with E2H
      And the guest returns to EL1h at 0x4000_0200
      And KVM enters the guest
      And the guest writes Abort|F|0x20 to SPSR_EL1
      And the guest executes HVC 0x5
      And KVM enters the guest
      When the guest reads SPSR_EL2
      Then it returns 0x3c5
      And SPSR_EL1 reads Abort|F|0x20
      And ESR_EL2 reads 0x5a00_0005
      And ELR_EL2 reads 0x4000_0208
      And the vCPU is in the guest at 0x4000_0c04
      And nothing else changes

    @nv.hvc-from-vel1
    Example: HVC from vEL1 is delivered by KVM, and enters host context
      Given the guest is entered at EL1h with E2H
      When the guest executes HVC 0x9
      Then this happens, in order:
        | what      | with           |
        | exception | by KVM to vEL2 |
      And PSTATE.M reads EL2h
      And the vCPU is in host context
      And SPSR_EL2 reads EL1h
      And the vCPU is in KVM at 0x4000_0c00

    @nv.hvc-from-vel1-framed @needs-insight
    Example: HVC from vEL1 saves vEL1's registers and loads vEL2's
      Given the guest is entered at EL1h with E2H
      When the guest executes HVC 0x9
      Then this happens, in order:
        | what      | with           |
        | sync      | 0x3c5          |
        | esr       | 0x5a00_0009    |
        | handler   | guest context  |
        | put       | vEL1           |
        | exception | by KVM to vEL2 |
        | load      | vEL2           |
      And PSTATE.M reads EL2h
      And the vCPU is in KVM at 0x4000_0c00
      And the vCPU is in host context
      And the CPU holds the registers of vEL2
      And SPSR_EL2 reads EL1h
      And ELR_EL2 reads 0x4000_0064
      And ESR_EL2 reads 0x5a00_0009
      And KVM's copy of ESR_EL2 reads 0x5a00_0009
      And nothing else changes

  @NV-72 @since-upstream
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
      Then this happens, in order:
        | what    | with         |
        | sync    | 0x3c9        |
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

  @NV-37 @since-upstream
  Rule: ERET MUST leave the enter/fixup loop where it leaves host context, HCR_EL2.NV is set or the guest hypervisor has ERET trapped
    In the first case the registers of another level are needed; in the others the ERET is not for KVM to carry out.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/vhe/switch.c,
    kvm_hyp_handle_eret(); for the first of the three recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.eret-slow
    Scenario Outline: <case>: <insn> to <mode> with HCR_EL2 <hcr> leaves the loop
      Given the guest is entered at EL2h with <hcr>
      When the guest writes <mode> to SPSR_EL2
      And the guest writes 0x4000_0200 to ELR_EL2
      And the guest executes <insn>
      Then PSTATE.M reads <mode>
      And the vCPU is in KVM at 0x4000_0200

      Examples: out of host context
        | case       | mode | hcr | insn |
        | guest-user | EL0t | E2H | ERET |
        | vel1       | EL1h | E2H | ERET |

      Examples: with HCR_EL2.NV set
        | case        | mode | hcr          | insn |
        | nv-set      | EL2h | NV\|E2H      | ERET |
        | nv-set-user | EL0t | NV\|E2H\|TGE | ERET |

      @needs-fgt
      Examples: trapped by the guest hypervisor
        | case         | mode | hcr      | insn                           |
        | fine-grained | EL2h | E2H      | ERET trapped by its hypervisor |
        | fine-user    | EL0t | E2H\|TGE | ERET trapped by its hypervisor |

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
