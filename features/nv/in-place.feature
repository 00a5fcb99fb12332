@nv @since-upstream
Feature: Exceptions into vEL2 that leave the registers where they are
  Where the exception comes from vEL2 or from its user space, no other level's registers are wanted afterwards.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-95 @needs-insight
  Rule: On Linux 6.17 and 7.2 KVM delivers an exception from vEL2 or host EL0 to vEL2 without vcpu_put and vcpu_load
    The registers that the handler needs are in the CPU already, and saving them would only take time.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/emulate-nested.c,
    kvm_inject_nested(), where nothing but PSTATE and PC changes

    @nv.hvc-in-place
    Scenario Outline: <case>: HVC at <mode> is delivered to vEL2 with its registers left in the CPU
      Given the guest is entered at <mode> with <hcr>
      When the guest executes HVC 0x9
      Then these events follow:
        | what      | with           |
        | sync      | <mode>         |
        | esr       | 0x5a00_0009    |
        | handler   | host context   |
        | exception | by KVM to vEL2 |
      And the CPU holds the registers of vEL2

      Examples:
        | case     | mode | hcr      |
        | vel2h    | EL2h | E2H      |
        | vel2t    | EL2t | E2H      |
        | with-tge | EL2h | E2H\|TGE |

    @nv.injected-in-place @needs-inject-irq
    Scenario Outline: <case>: an interrupt injected at <mode> with <hcr> leaves vEL2's registers in the CPU
      Given the guest is entered at <mode> with <hcr>
      And a host interrupt arrives
      When KVM injects an interrupt into vEL2
      Then these events follow:
        | what      | with           |
        | put       | nobody         |
        | exception | by KVM to vEL2 |
      And the CPU holds the registers of vEL2

      Examples:
        | case      | mode | hcr      |
        | imo       | EL2h | E2H\|IMO |
        | host-user | EL0t | E2H\|TGE |

    @nv.injected-not-in-place @neighbour @NV-36 @needs-inject-irq
    Scenario Outline: The neighbour: <case>: an interrupt injected at <mode> with <hcr> puts and loads vEL2's registers
      kvm_inject_nested() asks for EL2, or for EL0 with both E2H and TGE.

      Given a vCPU with <features>
      And the guest is placed at <mode> with <hcr>
      And userspace calls KVM_RUN
      When KVM injects an interrupt into vEL2
      Then these events follow:
        | what      | with           |
        | put       | vEL2           |
        | exception | by KVM to vEL2 |
        | load      | vEL2           |
      And the CPU holds the registers of vEL2

      Examples: no place of a guest, and userspace's to choose
        | case     | mode | hcr      | features |
        | vel1-tge | EL1h | E2H\|TGE | HAS_EL2  |

      @needs-e2h0
      Examples: without E2H
        | case        | mode | hcr | features                 |
        | user-no-e2h | EL0t | TGE | HAS_EL2 and HAS_EL2_E2H0 |

    @nv.hvc-not-in-place @neighbour @NV-36
    Example: The neighbour: HVC at vEL1 puts vEL1's registers and loads vEL2's
      Given the guest is entered at EL1h with E2H
      When the guest executes HVC 0x9
      Then these events follow:
        | what      | with           |
        | sync      | EL1h           |
        | esr       | 0x5a00_0009    |
        | handler   | guest context  |
        | put       | vEL1           |
        | exception | by KVM to vEL2 |
        | load      | vEL2           |
      And the CPU holds the registers of vEL2
