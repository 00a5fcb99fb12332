@syndbg @since-upstream
Feature: The host can always save and restore the registers
  Migration reads and writes the six values through KVM_GET_MSRS and KVM_SET_MSRS on a vCPU. That works with
  the gate closed as well, and never wakes the debugger.

  @SYNDBG-14
  Rule: Host access is never refused and never exits

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
      When the host writes 0x1234_5678_9abc_def0 to <register>
      And the host reads <register>
      Then it returns 0x1234_5678_9abc_def0
      And nothing else changes

      Examples:
        | case    | register       |
        | control | CONTROL        |
        | pending | PENDING_BUFFER |
        | options | OPTIONS        |

    @syndbg.host-write-does-not-exit
    Scenario Outline: <case>: the guest runs on after the host has written <register>
      Given a VM with SynDbg on
      When the host writes 0x1 to <register>
      And userspace re-enters vCPU 0
      Then it succeeds
      And no exit follows

      Examples:
        | case    | register       |
        | control | CONTROL        |
        | pending | PENDING_BUFFER |

  Rule: Batches and /dev/kvm

    @syndbg.batch-of-six @SYNDBG-80
    Example: All six in one call
      Given a VM with SynDbg off
      When userspace calls KVM_SET_MSRS on vCPU 0 with:
        | msrs   | CONTROL, STATUS, SEND_BUFFER, RECV_BUFFER, PENDING_BUFFER, OPTIONS |
        | values | 0x1110, 0x1111, 0x1112, 0x1113, 0x1114, 0x1115                     |
      Then it answers:
        | count | 6 |
      When userspace calls KVM_GET_MSRS on vCPU 0 with:
        | msrs | CONTROL, STATUS, SEND_BUFFER, RECV_BUFFER, PENDING_BUFFER, OPTIONS |
      Then it answers:
        | count  | 6                                                |
        | values | [0x1110, 0x1111, 0x1112, 0x1113, 0x1114, 0x1115] |

    @syndbg.batch-ends-at-an-unknown-msr @SYNDBG-80
    Example: An unknown MSR in second place ends the batch after the first
      Given a VM with SynDbg on
      When userspace calls KVM_GET_MSRS on vCPU 0 with:
        | msrs | CONTROL, 0x400000f0, SEND_BUFFER |
      Then it answers:
        | count | 1 |

    @syndbg.system-set-refused @SYNDBG-81
    Example: /dev/kvm does not take writes
      Given a VM with SynDbg on
      When userspace on /dev/kvm writes 0x1 to CONTROL
      Then it fails with EINVAL
      And nothing else changes

    @syndbg.system-get @SYNDBG-96 @choice-sysfd_get=count1
    Example: /dev/kvm answers a read with 0, on kernels that list emulated MSRs there
      Given a VM with SynDbg on
      When userspace on /dev/kvm reads CONTROL
      Then it answers:
        | count  | 1     |
        | values | [0x0] |

    @syndbg.system-get-empty @SYNDBG-96 @choice-sysfd_get=count0
    Example: Older kernels answer a read with nothing
      Given a VM with SynDbg on
      When userspace on /dev/kvm reads CONTROL
      Then it answers:
        | count | 0 |

  @SYNDBG-74
  Rule: Neither the guest OS id nor a reset clears the values

    @syndbg.os-id-cleared
    Scenario Outline: <case>: the host writes 0 to <register>
      Given a VM with SynDbg on
      When the host writes 0xeee2 to SEND_BUFFER
      And the host writes 0x81 to GUEST_OS_ID
      And the host writes 0x0 to <register>
      Then SEND_BUFFER holds 0xeee2
      And nothing else changes

      Examples:
        | case  | register    |
        | os-id | GUEST_OS_ID |
        | reset | RESET       |
