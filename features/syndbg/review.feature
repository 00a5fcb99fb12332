@syndbg @since-review
Feature: The switch that the review asked for
  A capability that userspace enables on a vCPU, and that holds for the VM. Before that a guest can neither write nor
  cause an exit, so that no userspace meets an exit for which it did not ask. The series had it up to its version 11;
  the merge replaced it by CPUID (gate.feature).

  @SYNDBG-10
  Rule: While the capability is not enabled, guest writes to the six MSRs SHOULD be refused
    The reviewer's "likely": nobody could do anything with what such a guest writes.
    Source: https://lore.kernel.org/r/87o8st3j5h.fsf@vitty.brq.redhat.com (review of v6 3/5)

    @syndbg.not-enabled-refused @SYNDBG-11
    Scenario Outline: <case>: before the capability is enabled a write of <register> is refused
      Given a VM with SynDbg off
      When the guest writes 0x5 to <register>
      Then it is refused with #GP
      And nothing else changes

      Examples:
        | case    | register       |
        | control | CONTROL        |
        | pending | PENDING_BUFFER |
        | options | OPTIONS        |

    @syndbg.enabled-by-the-switch @neighbour @SYNDBG-08
    Example: The neighbour: once SynDbg was switched on a write of OPTIONS is stored
      Given a VM with SynDbg off
      And SynDbg on vCPU 0 is switched on
      When the guest writes 0x5 to OPTIONS
      Then it succeeds
      And OPTIONS holds 0x5
      And nothing else changes

    @syndbg.invariant-not-enabled @invariant-1 @SYNDBG-11
    Example: Before the capability is enabled nothing the guest does is heard or kept
      Given a VM of 2 vCPUs with SynDbg off
      Then in any sequence of accesses no SYNDBG exit is delivered and the values stay as the host left them

  @SYNDBG-11
  Rule: Userspace that did not enable the capability MUST NOT receive a SYNDBG exit, whoever writes
    An unprepared VMM is likely to crash or misbehave at an unknown exit, and the guest could trigger it.
    Source: https://lore.kernel.org/r/87o8st3j5h.fsf@vitty.brq.redhat.com (review of v6 3/5)

    @syndbg.not-enabled-host-write
    Example: Before the capability is enabled a write by the host does not exit either
      Given a VM with SynDbg off
      And the host writes 0x5 to CONTROL
      When userspace enters vCPU 0
      Then it succeeds
      And nothing else changes

  @SYNDBG-39 @needs-capabilities
  Rule: Reporting support MUST NOT be enough: userspace enables the capability on a vCPU before it receives exits
    To know that a kernel has the feature is not to be prepared for it.
    Source: https://lore.kernel.org/r/87o8st3j5h.fsf@vitty.brq.redhat.com (review of v6 3/5)

    @syndbg.asking-is-not-enabling
    Example: A write is refused where userspace has asked for the capability and not enabled it
      Given a VM with SynDbg off
      And userspace calls KVM_CHECK_EXTENSION on /dev/kvm with cap 180
      When the guest writes 0x5 to CONTROL
      Then it is refused with #GP
      And nothing else changes

    @syndbg.enabled-exits
    Example: The neighbour: enabling the capability lets exits through
      Given a VM with SynDbg off
      And userspace enables capability 180 on vCPU 0 with 0x0
      When the guest writes 0x5 to CONTROL
      Then vCPU 0 exits with:
        | control | 0x5 |
      And CONTROL holds 0x5
      And nothing else changes

  @SYNDBG-44
  Rule: The capability MUST hold for the VM once it is enabled on one vCPU
    The values belong to the VM, so half a VM cannot have them; and what is not enabled must not be offered.
    Source: https://lore.kernel.org/r/20200424113746.3473563-5-arilou@gmail.com (v11 4/7),
    kvm_hv_activate_syndbg(); https://lore.kernel.org/r/87h7yk21dj.fsf@vitty.brq.redhat.com (review of v8 3/5);
    https://lore.kernel.org/r/20200324074341.1770081-8-arilou@gmail.com (v10 7/7)

    @syndbg.enabled-for-the-vm @needs-capabilities
    Example: Enabled on vCPU 0, the capability lets vCPU 1 write
      Given a VM of 2 vCPUs with SynDbg off
      And userspace enables capability 180 on vCPU 0 with 0x0
      When guest vCPU 1 writes 0x5 to OPTIONS
      Then it succeeds
      And OPTIONS holds 0x5
      And nothing else changes

  @SYNDBG-102
  Rule: The debugger's leaves and feature bits MUST be listed only once the capability is enabled
    What is not enabled must not be offered.
    Source: https://lore.kernel.org/r/20200324074341.1770081-5-arilou@gmail.com (v10 4/7),
    kvm_vcpu_ioctl_get_hv_cpuid(); https://lore.kernel.org/r/20200324074341.1770081-8-arilou@gmail.com (v10 7/7)

    @syndbg.leaves-follow @needs-supported-cpuid
    Example: With the capability not enabled neither leaves nor feature bits are listed
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on vCPU 0 with nent 256
      Then leaf 0x40000082 is not there
      And leaf 0x40000003 has:
        | edx | bit 11 clear |
      And nothing else changes

  @SYNDBG-36 @needs-supported-cpuid
  Rule: The maximum Hyper-V leaf SHOULD be 0x40000082 once the capability is enabled, and 0x4000000a before
    The maximum has to go with the leaves that are listed; before the patch it was the nested leaf.
    Source: https://lore.kernel.org/r/87o8st3j5h.fsf@vitty.brq.redhat.com (review of v6 3/5)

    @syndbg.maximum-leaf-follows
    Scenario Outline: <case>: with the capability <switch> the maximum leaf is <eax>
      Given a VM with SynDbg <switch>
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on vCPU 0 with nent 256
      Then leaf 0x40000000 has:
        | eax | <eax> |
      And nothing else changes

      Examples:
        | case     | switch | eax        |
        | enabled  | on     | 0x40000082 |
        | disabled | off    | 0x4000000a |

  @SYNDBG-40 @needs-capabilities
  Rule: The capability SHOULD be named KVM_CAP_HYPERV_SYNDBG
    There are other ways to debug a Hyper-V guest; the name has to say which one this is.
    Source: https://lore.kernel.org/r/87o8st3j5h.fsf@vitty.brq.redhat.com (review of v6 3/5)

    @syndbg.name
    Example: The name KVM_CAP_HYPERV_SYNDBG stands for 180
      Given a VM with SynDbg off
      When userspace looks up the number of KVM_CAP_HYPERV_SYNDBG
      Then it returns 0xb4
      And nothing else changes

    @syndbg.old-name-gone
    Example: The name that the patch as posted has is gone
      Given a VM with SynDbg off
      When userspace looks up the number of KVM_CAP_HYPERV_DEBUGGING
      Then it fails with ENOENT
      And nothing else changes
