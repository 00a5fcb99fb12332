@syndbg @needs-supported-cpuid
Feature: The Hyper-V leaves that KVM offers
  KVM_GET_SUPPORTED_HV_CPUID tells userspace which leaves it may give to a guest. The debugger adds three, and
  feature bits in leaf 0x40000003. All other bits belong to other features, or to the host and the build: the most
  vCPUs that a VM may have, the version of eVMCS, whether the host may use SMT. Nothing is said of them here.

  Rule: Three leaves describe the debugger

    @syndbg.vendor-leaf @SYNDBG-32
    Example: Leaf 0x40000080 is signed "Linux KVM Hv" and has EAX 0
      Given a VM with SynDbg on
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm with:
        | nent | 256 |
      Then it lists leaf 0x40000080 with:
        | eax | 0x0        |
        | ebx | 0x756e694c |
        | ecx | 0x564b2078 |
        | edx | 0x7648204d |

    @syndbg.interface-leaf @SYNDBG-33
    Example: Leaf 0x40000081 says "VS#1"
      Given a VM with SynDbg on
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on vCPU 0 with:
        | nent | 256 |
      Then it lists leaf 0x40000081 with:
        | eax | 0x31235356 |
        | ebx | 0x0        |
        | ecx | 0x0        |
        | edx | 0x0        |

    @syndbg.capability-leaf @SYNDBG-34
    Example: Leaf 0x40000082 has EAX bit 1 and nothing else
      Given a VM with SynDbg on
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on vCPU 0 with:
        | nent | 256 |
      Then it lists leaf 0x40000082 with:
        | eax | 0x2 |
        | ebx | 0x0 |

    @syndbg.maximum-leaf @SYNDBG-35 @since-v6 @until-review
    Example: The maximum leaf is 0x40000082
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm with:
        | nent | 256 |
      Then it lists leaf 0x40000000 with:
        | eax | 0x40000082 |

    @syndbg.feature-bits @SYNDBG-83 @since-upstream
    Scenario Outline: <case>: bit <bit> of <register> is set in leaf 0x40000003
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm with:
        | nent | 256 |
      Then in leaf 0x40000003 bit <bit> of <register> is set

      Examples:
        | case            | bit | register |
        | debugging       | 11  | ebx      |
        | guest-debugging | 1   | edx      |
        | debug-msrs      | 11  | edx      |

  Rule: The list is whole or not given

    @syndbg.list-order @SYNDBG-43 @since-upstream
    Example: Ten leaves, the nested one last
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm with:
        | nent | 256 |
      Then it lists 10 leaves
      And it lists the leaves in the order "0x40000000 0x40000001 0x40000002 0x40000003 0x40000004 0x40000005 0x40000080 0x40000081 0x40000082 0x4000000a"

    @syndbg.list-fits-exactly @SYNDBG-43 @since-upstream
    Example: Ten slots are enough
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm with:
        | nent | 10 |
      Then it lists 10 leaves

    @syndbg.list-too-long @SYNDBG-43 @since-upstream
    Scenario Outline: <case>: <nent> slots give E2BIG
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm with:
        | nent | <nent> |
      Then it fails with E2BIG

      Examples:
        | case      | nent |
        | one-short | 9    |
        | none      | 0    |

    @syndbg.nent-stays @SYNDBG-95 @since-upstream
    Example: Where the slots are too few, nent stays as it was given
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm with:
        | nent | 9 |
      Then it answers:
        | nent | 9 |

    @syndbg.list-not-on-a-vm @SYNDBG-82 @since-upstream
    Example: A VM does not have the list
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on VM 0 with:
        | nent | 256 |
      Then it fails with ENOTTY

    @syndbg.posted-list-order @SYNDBG-94 @only-v6
    Example: As posted the debugger's three leaves come last
      Where there is no eVMCS, the kernel of the time left out the last entry of its table, which had been the
      nested one. As posted it is 0x40000082; the merge put the three before the nested leaf.

      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on vCPU 0 with:
        | nent | 256 |
      Then it lists 10 leaves
      And it lists the leaves in the order "0x40000000 0x40000001 0x40000002 0x40000003 0x40000004 0x40000005 0x4000000a 0x40000080 0x40000081 0x40000082"

  @SYNDBG-84 @since-upstream
  Rule: Only the irqchip makes a vCPU's list differ

    @syndbg.list-without-irqchip
    Scenario Outline: <case>: without an irqchip bit <bit> of <register> is clear in leaf <leaf>
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on vCPU 0 with:
        | nent | 256 |
      Then in leaf <leaf> bit <bit> of <register> is clear

      Examples:
        | case          | leaf       | register | bit |
        | direct-timers | 0x40000003 | edx      | 19  |
        | cluster-ipi   | 0x40000004 | eax      | 10  |

    @syndbg.list-with-irqchip @needs-synic
    Scenario Outline: <case>: with one bit <bit> of <register> is set in leaf <leaf>, as in the system's list
      Given the VM has an in-kernel irqchip
      And a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on vCPU 0 with:
        | nent | 256 |
      Then in leaf <leaf> bit <bit> of <register> is set

      Examples:
        | case          | leaf       | register | bit |
        | direct-timers | 0x40000003 | edx      | 19  |
        | cluster-ipi   | 0x40000004 | eax      | 10  |

    @syndbg.irqchip-not-needed-for-the-debugger @SYNDBG-83
    Example: Without an irqchip the debugger's bits are there all the same
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on vCPU 0 with:
        | nent | 256 |
      Then in leaf 0x40000003 bit 11 of ebx is set
      And in leaf 0x40000003 bit 11 of edx is set
