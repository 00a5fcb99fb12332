@syndbg @only-no-hyperv
Feature: KVM that was built without Hyper-V emulation
  Since Linux 6.8 the emulation can be left out of the build. A VMM that counts on the debugger has to see that it is
  not there; a guest that looks for it finds what it finds on any machine without Hyper-V.

  @SYNDBG-121
  Rule: Built without Hyper-V emulation KVM MUST know none of the six: a guest access is refused with #GP, whatever the leaves say
    Nothing of the six may be left behind by halves.
    Source: https://lore.kernel.org/r/20240104193303.3175844-3-seanjc@google.com (KVM: x86: Hyper-V changes for
    6.8); https://lore.kernel.org/r/20231010160300.1136799-8-vkuznets@redhat.com (KVM: x86: Make Hyper-V emulation
    optional); https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/x86.c, kvm_set_msr_common() and
    kvm_get_msr_common()

    @syndbg.left-out-refused
    Scenario Outline: <case>: without Hyper-V emulation a guest that <access> is refused
      Given a VM with SynDbg on
      When the guest <access>
      Then it is refused with #GP
      And nothing else changes

      Examples:
        | case    | access                |
        | control | writes 0x1 to CONTROL |
        | options | writes 0x4 to OPTIONS |
        | read    | reads STATUS          |

  @SYNDBG-122
  Rule: Built without Hyper-V emulation KVM MUST take an access to the six for one to an unknown MSR: it exits with reason UNKNOWN (2), or is ignored with ignore_msrs
    There is no gate that could refuse: the reason that userspace sees is another than with the gate closed.
    Source: https://lore.kernel.org/r/20231010160300.1136799-8-vkuznets@redhat.com (KVM: x86: Make Hyper-V
    emulation optional); https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/x86.c, kvm_set_msr_common(),
    kvm_msr_reason() and kvm_msr_ignored_check()

    @syndbg.left-out-exits @needs-user-space-msr
    Example: Without Hyper-V emulation a write of CONTROL exits with reason UNKNOWN
      Given a VM with SynDbg off
      And userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with INVAL|UNKNOWN
      When the guest writes 0x1 to CONTROL
      Then vCPU 0 exits with:
        | exit       | WRMSR                       |
        | msr_reason | KVM_MSR_EXIT_REASON_UNKNOWN |
      And nothing else changes

    @syndbg.left-out-mask @needs-user-space-msr
    Example: Without Hyper-V emulation a mask with INVAL alone does not show a write of CONTROL
      Given a VM with SynDbg off
      And userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with INVAL
      When the guest writes 0x1 to CONTROL
      Then it is refused with #GP
      And nothing else changes

    @syndbg.left-out-ignored @needs-ignore-msrs
    Example: Without Hyper-V emulation ignore_msrs has a write of CONTROL ignored
      Given a VM with SynDbg off
      And the module parameter ignore_msrs is switched on
      When the guest writes 0x1 to CONTROL
      Then it succeeds
      And CONTROL holds 0x0
      And nothing else changes

  @SYNDBG-123
  Rule: Built without Hyper-V emulation KVM MUST stop a batch of the host at the first of the six
    A migration from a KVM that has the six ends here, and says so by its count.
    Source: https://lore.kernel.org/r/20231010160300.1136799-8-vkuznets@redhat.com (KVM: x86: Make Hyper-V
    emulation optional); https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/x86.c, msr_io() and
    kvm_set_msr_common()

    @syndbg.left-out-for-the-host
    Example: Without Hyper-V emulation the host cannot write CONTROL
      Given a VM with SynDbg off
      When userspace calls KVM_SET_MSRS on vCPU 0:
        | CONTROL | 0x1 |
        | STATUS  | 0x2 |
      Then it answers:
        | count | 0 |
      And nothing else changes

    @syndbg.left-out-for-host-reads
    Example: Without Hyper-V emulation the host cannot read OPTIONS
      Given a VM with SynDbg off
      When the host reads OPTIONS
      Then it answers:
        | count | 0 |
      And nothing else changes

  @SYNDBG-124
  Rule: Built without Hyper-V emulation KVM MUST offer nothing of the debugger: no list of leaves, none of the MSRs in a list, no capability of Hyper-V
    A VMM asks before it offers: each of these is a place where it may ask.
    Source: https://lore.kernel.org/r/20231010160300.1136799-8-vkuznets@redhat.com (KVM: x86: Make Hyper-V
    emulation optional); https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/x86.c, kvm_arch_dev_ioctl(),
    emulated_msrs_all[] and kvm_vm_ioctl_check_extension()

    @syndbg.left-out-list @needs-supported-cpuid
    Scenario Outline: <case>: without Hyper-V emulation KVM_GET_SUPPORTED_HV_CPUID is no ioctl of <fd>
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on <fd> with nent 256
      Then it fails with <errno>
      And nothing else changes

      Examples:
        | case   | fd       | errno  |
        | system | /dev/kvm | EINVAL |
        | vcpu   | vCPU 0   | EINVAL |

    @syndbg.left-out-of-the-msr-list @needs-msr-lists
    Example: Without Hyper-V emulation OPTIONS is not in the emulated-MSR list
      Given a VM with SynDbg off
      When userspace calls KVM_GET_MSR_INDEX_LIST on /dev/kvm with msr OPTIONS
      Then it answers:
        | listed | no |
      And nothing else changes

    @syndbg.left-out-capabilities @needs-capabilities
    Scenario Outline: <case>: without Hyper-V emulation KVM_CHECK_EXTENSION(<cap>) gives 0
      Given a VM with SynDbg off
      When userspace calls KVM_CHECK_EXTENSION on VM 0 with cap <cap>
      Then it returns 0x0
      And nothing else changes

      Examples:
        | case    | cap |
        | enforce | 199 |
        | list    | 191 |

    @syndbg.left-out-enforcement @needs-enforce-cpuid
    Example: Without Hyper-V emulation CPUID cannot be enforced
      Given a VM with SynDbg off
      When userspace enables KVM_CAP_HYPERV_ENFORCE_CPUID on vCPU 0 with 0x1
      Then it fails with EINVAL
      And nothing else changes

  @SYNDBG-125
  Rule: Built without Hyper-V emulation KVM MUST NOT let a debug hypercall exit to userspace
    The call goes to KVM’s own hypercalls, which have no such number.
    Source: https://lore.kernel.org/r/20231010160300.1136799-8-vkuznets@redhat.com (KVM: x86: Make Hyper-V
    emulation optional); https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/x86.c, kvm_emulate_hypercall();
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.h, kvm_hv_hypercall_enabled()

    @syndbg.left-out-hypercall @needs-hypercalls
    Example: Without Hyper-V emulation POST_DEBUG_DATA leaves nothing for userspace to do
      Given a VM with SynDbg on
      When the guest calls POST_DEBUG_DATA
      Then vCPU 0 can run
      And nothing else changes
