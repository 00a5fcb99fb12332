@nv
Feature: What is saved, and whose registers the CPU holds
  vcpu_put saves the CPU's EL1 registers to the file of the context that it sees: vEL2's in host context, vEL1's
  otherwise. If it sees the wrong one, the two files mix. The return state is PC alone, for PSTATE is there already.

  @since-seed @NV-23
  Rule: Put and load see the true context

    @nv.preempted-after-exit
    Scenario Outline: <case>: preempted after an exit in <context> context, <file>'s registers go and come back
      Given a vCPU with HAS_EL2
      And the guest is entered at <mode> with E2H set and TGE <tge>
      When the guest executes SVC 0x7
      And a host interrupt arrives
      And the host preempts KVM
      Then <spsr> holds <pstate>
      And <esr> holds 0x5600_0007

      Examples:
        | case  | context | mode | tge   | file | spsr     | pstate | esr     |
        | guest | guest   | EL0t | clear | vEL1 | SPSR_EL1 | 0x3c0  | ESR_EL1 |
        | vel1  | guest   | EL1h | clear | vEL1 | SPSR_EL1 | 0x3c5  | ESR_EL1 |

      @NV-32
      Examples: of vEL2
        | case      | context | mode | tge   | file | spsr     | pstate | esr     |
        | host-user | host    | EL0t | set   | vEL2 | SPSR_EL2 | 0x3c0  | ESR_EL2 |
        | vel2      | host    | EL2h | clear | vEL2 | SPSR_EL2 | 0x3c9  | ESR_EL2 |

    @nv.preempted-inside @needs-insight
    Scenario Outline: <case>: inside KVM, preemption after an exit at <mode> with TGE <tge> is of <file>
      Given a vCPU with HAS_EL2
      And the guest is entered at <mode> with E2H set and TGE <tge>
      When a host interrupt arrives
      And the host preempts KVM
      Then inside KVM this happens, in order:
        | what | with   |
        | put  | <file> |
        | load | <file> |
      And the CPU holds the registers of <file>

      Examples:
        | case         | mode | tge   | file |
        | user-in-host | EL0t | set   | vEL2 |
        | user-of-vel1 | EL0t | clear | vEL1 |

    @nv.preempted-before-entry @needs-insight
    Scenario Outline: <case>: preempted before the entry, the file is that of the context
      Given a vCPU with HAS_EL2
      And the guest is placed at <mode> with E2H set and TGE <tge>
      When userspace calls KVM_RUN
      And the host preempts KVM
      Then the CPU holds the registers of <file>
      And inside KVM this happens, in order:
        | what | with   |
        | put  | <file> |
        | load | <file> |
      And nothing else changes

      Examples:
        | case      | mode | tge   | file |
        | host-user | EL0t | set   | vEL2 |
        | guest     | EL0t | clear | vEL1 |
        | vel2t     | EL2t | clear | vEL2 |

    @nv.out-and-in-again @NV-32
    Example: Out to userspace and in again, after TGE was cleared
      Given a vCPU with HAS_EL2
      And the guest is entered at EL0t with E2H set and TGE set
      When the guest takes an exception to vEL2
      And the guest clears TGE
      And a host interrupt arrives
      And a signal ends KVM_RUN
      And userspace calls KVM_RUN
      And KVM enters the guest
      And the guest reads ELR_EL2
      Then it returns 0x4000_0064

  Rule: The return state is PC, and PSTATE only where no exit has taken it

    @nv.pstate-once @since-seed @NV-24 @NV-25
    Scenario Outline: <case>: on VHE leaving the loop does not touch PSTATE again
      Given a vCPU with HAS_EL2
      And the guest is entered at <mode> with E2H set and TGE set
      When the guest runs on to 0x4000_0abc
      And a host interrupt arrives
      Then PSTATE.M reads <mode>
      And KVM has the vCPU back at 0x4000_0abc
      And nothing else changes

      Examples:
        | case      | mode |
        | vel2h     | EL2h |
        | vel2t     | EL2t |
        | host-user | EL0t |

    @nv.pc-is-elr @since-seed @needs-raw-exit @NV-25
    Example: PC is what ELR_EL2 holds, whatever that is
      Given a vCPU with HAS_EL2
      And the guest is entered at EL2h with E2H set and TGE set
      When the guest exits by IRQ with SPSR_EL2 0x3c5 and ELR_EL2 0xffff_8000_0000_0004
      Then KVM has the vCPU back at 0xffff_8000_0000_0004
      And PSTATE.M reads EL2h

    @nv.nvhe-pc @since-seed @needs-nvhe @NV-25 @NV-24
    Example: Without VHE both are taken, PC and PSTATE
      Given a host without VHE
      And a vCPU with no feature
      And the guest is entered at EL1h
      When the guest writes 0x6000_0000 to NZCV
      And the guest runs on to 0x4000_0abc
      And a host interrupt arrives
      Then PSTATE reads 0x6000_03c5
      And KVM has the vCPU back at 0x4000_0abc

    @nv.nvhe-fixed-up-posted @only-seed @needs-insight @needs-forced-exit @needs-nvhe @NV-24
    Example: As posted, without VHE a fixed-up exit leaves PSTATE for later
      Given a host without VHE
      And a vCPU with no feature
      And the guest is entered at EL1h
      When the guest runs on to 0x4000_0abc
      And the guest exits by a fixed-up TRAP 0x6200_0000
      Then inside KVM this happens, in order:
        | what    | with          |
        | esr     | 0x6200_0000   |
        | handler | guest context |
      And the guest runs at 0x4000_0abc

    @nv.nvhe-fixed-up @since-upstream @needs-insight @needs-forced-exit @needs-nvhe @NV-27
    Example: Merged, without VHE a fixed-up exit takes PSTATE
      Given a host without VHE
      And a vCPU with no feature
      And the guest is entered at EL1h
      When the guest runs on to 0x4000_0abc
      And the guest exits by a fixed-up TRAP 0x6200_0000
      Then inside KVM this happens, in order:
        | what    | with          |
        | sync    | 0x3c5         |
        | esr     | 0x6200_0000   |
        | handler | guest context |
      And the guest runs at 0x4000_0abc

    @nv.nvhe-untranslated @only-seed @needs-nvhe @NV-10 @NV-24
    Scenario Outline: <case>: without VHE <mode> comes back as <read>, host context or not
      Nothing on such a host raises what the entry lowered: a guest hypervisor has no business there.

      Given a host without VHE
      And a vCPU with HAS_EL2
      And the guest is entered at <mode> with E2H set and TGE set
      When a host interrupt arrives
      Then PSTATE.M reads <read>

      Examples:
        | case  | mode | read |
        | vel2h | EL2h | EL1h |
        | vel2t | EL2t | EL1t |
        | user  | EL0t | EL0t |
