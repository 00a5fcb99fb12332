@syndbg
Feature: What flows back when userspace answers
  Userspace reports the result of a command in the run structure's status. KVM takes that one field, and it
  looks at the run structure as it is at re-entry, not at what caused the exit.

  Rule: status is taken for CONTROL and for nothing else

    @syndbg.status-taken-after-control @SYNDBG-19 @SYNDBG-24
    Scenario Outline: <case>: userspace answers a CONTROL exit with <status>
      Given a VM with SynDbg on
      When the guest writes 0x9001 to CONTROL
      And userspace re-enters vCPU 0 with:
        | status | <status> |
      Then it succeeds
      And STATUS holds <status>
      And vCPU 0 can run
      And nothing else changes

      Examples:
        | case     | status                |
        | cafe     | 0xcafe                |
        | zero     | 0x0                   |
        | all-ones | 0xffff_ffff_ffff_ffff |

    @syndbg.answer-wins-over-the-field @SYNDBG-19
    Example: What userspace answers counts, not what stood in the field before
      Given a VM with SynDbg on
      When the guest writes 0x5757 to STATUS
      And the guest writes 0x1 to CONTROL
      And userspace re-enters vCPU 0 with:
        | status | 0x5757_0000 |
      Then STATUS holds 0x5757_0000

    @syndbg.guest-reads-the-answer @SYNDBG-19
    Example: The guest reads the answer right after its command
      Given a VM with SynDbg on
      When the guest writes 0x9 to CONTROL
      And userspace re-enters vCPU 0 with:
        | status | 0xbeef_0000_beef |
      And the guest reads STATUS
      Then it returns 0xbeef_0000_beef

    @syndbg.status-ignored-after-pending @SYNDBG-24
    Example: The same answer to a PENDING_BUFFER exit is ignored
      Given a VM with SynDbg on
      When the guest writes 0x4000 to PENDING_BUFFER
      And userspace re-enters vCPU 0 with:
        | status | 0xcafe |
      Then STATUS holds 0x0
      And vCPU 0 can run
      And nothing else changes

  Rule: The run structure's msr decides, as userspace left it

    @syndbg.msr-decides @SYNDBG-25
    Scenario Outline: <case>: after an exit for <register>, msr <msr> leaves STATUS at <status>
      Given a VM with SynDbg on
      When the guest writes 0x5757 to STATUS
      And the guest writes 0x9001 to <register>
      And userspace re-enters vCPU 0 with:
        | status | 0xcafe |
        | msr    | <msr>  |
      Then STATUS holds <status>

      Examples:
        | case               | register       | msr            | status |
        | control-to-pending | CONTROL        | PENDING_BUFFER | 0x5757 |
        | control-to-zero    | CONTROL        | 0x0            | 0x5757 |
        | pending-to-control | PENDING_BUFFER | CONTROL        | 0xcafe |
        | pending-to-zero    | PENDING_BUFFER | 0x0            | 0x5757 |

    @syndbg.type-does-not-matter @SYNDBG-64 @since-upstream
    Scenario Outline: <case>: a type of <type> makes no difference
      Given a VM with SynDbg on
      When the guest writes 0x9001 to CONTROL
      And userspace re-enters vCPU 0 with:
        | status | 0xcafe |
        | type   | <type> |
      Then STATUS holds 0xcafe

      Examples:
        | case  | type |
        | synic | 0x1  |
        | hcall | 0x2  |

    @syndbg.other-fields-ignored @SYNDBG-65
    Scenario Outline: <case>: nothing else of the run structure comes back after <register>
      Given a VM with SynDbg on
      When the guest writes 0x9001 to <register>
      And userspace re-enters vCPU 0 with:
        | control      | 0x77_7000 |
        | send_page    | 0x77_7001 |
        | recv_page    | 0x77_7002 |
        | pending_page | 0x77_7003 |
        | status       | 0x0       |
      Then <register> holds 0x9001
      And vCPU 0 can run
      And nothing else changes

      Examples:
        | case    | register |
        | control | CONTROL  |

  Rule: A status that userspace leaves alone is taken too

    @syndbg.status-left-alone @SYNDBG-63 @since-upstream
    Example: The old STATUS is lost to the 0 that was delivered
      Given a VM with SynDbg on
      When the guest writes 0x444 to STATUS
      And the guest writes 0x2 to CONTROL
      And userspace re-enters vCPU 0
      Then STATUS holds 0x0

    @syndbg.host-status-lost @SYNDBG-67 @since-upstream
    Example: A STATUS that the host writes meanwhile is lost as well
      Given a VM with SynDbg on
      When the guest writes 0x1 to CONTROL
      And the host writes 0x5150 to STATUS
      Then STATUS holds 0x5150
      When userspace re-enters vCPU 0
      Then STATUS holds 0x0

  Rule: The completion comes with the next KVM_RUN, whatever else that does

    @syndbg.immediate-exit-completes @SYNDBG-68 @since-upstream @needs-immediate-exit
    Example: immediate_exit returns EINTR with the status already taken
      Given a VM with SynDbg on
      When the guest writes 0x9001 to CONTROL
      And userspace re-enters vCPU 0 with:
        | status         | 0xcafe |
        | immediate_exit | 1      |
      Then it fails with EINTR
      And STATUS holds 0xcafe
      And vCPU 0 can run

    @syndbg.immediate-exit-before-the-write @SYNDBG-69 @since-upstream @needs-immediate-exit
    Example: immediate_exit before the WRMSR stores nothing, and the write comes with the next run
      Given a VM with SynDbg on
      And the run structure holds:
        | immediate_exit | 1 |
      When the guest writes 0x61 to CONTROL
      Then it fails with EINTR
      And CONTROL holds 0x0
      When userspace re-enters vCPU 0
      Then vCPU 0 exits with:
        | control | 0x61 |

    @syndbg.set-regs-does-not-cancel @SYNDBG-70 @since-upstream @needs-set-regs
    Example: Sending the guest elsewhere does not cancel the completion
      Given a VM with SynDbg on
      When the guest writes 0x1 to CONTROL
      And userspace calls KVM_SET_REGS on vCPU 0 with:
        | rip | 0x1030 |
      And userspace re-enters vCPU 0 with:
        | status | 0x77aa |
      Then STATUS holds 0x77aa

    @syndbg.each-vcpu-its-own-run-structure @SYNDBG-71 @since-upstream
    Example: Two vCPUs wait, and each is completed from its own run structure
      Given 1 VM of 2 vCPUs with SynDbg on
      When guest vCPU 0 writes 0x71 to CONTROL
      And guest vCPU 1 writes 0x72 to CONTROL
      And userspace re-enters vCPU 1 with:
        | status | 0xaaa1 |
      Then STATUS holds 0xaaa1
      When userspace re-enters vCPU 0 with:
        | status | 0xaaa0 |
      Then STATUS holds 0xaaa0
