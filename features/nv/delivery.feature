@nv @since-upstream
Feature: Exceptions into vEL2 that the CPU delivers
  The hardware runs vEL2 at EL1, and EL1 handles its own exceptions: KVM does not see them. The handler finds itself at
  EL2 all the same, with the registers of EL2.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-66
  Rule: An exception from host EL0 to vEL2 MUST leave SPSR_EL2, ELR_EL2 and ESR_EL2 as vEL2's own and SPSR_EL1 and ELR_EL1 untouched, whatever becomes of TGE
    The second of the five steps: what it leaves is what vcpu_put moves later on.
    Source: Arm ARM (DDI 0487), banked registers of EL1 and EL2; recordings/nv/linux-6.17.ndjson and
    linux-7.2.ndjson

    @nv.from-host-user-at-once
    Example: SVC from host EL0 puts its return state into vEL2's registers, and vEL1's stay
      Given the guest is entered at EL0t with E2H|TGE
      When the guest executes SVC 0x1
      Then SPSR_EL2 reads EL0t
      And ELR_EL2 reads 0x4000_0064
      And ESR_EL2 reads 0x5600_0001
      And SPSR_EL1 reads 0x0
      And ELR_EL1 reads 0x0
      And the exception goes to vEL2 at vector 0x400 with ESR 0x5600_0001
      And the vCPU is in the guest at 0x4000_0c00
      And PSTATE.M reads EL2h
      And nothing else changes

    @nv.from-host-user
    Scenario Outline: <case>: SVC from host EL0 leaves its return state with vEL2 when TGE is then <fate>
      Given the guest is entered at EL0t with E2H|TGE
      And the guest executes SVC 0x1
      And the guest <verb> TGE
      When a host interrupt arrives
      Then SPSR_EL2 reads EL0t
      And ELR_EL2 reads 0x4000_0064
      And ESR_EL2 reads 0x5600_0001
      And SPSR_EL1 reads 0x0
      And ELR_EL1 reads 0x0
      And PSTATE.M reads EL2h
      And the vCPU is in host context
      And the vCPU is in KVM at 0x4000_0c04
      And nothing else changes

      Examples:
        | case    | fate    | verb   |
        | cleared | cleared | clears |
        | kept    | kept    | sets   |

    @nv.from-host-user-to-userspace
    Scenario Outline: <case>: after SVC from host EL0 userspace reads <value> in <reg>
      Given the guest is entered at EL0t with E2H|TGE
      And the guest executes SVC 0x1
      And a host interrupt arrives
      When a signal ends KVM_RUN
      And userspace reads <reg>
      Then it returns <value>

      Examples:
        | case      | reg      | value       |
        | spsr-got  | SPSR_EL2 | 0x3c0       |
        | elr-got   | ELR_EL2  | 0x4000_0064 |
        | esr-got   | ESR_EL2  | 0x5600_0001 |
        | spsr1-got | SPSR_EL1 | 0x0         |

  @NV-64
  Rule: SVC, an undefined instruction and closed FP at vEL2 MUST be taken to vEL2, with the mode in SPSR_EL2, and ELR_EL2 after SVC and at the other two
    Where TGE is clear, EL1 has vectors of its own: what vEL2 does wrong must not be told to its guest.
    Source: Arm ARM (DDI 0487), exceptions taken to EL2 from EL2; recordings/nv/linux-6.17.ndjson and
    linux-7.2.ndjson

    @nv.at-vel2
    Scenario Outline: <case>: <insn> at vEL2 after the untrapped clear goes to vEL2
      Given the guest is entered at EL0t with E2H|TGE
      And the guest takes an exception to vEL2
      And the guest clears TGE
      When the guest executes <insn>
      Then the exception goes to vEL2 at vector 0x200 with ESR <esr>
      And ELR_EL2 reads <elr>
      And ESR_EL2 reads <esr>
      And the vCPU is in the guest at 0x4000_0a00
      And PSTATE.M reads EL2h
      And nothing else changes

      Examples:
        | case      | insn     | esr         | elr         |
        | svc       | SVC 0x24 | 0x5600_0024 | 0x4000_0c08 |
        | undefined | UDF      | 0x200_0000  | 0x4000_0c04 |
        | closed-fp | FP       | 0x1fe0_0000 | 0x4000_0c04 |

    @nv.at-vel2-return-state
    Scenario Outline: <case>: SVC at <mode> is kept in vEL2's registers, and in no other
      Given the guest is entered at <mode> with E2H
      When the guest executes SVC 0x24
      Then SPSR_EL2 reads <spsr>
      And the exception goes to vEL2 at vector <vector> with ESR 0x5600_0024
      And the vCPU is in the guest at <pc>
      And PSTATE.M reads EL2h
      And ESR_EL2 reads 0x5600_0024
      And ELR_EL2 reads 0x4000_0064
      And nothing else changes

      Examples:
        | case   | mode | spsr | vector | pc          |
        | kernel | EL2h | EL2h | 0x200  | 0x4000_0a00 |
        | thread | EL2t | EL2t | 0x0    | 0x4000_0800 |

  @NV-74 @needs-insight
  Rule: On Linux 6.17 and 7.2 an exception of vEL2 that goes to vEL2 is delivered by the CPU, so that no exit is counted for it
    A way to be fast, and the reason why KVM cannot follow what vEL2 does.
    Source: recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.at-vel2-without-exit
    Scenario Outline: <case>: <insn> at vEL2 needs no exit
      Given the guest is entered at EL2h with E2H
      When the guest executes <insn>
      Then the exception goes to vEL2 at vector 0x200 with ESR <esr>
      And the vCPU is in the guest
      And nothing else changes

      Examples:
        | case | insn     | esr         |
        | svc  | SVC 0x24 | 0x5600_0024 |
        | udf  | UDF      | 0x200_0000  |
        | fp   | FP       | 0x1fe0_0000 |

  @NV-80
  Rule: NZCV in the handler of an exception are kept, as the Arm ARM and KVM have it, or clear, as on the CPU that QEMU emulates
    Which of the two a CPU does is a choice of the subject; no handler relies on either.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/exception.c,
    enter_exception64(); observed on Linux 7.2 under QEMU 10.0 and 11.1, in none of recordings/nv/*.ndjson

    @nv.flags-in-the-handler
    Scenario Outline: <case>: NZCV that the guest had set read <flags> in the handler
      Given the guest is entered at EL2h|NZCV|DAIF with E2H
      And the guest executes SVC 0x1
      When the guest reads NZCV
      Then it returns <flags>
      And the vCPU is in the guest at 0x4000_0a04
      And nothing else changes

      @choice-nzcv_on_entry=kept
      Examples: the CPU keeps them
        | case | flags       |
        | kept | 0xf000_0000 |

      @choice-nzcv_on_entry=clear
      Examples: the CPU clears them
        | case    | flags |
        | cleared | 0x0   |

  @NV-131 @needs-e2h0
  Rule: In the source of Linux 6.17 and 7.2, without E2H, PAN is set in the handler of an exception that the CPU delivers to vEL2
    Where KVM delivers, SCTLR_EL2.SPAN is asked, which is RES1; where the CPU does, its SCTLR_EL1, which has SPAN clear.
    Source: Arm ARM (DDI 0487), SCTLR_EL1.SPAN; Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/include/asm/kvm_nested.h,
    translate_sctlr_el2_to_sctlr_el1(), which leaves SPAN clear; in none of recordings/nv/*.ndjson

    @nv.pan-by-the-cpu-without-e2h
    Scenario Outline: <case>: without E2H the handler of SVC at <pstate> with <hcr> reads PAN as set
      Given a vCPU with HAS_EL2 and HAS_EL2_E2H0
      And the guest is entered at <pstate> with <hcr>
      And the guest executes SVC 0x1
      When the guest reads PAN
      Then it returns 0x40_0000
      And the vCPU is in the guest at <pc>
      And nothing else changes

      Examples:
        | case      | pstate | hcr                  | pc          |
        | vel2      | EL2h   | neither E2H nor TGE  | 0x4000_0a04 |
        | host-user | EL0t   | TGE                  | 0x4000_0c04 |
