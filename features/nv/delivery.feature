@nv
Feature: Exceptions into vEL2
  Some the CPU delivers, for it runs vEL2 at EL1 and EL1 handles its own exceptions; HVC comes to KVM, which
  delivers it back. In each case the handler finds itself at EL2, with the registers of EL2.

  Background:
    Given a VHE host
    And a vCPU with HAS_EL2

  Rule: What the CPU delivers, KVM does not see

    @nv.from-host-user @since-upstream @NV-66
    Scenario Outline: <case>: SVC from host EL0 leaves its return state with vEL2, TGE <fate>
      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest executes SVC 0x1
      And the guest <verb> TGE
      And a host interrupt arrives
      Then SPSR_EL2 holds 0x3c0
      And ELR_EL2 holds 0x4000_0064
      And ESR_EL2 holds 0x5600_0001
      And SPSR_EL1 holds 0x0
      And ELR_EL1 holds 0x0

      Examples:
        | case    | fate    | verb   |
        | cleared | cleared | clears |
        | kept    | kept    | sets   |

    @nv.from-host-user-at-once @since-upstream @NV-66
    Example: SVC from host EL0 puts its return state into vEL2's registers, and vEL1's stay
      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest executes SVC 0x1
      Then SPSR_EL2 holds 0x3c0
      And ELR_EL2 holds 0x4000_0064
      And SPSR_EL1 holds 0x0
      And ELR_EL1 holds 0x0

    @nv.at-vel2 @since-upstream @NV-64
    Scenario Outline: <case>: <insn> at vEL2 after the untrapped clear
      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest takes an exception to vEL2
      And the guest clears TGE
      And the guest executes <insn>
      Then the exception goes to vEL2 at vector 0x200 with ESR <esr>
      And ELR_EL2 holds <elr>
      And the guest runs at 0x4000_0a00
      And PSTATE.M reads EL2h

      Examples:
        | case      | insn     | esr         | elr         |
        | svc       | SVC 0x24 | 0x5600_0024 | 0x4000_0c08 |
        | undefined | UDF      | 0x200_0000  | 0x4000_0c04 |
        | closed-fp | FP       | 0x1fe0_0000 | 0x4000_0c04 |

    @nv.at-vel2-return-state @since-upstream @NV-64
    Scenario Outline: <case>: an SVC at <mode> is kept in vEL2's registers, and in no other
      Given the guest is entered at <mode> with E2H set and TGE clear
      When the guest executes SVC 0x24
      Then SPSR_EL2 holds <spsr>
      And the exception goes to vEL2 at vector <vector> with ESR 0x5600_0024
      And the guest runs at <pc>
      And PSTATE.M reads EL2h
      And ESR_EL2 holds 0x5600_0024
      And ELR_EL2 holds 0x4000_0064
      And nothing else changes

      Examples:
        | case   | mode | spsr  | vector | pc          |
        | kernel | EL2h | 0x3c9 | 0x200  | 0x4000_0a00 |
        | thread | EL2t | 0x3c8 | 0x0    | 0x4000_0800 |

    @nv.at-vel2-without-exit @since-upstream @needs-insight @NV-74
    Scenario Outline: <case>: <insn> at vEL2 needs no exit
      Given the guest is entered at EL2h with E2H set and TGE clear
      When the guest executes <insn>
      Then inside KVM this happens, in order:
        | what      | with           |
        | exception | by CPU to vEL2 |

      Examples:
        | case | insn     |
        | svc  | SVC 0x24 |
        | udf  | UDF      |
        | fp   | FP       |

    @nv.flags-in-the-handler @since-upstream @NV-80
    Scenario Outline: <case>: NZCV that the guest had set read <flags> in the handler
      Given the guest is entered with PSTATE 0xf000_03c9 and HCR_EL2 0x4_8000_0000
      When the guest executes SVC 0x1
      And the guest reads NZCV
      Then it returns <flags>

      @choice-nzcv_on_entry=kept
      Examples: the CPU keeps them
        | case | flags       |
        | kept | 0xf000_0000 |

      @choice-nzcv_on_entry=clear
      Examples: the CPU clears them
        | case    | flags |
        | cleared | 0x0   |

  Rule: HVC is delivered by KVM

    @nv.hvc @since-upstream @NV-63 @NV-21
    Scenario Outline: <case>: HVC at vEL2, TGE <fate>
      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest takes an exception to vEL2
      And the guest <verb> TGE
      And the guest executes HVC <imm>
      Then the exception goes to vEL2 at vector 0x200 with ESR <esr>
      And PSTATE.M reads EL2h
      And ELR_EL2 holds 0x4000_0c08
      And KVM has the vCPU back at 0x4000_0a00
      When KVM enters the guest
      And the guest reads CurrentEL
      Then it returns 0x8

      Examples:
        | case    | fate    | verb   | imm  | esr         |
        | cleared | cleared | clears | 0x22 | 0x5a00_0022 |
        | kept    | kept    | sets   | 0x23 | 0x5a00_0023 |

    @nv.hvc-mode @since-upstream @NV-63
    Example: SPSR_EL2 has the mode as the guest knows it
      Given the guest is entered at EL2h with E2H set and TGE clear
      When the guest executes HVC 0x22
      Then SPSR_EL2 holds 0x3c9
      And the vCPU is in host context

    @nv.hvc-from-vel1 @since-seed @NV-36
    Example: From vEL1 it changes the context
      Given the guest is entered at EL1h with E2H set and TGE clear
      When the guest executes HVC 0x9
      Then this happens, in order:
        | what      | with           |
        | exception | by KVM to vEL2 |
      And PSTATE.M reads EL2h
      And the vCPU is in host context
      And SPSR_EL2 holds 0x3c5
      And KVM has the vCPU back at 0x4000_0c00

    @nv.hvc-from-vel1-framed @since-seed @needs-insight @NV-36
    Example: From vEL1 it is framed by put and load
      Given the guest is entered at EL1h with E2H set and TGE clear
      When the guest executes HVC 0x9
      Then inside KVM this happens, in order:
        | what      | with          |
        | sync      | 0x3c5         |
        | esr       | 0x5a00_0009   |
        | handler   | guest context |
        | put       | vEL1          |
        | exception | by KVM to vEL2 |
        | load      | vEL2          |

  @since-upstream @NV-65
  Rule: What KVM emulates completes, and the guest goes on in EL2h

    @nv.emulated
    Scenario Outline: <case>: <insn> after the untrapped clear
      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest takes an exception to vEL2
      And the guest clears TGE
      And the guest executes <insn>, fixed up
      Then it succeeds
      And the guest runs at 0x4000_0c08
      And PSTATE.M reads EL2h
      And the vCPU is in host context

      Examples:
        | case      | insn           |
        | tlbi-el1  | TLBI VMALLE1   |
        | tlbi-el2  | TLBI ALLE2     |
        | actlr     | MRS ACTLR_EL1  |
        | wait      | WFE            |

    @nv.emulated-outside
    Scenario Outline: <case>: <insn> returns <value>, also where KVM leaves the loop for it
      Given the guest is entered at EL2h with E2H set and TGE clear
      When the guest executes <insn>
      Then it returns <value>
      And KVM has the vCPU back at 0x4000_0064
      And PSTATE.M reads EL2h

      Examples:
        | case | insn          | value       |
        | vbar | MRS VBAR_EL12 | 0x4000_1000 |

      @NV-75
      Examples: the host's version
        | case | insn | value    |
        | smc  | SMC  | 0x1_0001 |
