@nv
Feature: What is saved, and whose registers the CPU holds
  vcpu_put saves the CPU's EL1 registers to the file of the context that it sees: vEL2's in host context, vEL1's
  otherwise. If it sees the wrong one, the two files mix. The return state is PC alone, for PSTATE is there already.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-23 @since-seed
  Rule: Where the host preempts, vcpu_put and vcpu_load MUST see the true context, and so save and restore the register file that belongs to it
    vcpu_put runs when the scheduler wants it, with no guest in sight: all that it can ask is is_hyp_ctxt().
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94);
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.preempted-after-exit
    Scenario Outline: <case>: preempted after an exit in <context> context, <file>'s registers go and come back
      Given the guest is entered at <mode> with <hcr>
      And the guest executes SVC 0x7
      And a host interrupt arrives
      When the host preempts KVM
      Then <spsr> reads <pstate>
      And <esr> reads 0x5600_0007

      Examples:
        | case  | context | mode | hcr | file | spsr     | pstate | esr     |
        | guest | guest   | EL0t | E2H | vEL1 | SPSR_EL1 | EL0t   | ESR_EL1 |
        | vel1  | guest   | EL1h | E2H | vEL1 | SPSR_EL1 | EL1h   | ESR_EL1 |

      @NV-32
      Examples: of vEL2
        | case      | context | mode | hcr      | file | spsr     | pstate | esr     |
        | host-user | host    | EL0t | E2H\|TGE | vEL2 | SPSR_EL2 | EL0t   | ESR_EL2 |
        | vel2      | host    | EL2h | E2H      | vEL2 | SPSR_EL2 | EL2h   | ESR_EL2 |

    @nv.preempted-inside @needs-insight
    Scenario Outline: <case>: preempted after an exit at <mode> with <hcr>, KVM puts and loads <file>
      Given the guest is entered at <mode> with <hcr>
      And a host interrupt arrives
      When the host preempts KVM
      Then these events follow:
        | what | with   |
        | put  | <file> |
        | load | <file> |
      And the CPU holds the registers of <file>
      And nothing else changes

      Examples:
        | case         | mode | hcr      | file |
        | user-in-host | EL0t | E2H\|TGE | vEL2 |
        | user-of-vel1 | EL0t | E2H      | vEL1 |

    @nv.preempted-before-entry @needs-insight
    Scenario Outline: <case>: preempted before the entry at <mode> with <hcr>, KVM puts and loads <file>
      Given the guest is placed at <mode> with <hcr>
      And userspace calls KVM_RUN
      When the host preempts KVM
      Then the CPU holds the registers of <file>
      And these events follow:
        | what | with   |
        | put  | <file> |
        | load | <file> |
      And nothing else changes

      Examples:
        | case      | mode | hcr      | file |
        | host-user | EL0t | E2H\|TGE | vEL2 |
        | guest     | EL0t | E2H      | vEL1 |
        | vel2t     | EL2t | E2H      | vEL2 |

    @nv.signal-saves @needs-insight
    Scenario Outline: <case>: from <mode> with <hcr> a signal saves the registers of <file>
      Given the guest is entered at <mode> with <hcr>
      And a host interrupt arrives
      When a signal ends KVM_RUN
      Then these events follow:
        | what     | with   |
        | put      | <file> |
        | kvm_exit | INTR   |
      And the CPU holds the registers of nobody
      And the vCPU is in userspace
      And nothing else changes

      Examples:
        | case      | mode | hcr      | file |
        | vel2      | EL2h | E2H      | vEL2 |
        | user-host | EL0t | E2H\|TGE | vEL2 |
        | vel1      | EL1h | E2H      | vEL1 |

  @NV-24 @since-seed
  Rule: On VHE saving the return state MUST leave PSTATE as the exit synchronised it
    To write PSTATE a second time, untranslated, would undo what the exit has just put right.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94,
    __sysreg_save_el2_return_state()); recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.pstate-once @NV-25
    Scenario Outline: <case>: on VHE leaving the loop from <mode> does not touch PSTATE again
      Given the guest is entered at <mode> with E2H|TGE
      When the guest runs on to 0x4000_0abc
      And a host interrupt arrives
      Then PSTATE.M reads <mode>
      And the vCPU is in KVM at 0x4000_0abc
      And nothing else changes

      Examples:
        | case      | mode |
        | vel2h     | EL2h |
        | vel2t     | EL2t |
        | host-user | EL0t |

  @NV-97 @since-seed
  Rule: Without VHE saving the return state MUST take PSTATE from SPSR_EL2 as it stands
    Nothing has looked at PSTATE before, and nothing lowered it at the entry.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94,
    __sysreg_save_el2_return_state())

    @nv.nvhe-fixed-up-posted @until-upstream @needs-insight @needs-forced-exit @needs-nvhe
    Example: As posted, without VHE a fixed-up exit leaves PSTATE for later
      Given a host without VHE
      And a vCPU with no feature
      And the guest is entered at EL1h
      When the guest runs on to 0x4000_0abc
      And the guest exits by a fixed-up TRAP 0x6200_0000
      Then these events follow:
        | what    | with          |
        | esr     | 0x6200_0000   |
        | handler | guest context |
      And the vCPU is in the guest at 0x4000_0abc
      And KVM's copy of ESR_EL2 reads 0x6200_0000
      And nothing else changes

    @nv.nvhe-pc @needs-nvhe @NV-25
    Example: Without VHE both PC and PSTATE are taken when the run ends
      Given a host without VHE
      And a vCPU with no feature
      And the guest is entered at EL1h
      When the guest writes Z|C to NZCV
      And the guest runs on to 0x4000_0abc
      And a host interrupt arrives
      Then PSTATE reads EL1h|Z|C|DAIF
      And the vCPU is in KVM at 0x4000_0abc

  @NV-25 @since-seed
  Rule: Saving the return state MUST set PC to ELR_EL2, with VHE and without
    PC is not translated: it is the one part of the return state for which the end of the run is early enough.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94,
    __sysreg_save_el2_return_state()); on VHE recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.pc-is-elr @needs-raw-exit
    Example: PC is what ELR_EL2 holds, whatever that is
      Given the guest is entered at EL2h with E2H|TGE
      When the guest exits by IRQ with SPSR_EL2 EL1h and ELR_EL2 0xffff_8000_0000_0004
      Then the vCPU is in KVM at 0xffff_8000_0000_0004
      And PSTATE.M reads EL2h
      And the vCPU is in host context
      And nothing else changes
