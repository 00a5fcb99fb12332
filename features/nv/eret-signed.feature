@nv @since-upstream @needs-pauth
Feature: ERETAA and ERETAB from vEL2
  The guest hypervisor signs the address that it returns to, and the CPU that it believes in authenticates it. That CPU
  is KVM, for these instructions trap as ERET does. The vCPU has FPACCOMBINE: a wrong code is an exception at once.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-103
  Rule: ERETAA and ERETAB of vEL2 with the right code MUST return as ERET does
    A kernel that is built with pointer authentication returns by no other instruction.
    Source: https://lore.kernel.org/r/20240226100601.2379693-13-maz@kernel.org (ERETA[AB] handled); Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/emulate-nested.c, kvm_emulate_nested_eret(), and
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/pauth.c, kvm_auth_eretax()

    @nv.signed-return
    Scenario Outline: <case>: <insn> to <mode> with <hcr> lands there
      Given the guest is entered at EL2h with <hcr>
      When the guest writes <mode>|N|DAIF to SPSR_EL2
      And the guest writes 0x4000_0200 to ELR_EL2
      And the guest executes <insn>
      Then PSTATE reads <mode>|N|DAIF
      And PC reads 0x4000_0200

      Examples:
        | case          | insn   | mode | hcr      |
        | a-user        | ERETAA | EL0t | E2H      |
        | b-user        | ERETAB | EL0t | E2H      |
        | a-vel1        | ERETAA | EL1h | E2H      |
        | b-vel1-thread | ERETAB | EL1t | E2H      |
        | a-host-user   | ERETAA | EL0t | E2H\|TGE |
        | b-vel2        | ERETAB | EL2t | E2H      |

    @nv.signed-syndromes @NV-21 @needs-insight
    Scenario Outline: <case>: <insn> at vEL2 stores ESR <esr>, which names the key
      Bit 1 says that the return is a signed one, bit 0 by which key.

      Given the guest is entered at EL2h with E2H
      When the guest executes <insn>
      Then KVM's copy of ESR_EL2 reads <esr>
      And the vCPU is in KVM

      Examples:
        | case  | insn   | esr         |
        | key-a | ERETAA | 0x6a00_0002 |
        | key-b | ERETAB | 0x6a00_0003 |

    @nv.signed-return-runs
    Example: A guest that ERETAA has returned to runs on at vEL1
      Given the guest is entered at EL2h with E2H
      And the guest writes EL1h to SPSR_EL2
      And the guest writes 0x4000_0200 to ELR_EL2
      And the guest executes ERETAA
      And KVM enters the guest
      When the guest reads CurrentEL
      Then it returns 0x4
      And the vCPU is in the guest at 0x4000_0204
      And nothing else changes

  @NV-104
  Rule: ERETAA and ERETAB of vEL2 with a wrong code MUST return nowhere, and be taken to vEL2 with EC 0x1c at the instruction
    Whoever can overwrite ELR_EL2 and not sign it must not choose where the hypervisor returns to.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/emulate-nested.c,
    kvm_emulate_nested_eret(), for a vCPU with FPACCOMBINE;
    https://lore.kernel.org/r/20240226100601.2379693-13-maz@kernel.org; IL of ESR_EL2 is clear until a52d6d68ad30
    "KVM: arm64: Set IL for injected FPAC exceptions during ERET emulation" (for 7.2 and stable kernels)

    @nv.forged-return
    Scenario Outline: <case>: <insn> with a wrong code at <at>, to <mode> with <hcr>, is taken to vEL2
      Given the guest is entered at <at> with <hcr>
      When the guest writes <mode> to SPSR_EL2
      And the guest writes 0x4000_0200 to ELR_EL2
      And the guest executes <insn> with a wrong code
      Then these events follow:
        | what      | with           |
        | exception | by KVM to vEL2 |
      And SPSR_EL2 reads <at>
      And ELR_EL2 reads 0x4000_0068
      And PSTATE.M reads EL2h
      And the vCPU is in host context
      And the vCPU is in KVM at <pc>

      Examples:
        | case             | insn   | at   | mode | hcr      | pc          |
        | a-forged-user    | ERETAA | EL2h | EL0t | E2H      | 0x4000_0a00 |
        | b-forged-vel1    | ERETAB | EL2h | EL1h | E2H      | 0x4000_0a00 |
        | a-forged-host    | ERETAA | EL2h | EL0t | E2H\|TGE | 0x4000_0a00 |
        | b-forged-vel2    | ERETAB | EL2h | EL2h | E2H\|TGE | 0x4000_0a00 |
        | a-forged-thread  | ERETAA | EL2t | EL1h | E2H      | 0x4000_0800 |

    @nv.forged-return-of-what-the-cpu-has
    Example: ERETAA with a wrong code at EL2h|DAIF|0x4000, the first instruction, has SPSR_EL2 without bit 14
      Given the guest is placed at EL2h|DAIF|0x4000 with E2H
      And userspace writes EL1h to SPSR_EL2
      And userspace calls KVM_RUN
      And KVM enters the guest
      When the guest executes ERETAA with a wrong code
      Then SPSR_EL2 reads EL2h
      And ELR_EL2 reads 0x4000_0060
      And PSTATE.M reads EL2h
      And the vCPU is in KVM at 0x4000_0a00

    @nv.forged-syndrome
    Scenario Outline: <case>: the handler of <insn> with a wrong code reads <esr> in ESR_EL2
      Whether IL is set in it is a choice of the subject: older kernels drop it.

      Given the guest is entered at EL2h with E2H
      And the guest writes EL1h to SPSR_EL2
      And the guest executes <insn> with a wrong code
      And KVM enters the guest
      When the guest reads ESR_EL2
      Then it returns <esr>
      And the vCPU is in the guest at 0x4000_0a04
      And nothing else changes

      @choice-fpac_il=set
      Examples: IL set
        | case  | insn   | esr         |
        | key-a | ERETAA | 0x7200_0000 |
        | key-b | ERETAB | 0x7200_0001 |

      @choice-fpac_il=clear
      Examples: IL clear
        | case        | insn   | esr         |
        | key-a-no-il | ERETAA | 0x7000_0000 |
        | key-b-no-il | ERETAB | 0x7000_0001 |

    @nv.forged-neighbour @neighbour @NV-103
    Example: The neighbour: ERETAA with the right code is not taken to vEL2
      Given the guest is entered at EL2h with E2H
      When the guest writes EL1h to SPSR_EL2
      And the guest writes 0x4000_0200 to ELR_EL2
      And the guest executes ERETAA
      Then PSTATE reads EL1h
      And the vCPU is in guest context
      And the vCPU is in KVM at 0x4000_0200

  @NV-105
  Rule: An illegal ERETAA or ERETAB MUST set IL in the mode before it, even where its code is wrong
    An illegal state comes before a failed authentication: the address is not gone to by anybody.
    Source: Arm ARM (DDI 0487), priority of an Illegal Execution state exception; Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/emulate-nested.c, kvm_emulate_nested_eret(); where
    PC goes with a wrong code is left open

    @nv.signed-illegal
    Scenario Outline: <case>: <insn> to <mode> with <hcr> is illegal
      Given the guest is entered at EL2h with <hcr>
      When the guest writes <mode> to SPSR_EL2
      And the guest writes 0x4000_0200 to ELR_EL2
      And the guest executes <insn>
      Then PSTATE reads EL2h|IL|DAIF
      And the vCPU is in host context

      Examples:
        | case         | insn                     | mode | hcr      |
        | right-el3    | ERETAA                   | EL3h | E2H      |
        | right-tge    | ERETAB                   | EL1h | E2H\|TGE |
        | wrong-el3    | ERETAA with a wrong code | EL3h | E2H      |
        | wrong-tge    | ERETAB with a wrong code | EL1t | E2H\|TGE |

    @nv.wrong-but-legal @neighbour @NV-104
    Example: The neighbour: ERETAB with a wrong code to EL1h with TGE clear is legal, and sets no IL
      Given the guest is entered at EL2h with E2H
      When the guest writes EL1h to SPSR_EL2
      And the guest executes ERETAB with a wrong code
      Then SPSR_EL2 reads EL2h
      And PSTATE.M reads EL2h
      And the vCPU is in KVM at 0x4000_0a00

  @NV-106
  Rule: ERETAA and ERETAB with the right code that stay in host context are handled inside the loop, as ERET is
    It is the most frequent return of a hypervisor that is built so, and as fast as the plain one.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/vhe/switch.c,
    kvm_hyp_handle_eret(); in none of recordings/nv/*.ndjson

    @nv.signed-fast
    Scenario Outline: <case>: <insn> to <mode> with <hcr> needs no exit to the run loop
      Given the guest is entered at EL2h with <hcr>
      When the guest writes <mode> to SPSR_EL2
      And the guest writes 0x4000_0200 to ELR_EL2
      And the guest executes <insn>
      Then the vCPU is in the guest at 0x4000_0200
      And PSTATE.M reads <mode>
      And the vCPU is in host context

      Examples:
        | case        | insn   | mode | hcr      |
        | a-fast-user | ERETAA | EL0t | E2H\|TGE |
        | b-fast-vel2 | ERETAB | EL2h | E2H      |
