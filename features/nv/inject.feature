@nv @since-upstream @needs-inject-irq
Feature: A virtual interrupt for vEL2
  KVM may inject an interrupt into vEL2 between two runs, which changes the context if the guest's guest was
  running. It holds the interrupt back while vEL2 runs with interrupts routed elsewhere.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-39
  Rule: KVM MUST NOT inject a virtual IRQ into vEL2 while the vCPU is at vEL2 with TGE and IMO clear
    With both clear, interrupts go to EL1: the architecture does not let EL2 be interrupted by one of its guest.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/emulate-nested.c,
    kvm_inject_nested_irq()

    @nv.irq-held-back
    Scenario Outline: <case>: at <pstate> with HCR_EL2 <hcr> no interrupt is injected into vEL2
      Given the guest is entered at <pstate> with <hcr>
      And a host interrupt arrives
      When KVM injects an interrupt into vEL2
      Then it fails with EAGAIN
      And nothing else changes

      Examples:
        | case  | pstate | hcr |
        | vel2h | EL2h   | E2H |
        | vel2t | EL2t   | E2H |

    @nv.irq-injected
    Scenario Outline: The neighbour: <case>: at <pstate> with HCR_EL2 <hcr> an interrupt is injected into vEL2
      Given the guest is placed at <pstate> with <hcr>
      And userspace writes 0x5600_0000 to ESR_EL2
      And userspace calls KVM_RUN
      And KVM enters the guest
      And a host interrupt arrives
      When KVM injects an interrupt into vEL2
      Then these events follow:
        | what      | with           |
        | exception | by KVM to vEL2 |
      And PSTATE.M reads EL2h
      And SPSR_EL2 reads <pstate>
      And ESR_EL2 reads 0x5600_0000
      And PC reads <pc>
      And ELR_EL2 reads 0x4000_0060
      And the vCPU is in host context

      Examples:
        | case       | pstate | hcr      | pc          |
        | imo        | EL2h   | E2H\|IMO | 0x4000_0a80 |
        | tge        | EL2h   | E2H\|TGE | 0x4000_0a80 |
        | thread-imo | EL2t   | E2H\|IMO | 0x4000_0880 |
        | host-user  | EL0t   | E2H\|TGE | 0x4000_0c80 |
        | vel1       | EL1h   | E2H      | 0x4000_0c80 |
        | guest-user | EL0t   | E2H      | 0x4000_0c80 |

    @nv.irq-keeps-esr
    Example: The neighbour: an interrupt that is injected at vEL2 leaves ESR_EL2 as vEL2 itself has written it
      Given the guest is entered at EL2h with E2H|IMO
      And the guest writes 0x5600_0000 to ESR_EL2
      And a host interrupt arrives
      When KVM injects an interrupt into vEL2
      Then these events follow:
        | what      | with           |
        | exception | by KVM to vEL2 |
      And PSTATE.M reads EL2h
      And ESR_EL2 reads 0x5600_0000

    @nv.irq-of-aarch32 @needs-el0-32bit
    Example: The neighbour: an interrupt that is injected at AArch32 User goes to the vector of AArch32
      Given a host with AArch32 at EL0
      And the guest is placed at User|A|I|F with E2H
      And userspace calls KVM_RUN
      When KVM injects an interrupt into vEL2
      Then PC reads 0x4000_0e80
      And SPSR_EL2 reads User|A|I|F
      And PSTATE.M reads EL2h

    @nv.irq-framed @needs-insight @NV-36
    Scenario Outline: <case>: an injection at <pstate> saves the registers of <file> and loads vEL2's
      Given the guest is entered at <pstate> with E2H|IMO
      And a host interrupt arrives
      When KVM injects an interrupt into vEL2
      Then these events follow:
        | what      | with           |
        | put       | <file>         |
        | exception | by KVM to vEL2 |
        | load      | vEL2           |
      And PSTATE.M reads EL2h
      And SPSR_EL2 reads <pstate>
      And ELR_EL2 reads 0x4000_0060
      And PC reads <pc>
      And the CPU holds the registers of vEL2
      And the vCPU is in host context
      And nothing else changes

      Examples:
        | case       | pstate | file | pc          |
        | from-vel1  | EL1h   | vEL1 | 0x4000_0c80 |
        | from-user  | EL0t   | vEL1 | 0x4000_0c80 |
