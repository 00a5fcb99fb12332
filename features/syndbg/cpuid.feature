@syndbg @needs-supported-cpuid
Feature: The Hyper-V leaves that KVM offers
  KVM_GET_SUPPORTED_HV_CPUID tells userspace which leaves it may give to a guest. The debugger adds three, and
  feature bits in leaf 0x40000003. All other bits belong to other features, or to the host and the build: the most
  vCPUs that a VM may have, the version of eVMCS, whether the host may use SMT. Nothing is said of them here.

  @SYNDBG-32
  Rule: Leaf 0x40000080 MUST have EAX 0 and "Linux KVM Hv" in EBX, ECX and EDX
    By the name a guest knows whose debugger it is: the 12 letters stand in the bytes of the three registers.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5),
    kvm_vcpu_ioctl_get_hv_cpuid(); recordings/syndbg, ids hv_cpuid_ioctl/*

    @syndbg.vendor-leaf
    Example: Leaf 0x40000080 is signed "Linux KVM Hv" and has EAX 0
      Given a VM with SynDbg on
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm with nent 256
      Then leaf 0x40000080 has:
        | eax | 0x0    |
        | ebx | "Linu" |
        | ecx | "x KV" |
        | edx | "M Hv" |
      And nothing else changes

  @SYNDBG-33
  Rule: Leaf 0x40000081 MUST have EAX 0x31235356 ("VS#1") and 0 in the other registers
    The guest's debug transport asks whether there is such an interface before it uses the MSRs.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5),
    kvm_vcpu_ioctl_get_hv_cpuid(); recordings/syndbg, ids hv_cpuid_ioctl/*

    @syndbg.interface-leaf
    Example: Leaf 0x40000081 says "VS#1" and nothing else
      Given a VM with SynDbg on
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on vCPU 0 with nent 256
      Then leaf 0x40000081 has:
        | eax | "VS#1" |
        | ebx | 0x0    |
        | ecx | 0x0    |
        | edx | 0x0    |
      And nothing else changes

  @SYNDBG-34
  Rule: Leaf 0x40000082 MUST have EAX bit 1 set and nothing else
    Bit 1 allows kernel debugging; any other bit would promise what KVM does not do.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5),
    kvm_vcpu_ioctl_get_hv_cpuid(); recordings/syndbg, ids hv_cpuid_ioctl/*

    @syndbg.capability-leaf
    Example: Leaf 0x40000082 has EAX bit 1 and nothing else
      Given a VM with SynDbg on
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on vCPU 0 with nent 256
      Then leaf 0x40000082 has:
        | eax | bit 1 alone |
        | ebx | 0x0         |
        | ecx | 0x0         |
        | edx | 0x0         |
      And nothing else changes

  @SYNDBG-35 @since-v6 @until-review
  Rule: The maximum Hyper-V leaf in the supported list MUST be 0x40000082
    A guest asks for no leaf above the maximum: with a lower one it would never find the debugger.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5),
    kvm_vcpu_ioctl_get_hv_cpuid(); recordings/syndbg, ids hv_cpuid_ioctl/*

    @syndbg.maximum-leaf
    Example: The maximum leaf in the supported list is 0x40000082
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm with nent 256
      Then leaf 0x40000000 has:
        | eax | 0x40000082 |
      And nothing else changes

  @SYNDBG-83 @since-upstream
  Rule: The supported list MUST have 0x40000003 EBX bit 11 and EDX bits 1 and 11 set
    These bits announce debugging (EBX 11), a debugger for guests (EDX 1) and its MSRs (EDX 11).
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, kvm_get_hv_cpuid();
    recordings/syndbg, ids hv_cpuid_ioctl/*

    @syndbg.feature-bits
    Scenario Outline: <case>: bit <bit> of <register> is set in leaf 0x40000003
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm with nent 256
      Then leaf 0x40000003 has:
        | <register> | bit <bit> set |
      And nothing else changes

      Examples:
        | case            | bit | register |
        | debugging       | 11  | ebx      |
        | guest-debugging | 1   | edx      |
        | debug-msrs      | 11  | edx      |

    @syndbg.irqchip-not-needed-for-the-debugger
    Example: Without an irqchip the debugger's bits are in a vCPU's list all the same
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on vCPU 0 with nent 256
      Then leaf 0x40000003 has:
        | ebx | bit 11 set |
        | edx | bit 11 set |
      And nothing else changes

  @SYNDBG-84 @since-upstream
  Rule: Without an in-kernel irqchip a vCPU's list MUST have bit 19 of EDX clear in leaf 0x40000003
    Direct timers need the local APIC in the kernel.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, kvm_get_hv_cpuid();
    https://github.com/torvalds/linux/blob/v6.12/Documentation/virt/kvm/api.rst, KVM_GET_SUPPORTED_HV_CPUID;
    recordings/syndbg, ids hv_cpuid_ioctl/*

    @syndbg.list-without-direct-timers
    Example: Without an irqchip direct timers are not listed
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on vCPU 0 with nent 256
      Then leaf 0x40000003 has:
        | edx | bit 19 clear |
      And nothing else changes

    @syndbg.list-with-direct-timers @needs-synic
    Example: The neighbour: with an irqchip direct timers are listed
      Given a VM with an in-kernel irqchip and SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on vCPU 0 with nent 256
      Then leaf 0x40000003 has:
        | edx | bit 19 set |
      And nothing else changes

  @SYNDBG-130 @since-upstream
  Rule: Without an in-kernel irqchip a vCPU's list MUST have bit 10 of EAX clear in leaf 0x40000004
    IPIs to a set of vCPUs need the local APIC in the kernel, too.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, kvm_get_hv_cpuid();
    https://github.com/torvalds/linux/blob/v6.12/Documentation/virt/kvm/api.rst, KVM_GET_SUPPORTED_HV_CPUID;
    recordings/syndbg, ids hv_cpuid_ioctl/*

    @syndbg.list-without-cluster-ipi
    Example: Without an irqchip hypercalls for IPIs are not listed
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on vCPU 0 with nent 256
      Then leaf 0x40000004 has:
        | eax | bit 10 clear |
      And nothing else changes

    @syndbg.list-with-cluster-ipi @needs-synic
    Example: The neighbour: with an irqchip hypercalls for IPIs are listed
      Given a VM with an in-kernel irqchip and SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on vCPU 0 with nent 256
      Then leaf 0x40000004 has:
        | eax | bit 10 set |
      And nothing else changes
