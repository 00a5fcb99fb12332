@nv @since-upstream
Feature: What an illegal exception return does
  PSTATE keeps its mode and gets IL; the target address is taken. There the first instruction faults, at vEL2.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-38
  Rule: An illegal exception return MUST keep the mode and set IL
    The architecture answers a return that must not be with a state in which nothing can be executed.
    Source: Arm ARM (DDI 0487), Illegal exception returns from AArch64 state; Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/emulate-nested.c,
    kvm_check_illegal_exception_return(); recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.illegal-keeps @NV-59
    Scenario Outline: <case>: an illegal ERET at <mode> keeps the mode and sets IL
      Given the guest is entered at <mode> with E2H
      When the guest returns to EL3h at 0x4000_0200
      Then PSTATE reads <mode>|DAIF|IL
      And the vCPU is in host context
      And HCR_EL2 reads E2H

      Examples:
        | case  | mode |
        | vel2h | EL2h |
        | vel2t | EL2t |

  @NV-81
  Rule: NZCV and DAIF after an illegal exception return are those before it, as in the source of Linux 6.17, or those of SPSR_EL2, as on Linux 7.2
    The architecture takes them from SPSR_EL2, and kernels were mended to; which a kernel does is a choice of the subject.
    Source: Arm ARM (DDI 0487), R_VWJHB and SetPSTATEFromPSR(), has those of SPSR_EL2
    (https://lore.kernel.org/r/CAFEAcA9w6JUyjCU7uqiaiwrGG6w0V4G6DxjUC+DcvcKcoBtFKg@mail.gmail.com); Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/emulate-nested.c,
    kvm_check_illegal_exception_return(), which kept those before it until 0e8e955b9bcf "KVM: arm64: nv: Fix
    PSTATE construction on illegal exception return" (June 2026, for 7.2 and stable kernels); observed on Linux
    7.2

    @nv.illegal-flags
    Scenario Outline: <case>: an illegal ERET from PSTATE <before> with SPSR_EL2 <spsr> gives <after>
      Given the guest is entered at <before> with E2H
      When the guest returns to <spsr> at 0x4000_0200
      Then PSTATE reads <after>

      @choice-illegal_return_flags=pstate
      Examples: flags and masks of PSTATE
        | case         | before           | spsr | after                |
        | pstate-flags | EL2h\|N\|C\|DAIF | 0xd  | EL2h\|N\|C\|IL\|DAIF |
        | pstate-masks | 0x9              | EL3h | EL2h\|IL             |

      @choice-illegal_return_flags=spsr
      Examples: flags and masks of SPSR_EL2
        | case       | before           | spsr       | after          |
        | spsr-masks | EL2h\|N\|C\|DAIF | 0xd        | EL2h\|IL       |
        | spsr-flags | EL2h             | EL3h\|NZCV | EL2h\|NZCV\|IL |

  @NV-107
  Rule: PAN after an illegal exception return is clear, as in the source of Linux 6.17, or that of SPSR_EL2, as in that of Linux 7.2
    It goes with the flags: what is taken of SPSR_EL2 has PAN, and what was kept of PSTATE had not.
    Source: Arm ARM (DDI 0487), R_VWJHB and SetPSTATEFromPSR(), has that of SPSR_EL2; Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/emulate-nested.c,
    kvm_check_illegal_exception_return(), before and after 0e8e955b9bcf "KVM: arm64: nv: Fix PSTATE construction
    on illegal exception return"

    @nv.illegal-pan
    Scenario Outline: <case>: PAN of <before> and of SPSR_EL2 <spsr> comes to that of <after>
      Given the guest is entered at <before> with E2H
      When the guest returns to <spsr> at 0x4000_0200
      Then PSTATE reads <after>

      @choice-illegal_return_flags=pstate
      Examples: clear
        | case        | before          | spsr            | after         |
        | of-pstate   | EL2h\|PAN\|DAIF | EL3h            | EL2h\|IL\|DAIF |
        | of-spsr     | EL2h            | EL3h\|PAN\|DAIF | EL2h\|IL\|DAIF |

      @choice-illegal_return_flags=spsr
      Examples: that of SPSR_EL2
        | case        | before          | spsr            | after              |
        | spsr-set    | EL2h            | EL3h\|PAN\|DAIF | EL2h\|PAN\|IL\|DAIF |
        | spsr-clear  | EL2h\|PAN\|DAIF | EL3h            | EL2h\|IL\|DAIF      |

  @NV-59
  Rule: An illegal ERET of vEL2 MUST take EC 0x0e at its target to vEL2, with IL and the mode before it in SPSR_EL2
    The guest hypervisor learns of its own mistake, and nobody else does.
    Source: Arm ARM (DDI 0487), Illegal exception returns from AArch64 state; recordings/nv/linux-6.17.ndjson and
    linux-7.2.ndjson

    @nv.illegal-taken @NV-57
    Scenario Outline: <case>: after an illegal ERET with <hcr> the handler finds the target and the mode before
      Given the guest is entered at EL2h with <hcr>
      And the guest returns to <spsr> at 0x4000_0200
      And KVM enters the guest
      When the guest runs on
      Then the exception goes to vEL2 at vector 0x200 with ESR 0x3a00_0000
      And SPSR_EL2 reads EL2h|IL|DAIF
      And ELR_EL2 reads 0x4000_0200
      And the vCPU is in the guest at 0x4000_0a00
      And HCR_EL2 reads <hcr>
      And nothing else changes

      Examples:
        | case         | spsr | hcr      |
        | el3          | EL3t | E2H      |
        | aarch32-user | User | E2H      |
        | el1-tge      | EL1h | E2H\|TGE |

    @nv.illegal-cleared-in-handler @NV-57 @choice-allint_on_entry=set
    Example: IL is clear again in the handler of an illegal ERET
      Given the guest is entered at EL2h with E2H
      And the guest returns to EL3h at 0x4000_0200
      And KVM enters the guest
      And the guest runs on
      When the guest writes 0x0 to PAN
      And a host interrupt arrives
      Then PSTATE.M reads EL2h
      And PSTATE reads EL2h|ALLINT|DAIF
      And the vCPU is in KVM at 0x4000_0a04
      And nothing else changes

    @nv.illegal-state-cannot-trap
    Example: A host interrupt that comes before IL is taken finds IL set
      Given the guest is entered at EL2h with E2H
      And the guest returns to EL3h at 0x4000_0200
      When KVM enters the guest
      And a host interrupt arrives
      Then PSTATE reads EL2h|IL|DAIF
      And the vCPU is in host context
      And the vCPU is in KVM at 0x4000_0200
      And nothing else changes

    @nv.legal-neighbour @neighbour @NV-60
    Example: The neighbour: ERET to EL2h, one bit away from EL3h, is legal and nothing faults
      Given the guest is entered at EL2h with E2H
      And the guest returns to EL2h at 0x4000_0200
      When the guest runs on
      Then the vCPU is in the guest at 0x4000_0200
      And nothing else changes
