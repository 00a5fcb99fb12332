@nv @since-upstream @needs-inject-irq
Feature: A virtual interrupt for vEL2
  KVM may inject an interrupt into vEL2 between two runs, which changes the context if the guest's guest was
  running. It holds the interrupt back while vEL2 runs with interrupts routed elsewhere.

  Background:
    Given a VHE host
    And a vCPU with HAS_EL2

  @NV-39
  Rule: In EL2 with TGE and IMO clear it is held back

    @nv.irq-held-back
    Scenario Outline: <case>: at <pstate> with HCR_EL2 <hcr> nothing is injected
      Given the guest is entered with PSTATE <pstate> and HCR_EL2 <hcr>
      And a host interrupt arrives
      When KVM injects an interrupt into vEL2
      Then it fails with EAGAIN
      And nothing else changes

      Examples:
        | case  | pstate | hcr           |
        | vel2h | 0x3c9  | 0x4_8000_0000 |
        | vel2t | 0x3c8  | 0x4_8000_0000 |

    @nv.irq-injected
    Scenario Outline: <case>: at <pstate> with HCR_EL2 <hcr> it is injected
      Given the guest is entered with PSTATE <pstate> and HCR_EL2 <hcr>
      And a host interrupt arrives
      When KVM injects an interrupt into vEL2
      Then this happens, in order:
        | what      | with           |
        | exception | by KVM to vEL2 |
      And PSTATE.M reads EL2h
      And SPSR_EL2 holds <pstate>
      And PC holds <pc>

      Examples:
        | case       | pstate | hcr           | pc          |
        | imo        | 0x3c9  | 0x4_8000_0010 | 0x4000_0a80 |
        | tge        | 0x3c9  | 0x4_8800_0000 | 0x4000_0a80 |
        | thread-imo | 0x3c8  | 0x4_8000_0010 | 0x4000_0880 |
        | host-user  | 0x3c0  | 0x4_8800_0000 | 0x4000_0c80 |
        | vel1       | 0x3c5  | 0x4_8000_0000 | 0x4000_0c80 |
        | guest-user | 0x3c0  | 0x4_8000_0000 | 0x4000_0c80 |

    @nv.irq-framed @needs-insight @NV-39 @NV-36
    Scenario Outline: <case>: from <pstate> the injection saves the registers of <file> and loads vEL2's
      Given the guest is entered with PSTATE <pstate> and HCR_EL2 0x4_8000_0010
      And a host interrupt arrives
      When KVM injects an interrupt into vEL2
      Then inside KVM this happens, in order:
        | what      | with           |
        | put       | <file>         |
        | exception | by KVM to vEL2 |
        | load      | vEL2           |

      Examples:
        | case       | pstate | file |
        | from-vel2  | 0x3c9  | vEL2 |
        | from-vel1  | 0x3c5  | vEL1 |

  Rule: The context is sampled after it

    @nv.sampled-after-injection @NV-09
    Example: What KVM injects after KVM_RUN began counts
      Given the guest is placed at EL1h with E2H set and TGE clear
      And userspace calls KVM_RUN
      When KVM injects an interrupt into vEL2
      And KVM enters the guest
      And a host interrupt arrives
      Then PSTATE.M reads EL2h
      And the vCPU is in host context
