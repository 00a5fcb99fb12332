@syndbg
Feature: CONTROL and PENDING_BUFFER exit to userspace
  Writing CONTROL is a command and writing PENDING_BUFFER names a new pending page, so userspace has to hear
  of both. The exit is synchronous: the guest does not get past its WRMSR before userspace has answered.

  Rule: Every write of CONTROL or PENDING_BUFFER exits

    @syndbg.control-exits @SYNDBG-05 @SYNDBG-20 @SYNDBG-22
    Example: A write of CONTROL stores and exits
      Given a VM with SynDbg on
      When the guest writes 0x9001 to CONTROL
      Then vCPU 0 exits with:
        | exit    | SYNDBG     |
        | reason  | 0x1b       |
        | type    | 0x3        |
        | msr     | 0x400000f1 |
        | control | 0x9001     |
      And CONTROL holds 0x9001
      And nothing else changes

    @syndbg.pending-exits @SYNDBG-06 @SYNDBG-20 @SYNDBG-22
    Example: A write of PENDING_BUFFER stores and exits
      Given a VM with SynDbg on
      When the guest writes 0x4000 to PENDING_BUFFER
      Then vCPU 0 exits with:
        | exit         | SYNDBG     |
        | reason       | 0x1b       |
        | type         | 0x3        |
        | msr          | 0x400000f5 |
        | pending_page | 0x4000     |
      And PENDING_BUFFER holds 0x4000
      And nothing else changes

    @syndbg.same-value-exits-again @SYNDBG-09
    Scenario Outline: <case>: <register> is written <value> twice and exits twice
      Given a VM with SynDbg on
      When the guest writes <value> to <register>
      And userspace re-enters vCPU 0 with:
        | status | 0x0 |
      And the guest writes <value> to <register>
      Then vCPU 0 exits with:
        | msr | <register> |
      And nothing else changes

      Examples:
        | case         | register       | value  |
        | control      | CONTROL        | 0x7    |
        | control-zero | CONTROL        | 0x0    |
        | pending      | PENDING_BUFFER | 0x6000 |
        | pending-zero | PENDING_BUFFER | 0x0    |

    @syndbg.two-writes-two-exits @SYNDBG-28
    Example: A write of the one right after a write of the other gives an exit of its own
      Given a VM with SynDbg on
      When the guest writes 0x4000 to PENDING_BUFFER
      And userspace re-enters vCPU 0
      And the guest writes 0x1 to CONTROL
      Then vCPU 0 exits with:
        | msr | CONTROL |

  @SYNDBG-22
  Rule: The payload is the state after the store

    @syndbg.payload-is-complete @SYNDBG-21
    Scenario Outline: <case>: an exit for <register> shows all four values, in 64 bits each
      Given a VM with SynDbg on
      When the guest writes 0x5_0000_5000 to SEND_BUFFER
      And the guest writes 0x6_0000_6000 to RECV_BUFFER
      And the guest writes 0x7_0000_7000 to PENDING_BUFFER
      And userspace re-enters vCPU 0
      And the guest writes <value> to <register>
      Then vCPU 0 exits with:
        | msr          | <register>    |
        | control      | <control>     |
        | send_page    | 0x5_0000_5000 |
        | recv_page    | 0x6_0000_6000 |
        | pending_page | <pending>     |
      And <register> holds <value>
      And nothing else changes

      Examples:
        | case    | register       | value         | control       | pending       |
        | control | CONTROL        | 0x2_0000_0023 | 0x2_0000_0023 | 0x7_0000_7000 |
        | pending | PENDING_BUFFER | 0x8_0000_8000 | 0x0           | 0x8_0000_8000 |

    @syndbg.payload-shows-the-other-vcpus-writes
    Example: What another vCPU wrote is in the payload
      Given 1 VM of 2 vCPUs with SynDbg on
      When guest vCPU 1 writes 0x5000 to SEND_BUFFER
      And guest vCPU 0 writes 0x1 to CONTROL
      Then vCPU 0 exits with:
        | control   | 0x1    |
        | send_page | 0x5000 |

  Rule: The status field is not the STATUS register

    @syndbg.status-field-is-no-status @SYNDBG-62 @since-upstream
    Example: A STATUS of 0x5757 does not show in the exit
      Given a VM with SynDbg on
      When the guest writes 0x5757 to STATUS
      And the guest writes 0x1 to CONTROL
      Then vCPU 0 exits with:
        | status | 0x0 |

    @syndbg.status-field-is-written @SYNDBG-62 @since-upstream
    Example: What userspace left in the run structure does not come back
      Given a VM with SynDbg on
      And the run structure holds:
        | fill | 0xa5 |
      When the guest writes 0x1 to CONTROL
      Then vCPU 0 exits with:
        | status | 0x0 |
        | pad1   | 0x0 |

    @syndbg.status-field-after-synic @SYNDBG-62 @SYNDBG-63 @since-upstream @needs-synic
    Example: After a SynIC exit the field holds that exit's event page, and STATUS takes it
      Given the VM has an in-kernel irqchip
      And a VM with SynDbg on
      When userspace enables KVM_CAP_HYPERV_SYNIC2 on vCPU 0 with 0x0
      And the guest writes 0xabc_d000 to SIEFP
      And userspace re-enters vCPU 0
      And the guest writes 0x32 to CONTROL
      Then vCPU 0 exits with:
        | status | 0xabcd000 |
      When userspace re-enters vCPU 0
      Then STATUS holds 0xabc_d000

  Rule: The exit is clean and synchronous

    @syndbg.exit-pads @SYNDBG-61 @since-upstream
    Example: Both pads are 0
      Given a VM with SynDbg on
      And the run structure holds:
        | fill | 0xa5 |
      When the guest writes 0x4000 to PENDING_BUFFER
      Then vCPU 0 exits with:
        | pad1 | 0x0 |
        | pad2 | 0x0 |

    @syndbg.exit-rip @SYNDBG-60 @since-upstream
    Example: RIP is past the WRMSR
      Given a VM with SynDbg on
      When the guest writes 0x1 to CONTROL
      Then vCPU 0 exits with:
        | rip | 0x1002 |

    @syndbg.vcpu-waits-in-its-exit @SYNDBG-26
    Example: The vCPU waits for userspace's answer
      Given a VM with SynDbg on
      When the guest writes 0x1 to CONTROL
      Then vCPU 0 waits in its SYNDBG exit

    @syndbg.other-vcpu-goes-on @SYNDBG-26
    Example: Another vCPU goes on meanwhile
      Given 1 VM of 2 vCPUs with SynDbg on
      When guest vCPU 0 writes 0x1 to CONTROL
      Then vCPU 0 exits with:
        | msr | CONTROL |
      When guest vCPU 1 writes 0x4 to OPTIONS
      Then OPTIONS holds 0x4
      And nothing else changes

    @syndbg.host-reads-new-control-old-status @SYNDBG-66 @since-upstream
    Example: While the vCPU waits the host reads the new CONTROL and the old STATUS
      Given a VM with SynDbg on
      When the host writes 0x5757 to STATUS
      And the guest writes 0x9001 to CONTROL
      Then CONTROL holds 0x9001
      And STATUS holds 0x5757
      When the host reads CONTROL
      Then it returns 0x9001
      When the host reads STATUS
      Then it returns 0x5757

    @syndbg.exit-with-irqchip @SYNDBG-72 @since-upstream @needs-synic
    Scenario Outline: <case>: the exit is the same with an in-kernel irqchip and without SynIC
      Given the VM has an in-kernel irqchip
      And a VM with SynDbg on
      When the guest writes 0x4001 to <register>
      Then vCPU 0 exits with:
        | msr    | <register> |
        | status | 0x0        |

      Examples:
        | case    | register       |
        | control | CONTROL        |
        | pending | PENDING_BUFFER |

    @syndbg.synic-needs-irqchip @SYNDBG-72 @since-upstream @needs-synic
    Example: SynIC that cannot be enabled, for want of an irqchip, is not missed
      Given a VM with SynDbg on
      When userspace enables KVM_CAP_HYPERV_SYNIC2 on vCPU 0 with 0x0
      And the guest writes 0x1 to CONTROL
      Then vCPU 0 exits with:
        | msr | CONTROL |
