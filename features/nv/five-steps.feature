@nv
Feature: A guest cannot clear TGE without exit-context mismatch
  A VHE guest hypervisor runs its own user space "in host": HCR_EL2.{E2H,TGE} = {1,1} at EL0. It goes to
  vEL2, which the hardware runs at EL1, and with ARMv8.4-NV it clears TGE by a plain memory write. If KVM asks
  after the exit where the guest is, it finds EL1 and no TGE, and takes the hypervisor for its guest. Entered
  in host context, exited in host context: the context is sampled before the entry.

  Background:
    Given a VHE host
    And a vCPU with HAS_EL2

  @since-seed @NV-01 @NV-03 @NV-07
  Rule: The five steps of the patch

    @nv.guest-cannot-clear-tge-without-exit-context-mismatch @NV-28
    Example: Guest cannot clear TGE without exit-context mismatch
      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest takes an exception to vEL2
      And the guest clears TGE
      And a host interrupt arrives
      Then PSTATE.M reads EL2h
      And the vCPU is in host context
      And HCR_EL2 reads E2H set and TGE clear
      And KVM has the vCPU back at 0x4000_0c04
      And nothing else changes

  Rule: Before the patch and after it

    @nv.five-steps
    Scenario Outline: <case>: <profile> the patch the five steps read M = <mode>, <context> context
      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest takes an exception to vEL2
      And the guest clears TGE
      And a host interrupt arrives
      Then PSTATE.M reads <mode>
      And the vCPU is in <context> context
      And HCR_EL2 reads E2H set and TGE clear

      @only-before @NV-29 @NV-69
      Examples: before
        | case   | profile | mode | context |
        | before | without | EL1h | guest   |

      @since-seed @NV-28 @NV-01
      Examples: after
        | case  | profile | mode | context |
        | after | with    | EL2h | host    |

    @nv.five-steps-preempted
    Scenario Outline: <case>: <profile> the patch a preempted host saves vEL2's registers to <file>
      The guest left host EL0 at 0x4000_0060 by SVC, so its return state is 0x3c0 and 0x4000_0064. Whose
      registers receive that is what the patch is about.

      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest takes an exception to vEL2
      And the guest clears TGE
      And a host interrupt arrives
      And the host preempts KVM
      Then SPSR_EL2 holds <spsr_el2>
      And ELR_EL2 holds <elr_el2>
      And SPSR_EL1 holds <spsr_el1>
      And ELR_EL1 holds <elr_el1>

      @only-before @NV-29 @NV-69
      Examples: before
        | case   | profile | spsr_el2 | elr_el2 | spsr_el1 | elr_el1     | file |
        | before | without | 0x0      | 0x0     | 0x3c0    | 0x4000_0064 | vEL1 |

      @since-seed @NV-23 @NV-32
      Examples: after
        | case  | profile | spsr_el2 | elr_el2     | spsr_el1 | elr_el1 | file |
        | after | with    | 0x3c0    | 0x4000_0064 | 0x0      | 0x0     | vEL2 |

    @nv.stack-of-el0 @since-seed @NV-16 @NV-28 @NV-03
    Example: With SPSel = 0 the same sequence reads EL2t
      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest takes an exception to vEL2
      And the guest clears TGE
      And the guest writes 0x0 to SPSel
      And a host interrupt arrives
      Then PSTATE.M reads EL2t
      And the vCPU is in host context

    @nv.stack-of-el0-before @only-before @NV-69
    Example: Before the patch that was EL1t
      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest takes an exception to vEL2
      And the guest clears TGE
      And the guest writes 0x0 to SPSel
      And a host interrupt arrives
      Then PSTATE.M reads EL1t
      And the vCPU is in guest context

  Rule: One step less, and nobody would have noticed

    @nv.neighbour-tge-kept @since-seed @NV-17 @NV-01
    Example: The same with TGE kept differs in TGE alone
      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest takes an exception to vEL2
      And a host interrupt arrives
      Then PSTATE.M reads EL2h
      And the vCPU is in host context
      And HCR_EL2 reads E2H set and TGE set
      And KVM has the vCPU back at 0x4000_0c00
      And nothing else changes

    @nv.neighbour-tge-kept-before @only-before @NV-69
    Example: Before the patch that read EL2h as well
      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest takes an exception to vEL2
      And a host interrupt arrives
      Then PSTATE.M reads EL2h
      And the vCPU is in host context

    @nv.tge-set-again @since-seed @NV-01 @NV-03
    Example: Cleared and set again, it is the entry's context still
      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest takes an exception to vEL2
      And the guest clears TGE
      And the guest sets TGE
      And a host interrupt arrives
      Then PSTATE.M reads EL2h
      And HCR_EL2 reads E2H set and TGE set

  Rule: The variants around it

    @nv.entered-at-vel2 @since-seed @NV-30 @NV-01 @NV-03
    Scenario Outline: <case>: entered at <mode> with TGE <before>, the guest <verb> TGE and is still in host context
      Given the guest is entered at <mode> with E2H set and TGE <before>
      When the guest <verb> TGE
      And a host interrupt arrives
      Then PSTATE.M reads <mode>
      And the vCPU is in host context
      And HCR_EL2 reads E2H set and TGE <after>

      Examples:
        | case           | mode | before | verb   | after |
        | handler-clears | EL2h | set    | clears | clear |
        | handler-sets   | EL2h | clear  | sets   | set   |
        | thread-clears  | EL2t | set    | clears | clear |
        | thread-sets    | EL2t | clear  | sets   | set   |

    @nv.entered-in-guest-context @since-seed @NV-31 @NV-15
    Scenario Outline: <case>: entered at <mode> with TGE clear, a guest stays a guest
      Given the guest is entered at <mode> with E2H set and TGE clear
      When a host interrupt arrives
      Then PSTATE.M reads <mode>
      And the vCPU is in guest context
      And HCR_EL2 reads E2H set and TGE clear

      Examples:
        | case   | mode |
        | kernel | EL1h |
        | thread | EL1t |
        | user   | EL0t |

    @nv.guest-user-to-kernel @since-seed @NV-31 @NV-15
    Example: EL0 under vEL1 goes to vEL1, and that is no host context
      Given the guest is entered at EL0t with E2H set and TGE clear
      When the guest executes SVC
      And a host interrupt arrives
      Then PSTATE.M reads EL1h
      And the vCPU is in guest context
      And SPSR_EL1 holds 0x3c0
      And SPSR_EL2 holds 0x0
