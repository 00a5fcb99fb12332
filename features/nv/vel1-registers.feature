@nv
Feature: The registers of vEL1, as vEL2 has them
  A guest hypervisor sets up its guest by writing vEL1's registers, which lie in memory meanwhile. With E2H it calls them
  by names that end in EL12; a scenario calls them what they are.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-96 @since-upstream
  Rule: What vEL2 writes to a register of vEL1 MUST be read back by vEL2 and be what vEL1 has
    vEL1's registers lie in memory while vEL2 runs: a hypervisor that switches guests does nothing else all day.
    Source: https://lore.kernel.org/r/20200211174938.27809-29-maz@kernel.org (v2 28/94, registers named EL12); Arm
    ARM (DDI 0487), FEAT_NV2 (such accesses go to memory); recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.vel1-registers-read-back
    Scenario Outline: <case>: vEL2 reads back what it has written to <reg>
      Given the guest is entered at EL2h with E2H
      And the guest writes 0x4000_2000 to <reg>
      When the guest reads <reg>
      Then it returns 0x4000_2000
      And the vCPU is in the guest at 0x4000_0068
      And nothing else changes

      Examples:
        | case    | reg      |
        | spsr    | SPSR_EL1 |
        | elr     | ELR_EL1  |
        | esr     | ESR_EL1  |
        | vectors | VBAR_EL1 |

    @nv.vel1-registers-of-vel1
    Scenario Outline: <case>: vEL1 finds what vEL2 has written to <reg>
      Given the guest is entered at EL2h with E2H
      And the guest writes 0x4000_2000 to <reg>
      And the guest returns to EL1h at 0x4000_0200
      And KVM enters the guest
      When the guest reads <reg>
      Then it returns 0x4000_2000
      And the vCPU is in the guest at 0x4000_0204
      And nothing else changes

      Examples:
        | case            | reg      |
        | spsr-found      | SPSR_EL1 |
        | elr-found       | ELR_EL1  |
        | esr-found       | ESR_EL1  |
        | vectors-found   | VBAR_EL1 |

    @nv.vel1-vectors-taken
    Example: An exception of vEL1 goes to the vectors that vEL2 has given it
      Given the guest is entered at EL2h with E2H
      And the guest writes 0x4000_2000 to VBAR_EL1
      And the guest returns to EL1h at 0x4000_0200
      And KVM enters the guest
      When the guest executes SVC 0x3
      Then the exception goes to vEL1 at vector 0x200 with ESR 0x5600_0003
      And the vCPU is in the guest at 0x4000_2200

    @nv.vel1-registers-apart
    Scenario Outline: The neighbour: <case>: what vEL2 writes to <written> is not in <other>
      Given the guest is entered at EL2h with E2H
      And the guest writes 0x4000_2000 to <written>
      When the guest reads <other>
      Then it returns <value>
      And the vCPU is in the guest at 0x4000_0068
      And nothing else changes

      Examples:
        | case         | written  | other    | value       |
        | own-vectors  | VBAR_EL1 | VBAR_EL2 | 0x4000_0800 |
        | own-return   | ELR_EL1  | ELR_EL2  | 0x0         |
