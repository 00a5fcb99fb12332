@syndbg
Feature: Before the merge: no switch, and the switch that the review asked for
  The patch as posted let every guest write and made every write exit. A userspace that had never heard of
  the debugger would then receive an exit it does not know, at the guest's will. The review asks for a
  capability that userspace has to enable first.

  Rule: As posted everything is on

    @syndbg.posted-exits-unasked @SYNDBG-12 @only-v6
    Example: With nothing enabled a guest write exits
      Given a VM with SynDbg off
      When the guest writes 0x1 to CONTROL
      Then vCPU 0 exits with:
        | msr     | CONTROL |
        | control | 0x1     |

    @syndbg.posted-host-write-exits @SYNDBG-12 @only-v6
    Example: A write by the host exits too, at the next KVM_RUN
      Given a VM with SynDbg off
      When the host writes 0x4000 to PENDING_BUFFER
      And userspace re-enters vCPU 0
      Then vCPU 0 exits with:
        | msr          | PENDING_BUFFER |
        | pending_page | 0x4000         |

    @syndbg.posted-support @SYNDBG-38 @only-v6 @needs-capabilities
    Example: KVM_CHECK_EXTENSION reports support and that is all
      Given a VM with SynDbg off
      When userspace calls KVM_CHECK_EXTENSION on /dev/kvm with:
        | cap | 180 |
      Then it returns 0x1

    @syndbg.posted-works-unasked @SYNDBG-38 @only-v6
    Example: Nothing has to be enabled
      Given a VM with SynDbg off
      When the guest writes 0x5 to OPTIONS
      Then it succeeds
      And OPTIONS holds 0x5

    @syndbg.posted-feature-bits @SYNDBG-37 @only-v6 @needs-supported-cpuid
    Scenario Outline: <case>: bit <bit> of <register> is set in leaf 0x40000003 with nothing enabled
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on vCPU 0 with:
        | nent | 256 |
      Then in leaf 0x40000003 bit <bit> of <register> is set

      Examples:
        | case            | bit | register |
        | debugging       | 11  | ebx      |
        | guest-debugging | 1   | edx      |
        | debug-msrs      | 11  | edx      |

  Rule: As reviewed userspace enables the capability first

    @syndbg.not-enabled-refused @SYNDBG-10 @SYNDBG-11 @since-review
    Scenario Outline: <case>: before it is enabled a write of <register> is refused
      Given a VM with SynDbg off
      When the guest writes 0x5 to <register>
      Then it is refused with #GP
      And no exit follows
      And nothing else changes

      Examples:
        | case    | register       |
        | control | CONTROL        |
        | pending | PENDING_BUFFER |
        | options | OPTIONS        |

    @syndbg.not-enabled-host-write @SYNDBG-11 @since-review
    Example: Nor does a write by the host exit before it is enabled
      Given a VM with SynDbg off
      When the host writes 0x5 to CONTROL
      And userspace re-enters vCPU 0
      Then it succeeds
      And no exit follows

    @syndbg.enabled-exits @SYNDBG-39 @since-review @needs-capabilities
    Example: Enabling it is what lets exits through
      Given a VM with SynDbg off
      When userspace enables capability 180 on vCPU 0 with 0x0
      Then it succeeds
      When the guest writes 0x5 to CONTROL
      Then vCPU 0 exits with:
        | control | 0x5 |

    @syndbg.asking-is-not-enabling @SYNDBG-39 @since-review @needs-capabilities
    Example: Asking for it is not enabling it
      Given a VM with SynDbg off
      When userspace calls KVM_CHECK_EXTENSION on /dev/kvm with:
        | cap | 180 |
      Then it returns 0x1
      When the guest writes 0x5 to CONTROL
      Then it is refused with #GP

    @syndbg.enabled-for-the-vm @SYNDBG-44 @since-review @needs-capabilities
    Example: Enabled on one vCPU it is enabled for the VM
      Given 1 VM of 2 vCPUs with SynDbg off
      When userspace enables capability 180 on vCPU 0 with 0x0
      And guest vCPU 1 writes 0x5 to OPTIONS
      Then it succeeds
      And OPTIONS holds 0x5

    @syndbg.name @SYNDBG-40 @since-review @needs-capabilities
    Example: Its name is KVM_CAP_HYPERV_SYNDBG
      Given a VM with SynDbg off
      When userspace looks up the number of KVM_CAP_HYPERV_SYNDBG
      Then it returns 0xb4

    @syndbg.old-name-gone @SYNDBG-40 @since-review @needs-capabilities
    Example: The name in the patch as posted is gone
      Given a VM with SynDbg off
      When userspace looks up the number of KVM_CAP_HYPERV_DEBUGGING
      Then it fails with ENOENT

    @syndbg.maximum-leaf-follows @SYNDBG-36 @since-review @needs-supported-cpuid
    Scenario Outline: <case>: with the capability <switch> the maximum leaf is <eax>
      Given a VM with SynDbg <switch>
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on vCPU 0 with:
        | nent | 256 |
      Then it lists leaf 0x40000000 with:
        | eax | <eax> |

      Examples:
        | case     | switch | eax        |
        | enabled  | on     | 0x40000082 |
        | disabled | off    | 0x4000000a |

    @syndbg.leaves-follow @SYNDBG-44 @since-review @needs-supported-cpuid
    Example: Without it neither leaves nor feature bits are listed
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on vCPU 0 with:
        | nent | 256 |
      Then it does not list leaf 0x40000082
      And in leaf 0x40000003 bit 11 of edx is clear
