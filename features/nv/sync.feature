@nv @since-seed
Feature: PSTATE is synchronised first, at every exit
  At every exit KVM takes SPSR_EL2 into virtual PSTATE before it does anything else: then ESR_EL2 is stored, then a
  handler runs. Between the exit and that moment nobody may ask where the guest was.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-13
  Rule: On VHE the synchronisation of PSTATE MUST be the first thing after the exit: before ESR_EL2 is stored and before any handler
    A handler that runs earlier sees the mode of the hardware, and takes the hypervisor's trap for its guest's.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94, fixup_guest_exit()); by
    its effect recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.order-trap @needs-insight @needs-forced-exit @NV-21 @NV-22
    Scenario Outline: <case>: <exit> from vEL2 does PSTATE, then ESR_EL2, then its handler
      Given the guest is entered at EL2h with E2H|TGE
      When the guest exits by <exit> <esr>
      Then these events follow:
        | what    | with         |
        | sync    | EL2h         |
        | esr     | <esr>        |
        | handler | host context |
      And KVM's copy of ESR_EL2 reads <esr>
      And the vCPU is <place>
      And nothing else changes

      Examples:
        | case            | exit              | esr         | place        |
        | trap            | TRAP              | 0x6200_0000 | in KVM       |
        | trap-fixed-up   | a fixed-up TRAP   | 0x6200_0000 | in the guest |

      @NV-14
      Examples: of an exit that is no instruction's
        | case            | exit              | esr         | place        |
        | serror          | SERROR            | 0xbe00_0000 | in KVM       |
        | serror-fixed-up | a fixed-up SERROR | 0xbe00_0000 | in the guest |

    @nv.order-guest @needs-insight @needs-forced-exit @NV-15
    Example: TRAP from vEL1 does PSTATE, then ESR_EL2, then its handler
      Given the guest is entered at EL1h with E2H
      When the guest exits by TRAP 0x6200_0000
      Then these events follow:
        | what    | with          |
        | sync    | EL1h          |
        | esr     | 0x6200_0000   |
        | handler | guest context |
      And KVM's copy of ESR_EL2 reads 0x6200_0000
      And the vCPU is in KVM
      And nothing else changes

    @nv.mmio-inside @needs-insight
    Scenario Outline: <case>: a load at vEL2 with TGE <fate> does PSTATE, then ESR_EL2, then its handler
      Given the guest is entered at EL0t with E2H|TGE
      When the guest takes an exception to vEL2
      And the guest <verb> TGE
      And the guest executes LDR from 0x1000_0000
      Then these events follow:
        | what     | with         |
        | sync     | <pstate>     |
        | esr      | 0x9200_0000  |
        | handler  | host context |
        | put      | vEL2         |
        | kvm_exit | MMIO         |
      And PSTATE.M reads EL2h
      And the vCPU is in userspace
      And the CPU holds the registers of nobody
      And the vCPU is in host context
      And KVM's copy of ESR_EL2 reads 0x9200_0000
      And nothing else changes

      @choice-pan_on_vel2_entry=set @choice-allint_on_entry=set
      Examples: PAN and ALLINT set on the way to vEL2
        | case    | fate    | verb   | pstate    |
        | cleared | cleared | clears | EL2h\|PAN\|ALLINT\|DAIF |
        | kept    | kept    | sets   | EL2h\|PAN\|ALLINT\|DAIF |

      @choice-pan_on_vel2_entry=kept @choice-allint_on_entry=clear
      Examples: PAN kept, no ALLINT
        | case  | fate    | verb   | pstate |
        | plain | cleared | clears | EL2h   |

    @nv.order-in-any-run @invariant-7 @needs-insight @needs-forced-exit @NV-14 @NV-21
    Example: Every exit of any run does PSTATE, then ESR_EL2, then its handler
      Then in any run every exit does PSTATE first, then ESR_EL2 unless it is an IRQ, then its handler

  @NV-14
  Rule: PSTATE MUST be synchronised on every exit, be it IRQ, trap or SError, and on those that are fixed up without leaving to the run loop
    An exit that is fixed up is one like any other: its handler asks for the context, too.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94, fixup_guest_exit()); but
    for SError recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.re-entries @needs-forced-exit @NV-08
    Example: PSTATE is right after three exits that are fixed up and one that is not
      Given the guest is entered at EL0t with E2H|TGE
      When the guest takes an exception to vEL2
      And the guest exits by a fixed-up TRAP 0x6200_0000
      And the guest clears TGE
      And the guest exits by a fixed-up TRAP 0x6200_0000
      And the guest exits by a fixed-up SERROR 0xbe00_0000
      And a host interrupt arrives
      Then PSTATE.M reads EL2h
      And the vCPU is in host context
      And the vCPU is in KVM at 0x4000_0c04
      And nothing else changes

    @nv.mode-in-any-run @invariant-6 @NV-22
    Example: M is the guest's own after each exit of any run, also after a change of context
      Then in any run M reads as the guest would find it

  @NV-21
  Rule: ESR_EL2 MUST be stored on every exit but an IRQ
    An interrupt has no syndrome. To store what ESR_EL2 holds then is to hand an old one to a handler.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94, fixup_guest_exit()); Arm
    ARM (DDI 0487), ESR_EL2, for what it holds

    @nv.order-irq @needs-insight @needs-forced-exit @NV-14
    Example: A host interrupt leaves the syndrome of the trap before it
      Given the guest is entered at EL2h with E2H|TGE
      And the guest exits by TRAP 0x6200_0000
      And KVM enters the guest
      When a host interrupt arrives
      Then these events follow:
        | what | with  |
        | sync | EL2h  |
      And KVM's copy of ESR_EL2 reads 0x6200_0000
      And the vCPU is in KVM
      And nothing else changes

    @nv.syndromes @needs-insight
    Scenario Outline: <case>: <insn> at vEL2 stores ESR <esr>
      Given the guest is entered at EL2h with E2H
      When the guest executes <insn>, fixed up
      Then these events follow:
        | what    | with         |
        | sync    | EL2h         |
        | esr     | <esr>        |
        | handler | host context |
      And KVM's copy of ESR_EL2 reads <esr>
      And the vCPU is in the guest at 0x4000_0064
      And nothing else changes

      Examples:
        | case       | insn         | esr         |
        | wait       | WFE          | 0x7e0_0001  |
        | call       | SMC          | 0x5e00_0000 |
        | tlb-of-el1 | TLBI VMALLE1 | 0x6210_23ee |
        | tlb-of-el2 | TLBI ALLE2   | 0x6211_23ee |

      Examples: of a register that is read, its encoding
        | case       | insn          | esr         |
        | el1-vector | MRS VBAR_EL12 | 0x6231_7001 |
        | auxiliary  | MRS ACTLR_EL1 | 0x6232_0401 |

    @nv.syndrome-of-a-return @needs-insight
    Example: ERET at vEL2 stores its own ESR
      Given the guest is entered at EL2h with E2H
      When the guest executes ERET
      Then KVM's copy of ESR_EL2 reads 0x6a00_0000
      And the vCPU is in KVM

  @NV-02 @needs-insight @needs-forced-exit
  Rule: is_hyp_ctxt(), which depends on virtual PSTATE and HCR_EL2, MUST be right wherever KVM asks it after an exit
    Handlers run in KVM after the exit, and decide by this answer whose trap it was.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94);
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.handler-sees-host @NV-13
    Scenario Outline: <case>: a handler after <steps> sees host context
      Given the guest is entered at EL0t with E2H|TGE
      And the guest takes an exception to vEL2
      And the guest <verb> TGE
      When the guest exits by a fixed-up TRAP 0x6200_0000
      Then the handler is in host context

      Examples:
        | case    | steps           | verb   |
        | cleared | TGE was cleared | clears |
        | kept    | TGE was kept    | sets   |
