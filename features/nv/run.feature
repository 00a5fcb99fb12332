@nv @since-upstream
Feature: KVM_RUN, and what ends it
  A run needs a vGIC for a vCPU with EL2 and an AArch64 mode. It ends when a signal waits, when userspace has to
  answer a load, or when the entry fails for good.

  @NV-71
  Rule: A signal ends it, and the guest stays as it is

    @nv.signal
    Scenario Outline: <case>: a guest that spins at <mode> with TGE <tge>
      Given a vCPU with HAS_EL2
      And the guest is entered at <mode> with E2H set and TGE <tge>
      And the guest runs on
      And a host interrupt arrives
      When a signal ends KVM_RUN
      Then it fails with EINTR
      And this happens, in order:
        | what     | with |
        | kvm_exit | INTR |
      And the vCPU is in userspace
      And nothing else changes

      Examples:
        | case       | mode | tge   |
        | vel2h      | EL2h | clear |
        | host-user  | EL0t | set   |
        | vel1h      | EL1h | clear |
        | guest-user | EL0t | clear |

    @nv.signal-saves @needs-insight @NV-23
    Scenario Outline: <case>: from <mode> with TGE <tge> a signal saves the registers of <file>
      Given a vCPU with HAS_EL2
      And the guest is entered at <mode> with E2H set and TGE <tge>
      And a host interrupt arrives
      When a signal ends KVM_RUN
      Then inside KVM this happens, in order:
        | what     | with   |
        | put      | <file> |
        | kvm_exit | INTR   |
      And the CPU holds the registers of nobody

      Examples:
        | case       | mode | tge   | file |
        | vel2       | EL2h | clear | vEL2 |
        | user-host  | EL0t | set   | vEL2 |
        | vel1       | EL1h | clear | vEL1 |

    @nv.signal-and-back
    Example: Out to userspace and back, it reads the same
      Given a vCPU with HAS_EL2
      And the guest is entered at EL2t with E2H set and TGE set
      When a host interrupt arrives
      And a signal ends KVM_RUN
      And userspace calls KVM_RUN
      And KVM enters the guest
      And a host interrupt arrives
      And a signal ends KVM_RUN
      And userspace reads PSTATE
      Then it returns 0x3c8

  @NV-68
  Rule: A load that nothing backs is for userspace

    @nv.mmio
    Scenario Outline: <case>: a load at vEL2, TGE <fate>
      Given a vCPU with HAS_EL2
      And the guest is entered at EL0t with E2H set and TGE set
      When the guest takes an exception to vEL2
      And the guest <verb> TGE
      And the guest loads from 0x1000_0000
      Then this happens, in order:
        | what     | with |
        | kvm_exit | MMIO |
      And PSTATE.M reads EL2h
      And PC holds 0x4000_0c04
      And the vCPU is in userspace

      Examples:
        | case         | fate    | verb   |
        | load-cleared | cleared | clears |
        | load-kept    | kept    | sets   |

    @nv.mmio-inside @needs-insight @NV-13
    Scenario Outline: <case>: inside KVM, a load at vEL2, TGE <fate>
      Given a vCPU with HAS_EL2
      And the guest is entered at EL0t with E2H set and TGE set
      When the guest takes an exception to vEL2
      And the guest <verb> TGE
      And the guest loads from 0x1000_0000
      Then inside KVM this happens, in order:
        | what     | with         |
        | sync     | <pstate>     |
        | esr      | 0x9200_0000  |
        | handler  | host context |
        | put      | vEL2         |
        | kvm_exit | MMIO         |

      @choice-pan_on_vel2_entry=set @choice-allint_on_entry=set
      Examples: PAN and ALLINT set on the way to vEL2
        | case    | fate    | verb   | pstate    |
        | cleared | cleared | clears | 0x40_23c9 |
        | kept    | kept    | sets   | 0x40_23c9 |

      @choice-pan_on_vel2_entry=kept @choice-allint_on_entry=clear
      Examples: PAN kept, no ALLINT
        | case  | fate    | verb   | pstate |
        | plain | cleared | clears | 0x3c9  |

    @nv.mmio-completed
    Example: Once answered, the guest goes on behind the load
      Given a vCPU with HAS_EL2
      And the guest is entered at EL2h with E2H set and TGE clear
      When the guest loads from 0x1000_0000
      And userspace calls KVM_RUN
      And KVM enters the guest
      And a host interrupt arrives
      Then PC holds 0x4000_0064
      And PSTATE.M reads EL2h

  @NV-54
  Rule: A vCPU with EL2 needs an in-kernel vGIC

    @nv.no-vgic
    Example: Without one KVM_RUN fails and nothing is entered
      Given there is no in-kernel vGIC
      And a vCPU with HAS_EL2
      When userspace calls KVM_RUN
      Then it fails with EAGAIN
      And the vCPU is in userspace
      And PSTATE holds 0x3c9

    @nv.vgic
    Example: With one it goes on
      Given a vCPU with HAS_EL2
      When userspace calls KVM_RUN
      Then it succeeds
      And the vCPU is in KVM

  Rule: AArch32 User and EL2 do not go together

    @nv.user-with-el2 @needs-el0-32bit @NV-51
    Scenario Outline: <case>: the SET is taken, the entry fails, and <then>
      Given the host CPU has AArch32 at EL0
      And a vCPU with HAS_EL2
      And userspace sets PSTATE to 0x1d0
      And userspace calls KVM_RUN
      And KVM enters the guest
      When userspace <asks>
      Then it fails with <errno>
      And nothing else changes

      Examples:
        | case | then                         | asks          | errno   |
        | read | a GET finds no vCPU          | reads PSTATE  | ENOEXEC |
        | hcr  | nor does one of HCR_EL2      | reads HCR_EL2 | ENOEXEC |
        | run  | the next KVM_RUN fails again | calls KVM_RUN | EINVAL  |

    @nv.user-with-el2-entry @needs-el0-32bit @NV-51
    Example: The entry itself ends KVM_RUN with EINVAL and KVM_EXIT_FAIL_ENTRY
      Given the host CPU has AArch32 at EL0
      And a vCPU with HAS_EL2
      And userspace sets PSTATE to 0x1d0
      And userspace calls KVM_RUN
      When KVM enters the guest
      Then it fails with EINVAL
      And this happens, in order:
        | what     | with       |
        | kvm_exit | FAIL_ENTRY |

    @nv.user-with-el2-again @needs-el0-32bit @NV-53
    Example: A new KVM_ARM_VCPU_INIT brings it back
      Given the host CPU has AArch32 at EL0
      And a vCPU with HAS_EL2
      And userspace sets PSTATE to 0x1d0
      And userspace calls KVM_RUN
      And KVM enters the guest
      When userspace initialises a vCPU with HAS_EL2
      And userspace reads PSTATE
      Then it returns 0x3c9

    @nv.user-without-el2 @needs-el0-32bit @NV-52
    Example: Without EL2 it runs, and faults to vEL1 as AArch32 does
      Given the host CPU has AArch32 at EL0
      And a vCPU with no feature
      And the guest is entered with PSTATE 0x1d0
      When the guest executes UDF
      Then the exception goes to vEL1 at vector 0x600 with ESR 0x200_0000
      And SPSR_EL1 holds 0x1d0
      And the guest runs at 0x4000_1600

    @nv.user64-without-el2 @NV-43
    Example: One bit away, AArch64 EL0 runs on
      Given a vCPU with no feature
      And the guest is entered with PSTATE 0x3c0
      When the guest runs on to 0x4000_0070
      And a host interrupt arrives
      Then PSTATE reads 0x3c0
      And KVM has the vCPU back at 0x4000_0070
