@nv @since-upstream
Feature: What vEL2 executes and KVM carries out
  HVC comes to KVM, which delivers it back to vEL2. SMC, TLBI and some registers trap, are emulated and skipped. After
  the untrapped clear of TGE each of them is a handler that asks for the context.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-63
  Rule: HVC at vEL2 MUST be delivered to vEL2 at vector 0x200, with EC 0x16 and its immediate in ESR_EL2, ELR_EL2 after it, and M = EL2h in SPSR_EL2
    A handler that took vEL2 for its guest would answer the call itself, or deliver it to the wrong level.
    Source: Arm ARM (DDI 0487), HVC; https://lore.kernel.org/r/20200211174938.27809-11-maz@kernel.org (v2 10/94);
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.hvc @NV-21
    Scenario Outline: <case>: HVC at vEL2 with TGE <fate> is delivered to vEL2
      Given the guest is entered at EL0t with E2H|TGE
      And the guest takes an exception to vEL2
      And the guest <verb> TGE
      When the guest executes HVC <imm>
      Then the exception goes to vEL2 at vector 0x200 with ESR <esr>
      And PSTATE.M reads EL2h
      And ELR_EL2 reads 0x4000_0c08
      And ESR_EL2 reads <esr>
      And the vCPU is in KVM at 0x4000_0a00

      Examples:
        | case    | fate    | verb   | imm  | esr         |
        | cleared | cleared | clears | 0x22 | 0x5a00_0022 |
        | kept    | kept    | sets   | 0x23 | 0x5a00_0023 |

    @nv.hvc-handler
    Scenario Outline: <case>: the handler of an HVC at vEL2 with TGE <fate> runs at EL2
      Given the guest is entered at EL0t with E2H|TGE
      And the guest takes an exception to vEL2
      And the guest <verb> TGE
      And the guest executes HVC 0x22
      And KVM enters the guest
      When the guest reads CurrentEL
      Then it returns 0x8
      And the vCPU is in the guest at 0x4000_0a04
      And nothing else changes

      Examples:
        | case    | fate    | verb   |
        | cleared | cleared | clears |
        | kept    | kept    | sets   |

    @nv.hvc-mode
    Example: HVC at vEL2 keeps the mode as the guest knows it in SPSR_EL2
      Given the guest is entered at EL2h with E2H
      When the guest executes HVC 0x22
      Then SPSR_EL2 reads EL2h
      And the vCPU is in host context

  @NV-82
  Rule: On Linux 6.17 and 7.2, on one emulated CPU with BTI, HVC right after an indirect branch has BTYPE in SPSR_EL2
    The CPU sets BTYPE by the branch, and the call that follows has not used it up.
    Source: recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.btype-seen-by-hvc @NV-63
    Example: HVC right after an indirect branch has BTYPE in SPSR_EL2
      Given the guest is entered at EL2h with E2H|TGE
      When the guest runs on to 0x4000_0180 by BR
      And the guest executes HVC 0x23
      Then SPSR_EL2 reads EL2h|BTYPE|DAIF
      And PSTATE.M reads EL2h

  @NV-65
  Rule: SMC, TLBI, MRS VBAR_EL12 (which reads the value of vEL1), MRS ACTLR_EL1 and WFE at vEL2 MUST complete, so that the guest goes on in EL2h
    Each is answered for vEL2 or for its guest, by the context: a wrong one gives the wrong answer, or none.
    Source: https://lore.kernel.org/r/20200211174938.27809-23-maz@kernel.org (v2 22/94, SMC),
    https://lore.kernel.org/r/20200211174938.27809-29-maz@kernel.org (v2 28/94, registers named EL12) and
    https://lore.kernel.org/r/20200211174938.27809-46-maz@kernel.org (v2 45/94, TLBI); Arm ARM (DDI 0487), MRS and
    WFE; recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.emulated
    Scenario Outline: <case>: <insn> at vEL2 after the untrapped clear completes
      Given the guest is entered at EL0t with E2H|TGE
      And the guest takes an exception to vEL2
      And the guest clears TGE
      When the guest executes <insn>, fixed up
      Then it succeeds
      And the vCPU is in the guest at 0x4000_0c08
      And PSTATE.M reads EL2h
      And the vCPU is in host context

      Examples:
        | case     | insn          |
        | tlbi-el1 | TLBI VMALLE1  |
        | tlbi-el2 | TLBI ALLE2    |
        | actlr    | MRS ACTLR_EL1 |
        | wait     | WFE           |

    @nv.emulated-outside
    Example: MRS VBAR_EL12 at vEL2 returns the vectors of vEL1, also where KVM leaves the loop for it
      Given the guest is entered at EL2h with E2H
      When the guest executes MRS VBAR_EL12
      Then it returns 0x4000_1000
      And the vCPU is in KVM at 0x4000_0064
      And PSTATE.M reads EL2h

  @NV-75
  Rule: On Linux 6.17 and 7.2 SMC at vEL2 for SMCCC_VERSION answers 0x10001, which is 1.1
    The version is that of the host: one that knows a newer one answers so.
    Source: recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson; a host may know a newer version

    @nv.smc @NV-65
    Example: SMC at vEL2 returns SMCCC version 1.1, also where KVM leaves the loop for it
      Given the guest is entered at EL2h with E2H
      When the guest executes SMC
      Then it returns 0x1_0001
      And the vCPU is in KVM at 0x4000_0064
      And PSTATE.M reads EL2h
