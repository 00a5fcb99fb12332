@syndbg @since-upstream
Feature: The host can always save and restore the registers
  Migration reads and writes the six values through KVM_GET_MSRS and KVM_SET_MSRS on a vCPU. That works with the gate
  closed as well, and never wakes the debugger.

  @SYNDBG-14
  Rule: An access by the host through a vCPU MUST always work, also with SynDbg off
    A VMM saves and restores whatever the guest may do, and does not ask first what that is.
    Source: https://lore.kernel.org/r/20200424113746.3473563-5-arilou@gmail.com (v11 4/7);
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, syndbg_set_msr() and syndbg_get_msr();
    recordings/syndbg, ids host/* and host_exit/*

    @syndbg.host-access-with-gate-closed
    Scenario Outline: <case>: the host writes <register> with SynDbg off
      Given a VM with SynDbg off
      When the host writes 0x4 to <register>
      Then it succeeds
      And <register> holds 0x4
      And nothing else changes

      Examples:
        | case    | register       |
        | control | CONTROL        |
        | status  | STATUS         |
        | pending | PENDING_BUFFER |
        | options | OPTIONS        |

    @syndbg.host-reads-with-gate-closed @SYNDBG-18
    Scenario Outline: <case>: the host reads <register> with SynDbg off
      Given a VM with SynDbg off
      And the host writes 0x1234_5678_9abc_def0 to <register>
      When the host reads <register>
      Then it returns 0x1234_5678_9abc_def0
      And nothing else changes

      Examples:
        | case    | register       |
        | control | CONTROL        |
        | pending | PENDING_BUFFER |
        | options | OPTIONS        |

    @syndbg.invariant-host @invariant-6 @SYNDBG-97
    Scenario Outline: <case>: with SynDbg <switch> the host is neither refused nor heard
      Given a VM of 2 vCPUs with SynDbg <switch>
      Then in any sequence of host accesses none is refused and none exits

      Examples:
        | case | switch |
        | on   | on     |
        | off  | off    |

  @SYNDBG-97
  Rule: A write by the host MUST store the value without an exit
    A CONTROL that a VMM restores is no command that was given just now: nobody waits for its result.
    Source: https://lore.kernel.org/r/20200424113746.3473563-5-arilou@gmail.com (v11 4/7), syndbg_set_msr(), which
    gained the argument host; https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c,
    syndbg_set_msr(); recordings/syndbg, ids host_exit/*

    @syndbg.host-write-does-not-exit
    Scenario Outline: <case>: the guest runs on after the host has written <register>
      Given a VM with SynDbg on
      And the host writes 0x1 to <register>
      When userspace enters vCPU 0
      Then it succeeds
      And nothing else changes

      Examples:
        | case    | register       |
        | control | CONTROL        |
        | pending | PENDING_BUFFER |

  @SYNDBG-80
  Rule: A host batch MUST do its MSRs in order up to the first unknown one, and all six of the debugger where there is none
    A VMM saves all MSRs in one call, and tells by the count where KVM stopped.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/virt/kvm/api.rst, KVM_GET_MSRS and
    KVM_SET_MSRS; recordings/syndbg, ids host_batch/*

    @syndbg.batch-of-six
    Example: All six registers are written by the host in one call
      Given a VM with SynDbg on
      When userspace calls KVM_SET_MSRS on vCPU 0:
        | CONTROL        | 0x1110 |
        | STATUS         | 0x1111 |
        | SEND_BUFFER    | 0x1112 |
        | RECV_BUFFER    | 0x1113 |
        | PENDING_BUFFER | 0x1114 |
        | OPTIONS        | 0x1115 |
      Then it answers:
        | count | 6 |
      And CONTROL holds 0x1110
      And STATUS holds 0x1111
      And SEND_BUFFER holds 0x1112
      And RECV_BUFFER holds 0x1113
      And PENDING_BUFFER holds 0x1114
      And OPTIONS holds 0x1115
      And nothing else changes

    @syndbg.batch-of-six-read
    Example: All six registers are read by the host in one call
      Given a VM with SynDbg on
      And userspace calls KVM_SET_MSRS on vCPU 0:
        | CONTROL        | 0x1110 |
        | STATUS         | 0x1111 |
        | SEND_BUFFER    | 0x1112 |
        | RECV_BUFFER    | 0x1113 |
        | PENDING_BUFFER | 0x1114 |
        | OPTIONS        | 0x1115 |
      When userspace calls KVM_GET_MSRS on vCPU 0:
        | CONTROL        |
        | STATUS         |
        | SEND_BUFFER    |
        | RECV_BUFFER    |
        | PENDING_BUFFER |
        | OPTIONS        |
      Then it answers:
        | count  | 6                                                |
        | values | [0x1110, 0x1111, 0x1112, 0x1113, 0x1114, 0x1115] |
      And nothing else changes

    @syndbg.batch-stores-what-comes-first
    Example: Of a batch with an unknown MSR in second place the first register is written, and the third is not
      Given a VM with SynDbg on
      When userspace calls KVM_SET_MSRS on vCPU 0:
        | RECV_BUFFER | 0x1113 |
        | 0x400000f0  | 0x1    |
        | SEND_BUFFER | 0x1112 |
      Then it answers:
        | count | 1 |
      And RECV_BUFFER holds 0x1113
      And nothing else changes

    @syndbg.batch-ends-at-an-unknown-msr
    Example: An unknown MSR in second place ends the batch after the first
      Given a VM with SynDbg on
      When userspace calls KVM_GET_MSRS on vCPU 0:
        | CONTROL     |
        | 0x400000f0  |
        | SEND_BUFFER |
      Then it answers:
        | count | 1 |
      And nothing else changes

  @SYNDBG-81
  Rule: KVM_SET_MSRS on /dev/kvm MUST return -EINVAL
    /dev/kvm stands for no VM: there is nothing that a write could go to.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/virt/kvm/api.rst, KVM_SET_MSRS;
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/x86.c, kvm_arch_dev_ioctl(); recordings/syndbg, ids
    host_sysfd/set/*

    @syndbg.system-set-refused
    Example: /dev/kvm does not take writes
      Given a VM with SynDbg on
      When userspace on /dev/kvm writes 0x1 to CONTROL
      Then it fails with EINVAL
      And nothing else changes

  @SYNDBG-96
  Rule: On Linux 6.12 and 7.2 KVM_GET_MSRS on /dev/kvm gave 0 for each of the six, and none of them on 6.1
    Reads of /dev/kvm are for feature MSRs, of which the six are none; kernels differ in how they say so.
    Source: recordings/syndbg, ids host_sysfd/get/*

    @syndbg.system-get @choice-sysfd_get=count1
    Example: /dev/kvm answers a read of CONTROL with 0, on newer kernels
      Given a VM with SynDbg on
      When userspace on /dev/kvm reads CONTROL
      Then it answers:
        | count  | 1     |
        | values | [0x0] |
      And nothing else changes

    @syndbg.system-get-empty @choice-sysfd_get=count0
    Example: /dev/kvm answers a read of CONTROL with nothing, on older kernels
      Given a VM with SynDbg on
      When userspace on /dev/kvm reads CONTROL
      Then it answers:
        | count | 0 |
      And nothing else changes
