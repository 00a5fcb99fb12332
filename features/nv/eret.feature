@nv
Feature: ERET from vEL2
  ERET of the guest hypervisor traps, for it is how the context changes. As long as it stays in host context KVM
  does it inside the loop; else it leaves, saves vEL2's registers, changes PSTATE and PC, and loads vEL1's.

  Background:
    Given a VHE host
    And a vCPU with HAS_EL2

  Rule: A change of context is framed by put and load

    @nv.eret-to-guest @since-seed @NV-36
    Scenario Outline: <case>: ERET to <mode> with TGE clear leaves host context
      Given the guest is entered at EL2h with E2H set and TGE clear
      When the guest returns to <mode> at 0x4000_0200
      Then PSTATE.M reads <mode>
      And the vCPU is in guest context
      And KVM has the vCPU back at 0x4000_0200

      Examples:
        | case        | mode |
        | guest-user  | EL0t |
        | vel1-kernel | EL1h |
        | vel1-thread | EL1t |

    @nv.eret-framed @since-seed @needs-insight @NV-36
    Example: ERET to EL1h saves vEL2's registers and loads vEL1's
      Given the guest is entered at EL2h with E2H set and TGE clear
      When the guest returns to EL1h at 0x4000_0200
      Then inside KVM this happens, in order:
        | what    | with         |
        | sync    | 0x3c9        |
        | esr     | 0x6a00_0000  |
        | handler | host context |
        | eret    | slow         |
        | put     | vEL2         |
        | load    | vEL1         |
      And the CPU holds the registers of vEL1

    @nv.registers-over-eret @since-seed @NV-36
    Example: vEL2's registers are there again when its guest comes back
      Given the guest is entered at EL2h with E2H set and TGE clear
      When the guest returns to EL1h at 0x4000_0200
      And KVM enters the guest
      And the guest writes 0x77 to SPSR_EL1
      And the guest executes HVC 0x5
      And KVM enters the guest
      And the guest reads SPSR_EL2
      Then it returns 0x3c5
      And SPSR_EL1 holds 0x77
      And ESR_EL2 holds 0x5a00_0005
      And ELR_EL2 holds 0x4000_0208

  @since-upstream
  Rule: What stays in host context is done inside the loop

    @nv.eret-fast @NV-72
    Scenario Outline: <case>: ERET to <mode> with TGE <tge> needs no exit to the run loop
      Given the guest is entered at EL2h with E2H set and TGE <tge>
      When the guest returns to <mode> at 0x4000_0200
      Then the guest runs at 0x4000_0200
      And PSTATE.M reads <mode>
      And the vCPU is in host context

      Examples:
        | case      | mode | tge   |
        | host-user | EL0t | set   |
        | vel2h     | EL2h | clear |
        | vel2t     | EL2t | clear |
        | vel2h-tge | EL2h | set   |
        | vel2t-tge | EL2t | set   |

    @nv.eret-fast-inside @needs-insight @NV-72 @NV-13
    Example: The handler of a fast ERET neither saves nor loads registers
      Given the guest is entered at EL2h with E2H set and TGE set
      When the guest returns to EL0t at 0x4000_0200
      Then inside KVM this happens, in order:
        | what    | with         |
        | sync    | 0x3c9        |
        | esr     | 0x6a00_0000  |
        | handler | host context |
        | eret    | fast         |
      And the CPU holds the registers of vEL2

    @nv.eret-slow @NV-37
    Scenario Outline: <case>: ERET to <mode> with HCR_EL2 <hcr> leaves the loop
      Given the guest is entered with PSTATE 0x3c9 and HCR_EL2 <hcr>
      When the guest writes <spsr> to SPSR_EL2
      And the guest writes 0x4000_0200 to ELR_EL2
      And the guest executes <insn>
      Then PSTATE.M reads <mode>
      And KVM has the vCPU back at 0x4000_0200

      Examples:
        | case         | mode | spsr  | hcr             | insn |
        | guest-user   | EL0t | 0x3c0 | 0x4_8000_0000   | ERET |
        | vel1         | EL1h | 0x3c5 | 0x4_8000_0000   | ERET |
        | nv-set       | EL2h | 0x3c9 | 0x404_8000_0000 | ERET |
        | nv-set-user  | EL0t | 0x3c0 | 0x404_8800_0000 | ERET |

      @needs-fgt
      Examples: trapped by the guest hypervisor
        | case         | mode | spsr  | hcr           | insn                           |
        | fine-grained | EL2h | 0x3c9 | 0x4_8000_0000 | ERET trapped by its hypervisor |
        | fine-user    | EL0t | 0x3c0 | 0x4_8800_0000 | ERET trapped by its hypervisor |

    @nv.eret-fast-after-clear @NV-72 @NV-13
    Scenario Outline: <case>: after the untrapped clear ERET to <mode> stays in the loop
      The handler decides by the context that it sees, which has to be that of the synchronised PSTATE.

      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest takes an exception to vEL2
      And the guest clears TGE
      And the guest returns to <mode> at 0x4000_0200
      Then the guest runs at 0x4000_0200
      And PSTATE.M reads <mode>

      Examples:
        | case  | mode |
        | vel2h | EL2h |
        | vel2t | EL2t |

    @nv.eret-slow-after-clear @NV-37
    Scenario Outline: <case>: after the untrapped clear ERET to <mode> leaves the loop
      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest takes an exception to vEL2
      And the guest clears TGE
      And the guest returns to <mode> at 0x4000_0200
      Then PSTATE.M reads <mode>
      And KVM has the vCPU back at 0x4000_0200

      Examples:
        | case  | mode |
        | vel1h | EL1h |
        | user  | EL0t |

  @since-upstream @NV-60
  Rule: A legal ERET gives PSTATE as SPSR_EL2 has it, at the target

    @nv.eret-exact
    Scenario Outline: <case>: ERET with SPSR_EL2 <spsr>
      Given the guest is entered at EL2h with E2H set and TGE clear
      When the guest returns with SPSR_EL2 <spsr> to 0x4000_0200
      Then PSTATE reads <spsr>

      Examples:
        | case       | spsr        |
        | guest-user | 0xa000_0000 |
        | vel1       | 0x6000_0345 |
        | vel2       | 0x9000_03c9 |
