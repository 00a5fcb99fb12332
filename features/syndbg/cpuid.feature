@syndbg @needs-supported-cpuid
Feature: The Hyper-V leaves that KVM offers
  KVM_GET_SUPPORTED_HV_CPUID tells userspace which leaves it may give to a guest. The debugger adds three, and
  feature bits in leaf 0x40000003.

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

    @syndbg.maximum-leaf @SYNDBG-35 @v6 @upstream
    Example: The maximum leaf is 0x40000082
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm with:
        | nent | 256 |
      Then it lists leaf 0x40000000 with:
        | eax | 0x40000082 |

    @syndbg.feature-bits @SYNDBG-83 @upstream
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

    @syndbg.list-order @SYNDBG-43 @upstream
    Example: Ten leaves, the nested one last
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm with:
        | nent | 256 |
      Then it lists 10 leaves
      And it lists the leaves in the order "0x40000000 0x40000001 0x40000002 0x40000003 0x40000004 0x40000005 0x40000080 0x40000081 0x40000082 0x4000000a"

    @syndbg.list-fits-exactly @SYNDBG-43 @upstream
    Example: Ten slots are enough
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm with:
        | nent | 10 |
      Then it lists 10 leaves

    @syndbg.list-too-long @SYNDBG-43 @SYNDBG-82 @upstream
    Scenario Outline: <case>: <nent> slots give E2BIG, and nent stays
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm with:
        | nent | <nent> |
      Then it fails with E2BIG
      And it answers:
        | outcome | error  |
        | nent    | <nent> |

      Examples:
        | case      | nent |
        | one-short | 9    |
        | none      | 0    |

    @syndbg.list-not-on-a-vm @SYNDBG-82 @upstream
    Example: A VM does not have the list
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on VM 0 with:
        | nent | 256 |
      Then it fails with ENOTTY

    @syndbg.generations @SYNDBG-43 @upstream @choice-supported_cpuid=new
    Example: Recent kernels recommend 0x1000 enlightened spins
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm with:
        | nent | 256 |
      Then it lists leaf 0x40000005 with:
        | eax | 0x1000 |

    @syndbg.generations-old @SYNDBG-43 @upstream @choice-supported_cpuid=old
    Example: 6.1 had 0x400 there
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm with:
        | nent | 256 |
      Then it lists leaf 0x40000005 with:
        | eax | 0x400 |

  @SYNDBG-84 @upstream
  Rule: Only the irqchip makes a vCPU's list differ

    @syndbg.list-without-irqchip @upstream
    Example: Without an irqchip two bits are clear, and the debugger's are not among them
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on vCPU 0 with:
        | nent | 256 |
      Then it lists leaf 0x40000003 with:
        | edx | 0x4d12   |
        | ebx | 0x100830 |
      And it lists leaf 0x40000004 with:
        | eax | 0x40a2c |

    @syndbg.list-with-irqchip @upstream @needs-synic
    Example: With one the list is the system's
      Given the VM has an in-kernel irqchip
      And a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on vCPU 0 with:
        | nent | 256 |
      Then it lists leaf 0x40000003 with:
        | edx | 0x84d12 |
      And it lists leaf 0x40000004 with:
        | eax | 0x40e2c |
