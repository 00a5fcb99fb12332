@nv @since-upstream
Feature: A guest goes on as if nothing had been
  An exit is invisible to the guest. After the untrapped clear of TGE, the very case that used to go wrong, the
  guest hypervisor reads its own registers and finds what it left.

  Background:
    Given a VHE host
    And a vCPU with HAS_EL2

  Rule: A guest that goes on finds everything as it left it

    @nv.resumes @NV-67
    Scenario Outline: <case>: after three re-entries the guest reads <reg>
      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest executes SVC 0x1
      And the guest clears TGE
      And a host interrupt arrives
      And KVM enters the guest
      And a host interrupt arrives
      And a signal ends KVM_RUN
      And userspace calls KVM_RUN
      And KVM enters the guest
      And a host interrupt arrives
      And KVM enters the guest
      And the guest reads <reg>
      Then it returns <value>

      Examples:
        | case      | reg       | value         |
        | hcr       | HCR_EL2   | 0x4_8000_0000 |
        | currentel | CurrentEL | 0x8           |
        | spsel     | SPSel     | 0x1           |
        | spsr      | SPSR_EL2  | 0x3c0         |
        | esr       | ESR_EL2   | 0x5600_0001   |
        | elr       | ELR_EL2   | 0x4000_0064   |

    @nv.resumes-to-user @NV-67
    Example: It sets TGE and returns to host EL0
      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest executes SVC 0x1
      And the guest clears TGE
      And the guest exits by IRQ
      And KVM enters the guest
      And the guest reads CurrentEL
      And the guest sets TGE
      And the guest returns to EL0t at 0x4000_0300
      And a host interrupt arrives
      Then PSTATE.M reads EL0t
      And the vCPU is in host context
      And HCR_EL2 reads E2H set and TGE set

  @NV-70
  Rule: What the guest sets of its own PSTATE is reported exactly

    @nv.own-bits @choice-allint_on_entry=set @NV-73
    Scenario Outline: <case>: NZCV <nzcv>, DAIF <daif> give PSTATE <pstate>
      ALLINT is set by the exception that led to vEL2, on a CPU that has it.

      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest takes an exception to vEL2
      And the guest clears TGE
      And the guest writes <nzcv> to NZCV
      And the guest writes <daif> to DAIF
      And the guest writes <pan> to PAN
      And the guest writes <uao> to UAO
      And the guest writes <dit> to DIT
      And the guest writes <ssbs> to SSBS
      And a host interrupt arrives
      Then PSTATE reads <pstate>

      Examples:
        | case | nzcv        | daif  | pan       | uao       | dit        | ssbs   | pstate      |
        | ones | 0xf000_0000 | 0x0   | 0x0       | 0x80_0000 | 0x100_0000 | 0x1000 | 0xf180_3009 |
        | mix  | 0xa000_0000 | 0x340 | 0x40_0000 | 0x0       | 0x0        | 0x0    | 0xa040_2349 |
