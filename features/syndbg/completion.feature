@syndbg
Feature: What flows back when userspace answers
  Userspace reports the result of a command in the run structure's status. KVM takes that one field, and it looks at
  the run structure as it is at re-entry, not at what caused the exit.

  @SYNDBG-19
  Rule: After a CONTROL exit is completed, STATUS MUST read as the status that userspace put into the run structure
    STATUS is how the guest learns what became of its packet.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5),
    kvm_hv_syndbg_complete_userspace() and syndbg_get_msr(); recordings/syndbg, ids status/CONTROL/*

    @syndbg.status-taken-after-control
    Scenario Outline: <case>: userspace answers a CONTROL exit with <status>
      Given a VM with SynDbg on
      And the guest writes 0x9001 to CONTROL
      And the run structure holds:
        | status | <status> |
      When userspace enters vCPU 0
      Then it succeeds
      And STATUS holds <status>
      And vCPU 0 can run
      And nothing else changes

      Examples:
        | case     | status                |
        | cafe     | 0xcafe                |
        | zero     | 0x0                   |
        | all-ones | 0xffff_ffff_ffff_ffff |

    @syndbg.answer-wins-over-the-field
    Example: What userspace answers counts, not what stood in STATUS before
      Given a VM with SynDbg on
      And the guest writes 0x5757 to STATUS
      And the guest writes 0x1 to CONTROL
      And the run structure holds:
        | status | 0x5757_0000 |
      When userspace enters vCPU 0
      Then STATUS holds 0x5757_0000
      And vCPU 0 can run
      And nothing else changes

    @syndbg.guest-reads-the-answer
    Example: The guest reads userspace's answer in STATUS right after its command
      Given a VM with SynDbg on
      And the guest writes 0x9 to CONTROL
      And the run structure holds:
        | status | 0xbeef_0000_beef |
      And userspace enters vCPU 0
      When the guest reads STATUS
      Then it returns 0xbeef_0000_beef
      And nothing else changes

  @SYNDBG-24
  Rule: Completing an exit MUST let the vCPU go on, and change STATUS after CONTROL alone
    A new pending page is no command, and has no result that could be reported.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5),
    kvm_hv_syndbg_complete_userspace(); recordings/syndbg, ids status/*

    @syndbg.status-ignored-after-pending
    Example: A status with which userspace answers a PENDING_BUFFER exit is ignored
      Given a VM with SynDbg on
      And the guest writes 0x4000 to PENDING_BUFFER
      And the run structure holds:
        | status | 0xcafe |
      When userspace enters vCPU 0
      Then STATUS holds 0x0
      And vCPU 0 can run
      And nothing else changes

  @SYNDBG-25
  Rule: The completion MUST go by the run structure as userspace left it: if userspace changes msr, the new msr decides
    KVM keeps no note of what caused the exit; a VMM that clears the structure in between gets what it asks for.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5),
    kvm_hv_syndbg_complete_userspace(); recordings/syndbg, ids status/*/sets_status_and_msr=*

    @syndbg.msr-decides
    Scenario Outline: <case>: after an exit for <register>, msr <msr> leaves STATUS at <status>
      Given a VM with SynDbg on
      And the guest writes 0x5757 to STATUS
      And the guest writes 0x9001 to <register>
      And the run structure holds:
        | status | 0xcafe |
        | msr    | <msr>  |
      When userspace enters vCPU 0
      Then STATUS holds <status>
      And vCPU 0 can run
      And nothing else changes

      Examples:
        | case               | register       | msr            | status |
        | control-to-pending | CONTROL        | PENDING_BUFFER | 0x5757 |
        | control-to-zero    | CONTROL        | 0x0            | 0x5757 |
        | pending-to-control | PENDING_BUFFER | CONTROL        | 0xcafe |
        | pending-to-zero    | PENDING_BUFFER | 0x0            | 0x5757 |

    @syndbg.invariant-answers @invariant-5 @SYNDBG-19 @SYNDBG-24
    Example: Any answer to a SYNDBG exit changes STATUS or nothing
      Given a VM of 2 vCPUs with SynDbg on
      Then whatever userspace answers, only status flows back, and only where msr is CONTROL

  @SYNDBG-64 @since-upstream
  Rule: On Linux 6.1, 6.12 and 7.2 a type that userspace changed in the run structure made no difference to the completion
    The completion was chosen when the exit was made; the number that userspace sees is only for userspace.
    Source: recordings/syndbg, ids status/*/sets_status_and_type=*

    @syndbg.type-does-not-matter
    Scenario Outline: <case>: a type of <type> in the answer to a CONTROL exit makes no difference
      Given a VM with SynDbg on
      And the guest writes 0x9001 to CONTROL
      And the run structure holds:
        | status | 0xcafe |
        | type   | <type> |
      When userspace enters vCPU 0
      Then STATUS holds 0xcafe
      And vCPU 0 can run
      And nothing else changes

      Examples:
        | case  | type |
        | synic | 0x1  |
        | hcall | 0x2  |

  @SYNDBG-65
  Rule: What userspace writes to control, send_page, recv_page or pending_page MUST have no effect
    The registers are the guest's: userspace that wants to change one has KVM_SET_MSRS.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5),
    kvm_hv_syndbg_complete_userspace(); recordings/syndbg, ids status/*/sets_other_fields

    @syndbg.other-fields-ignored
    Scenario Outline: <case>: no page and no command comes back from the answer to an exit for <register>
      Given a VM with SynDbg on
      And the guest writes 0x9001 to <register>
      And the run structure holds:
        | control      | 0x77_7000 |
        | send_page    | 0x77_7001 |
        | recv_page    | 0x77_7002 |
        | pending_page | 0x77_7003 |
        | status       | 0x0       |
      When userspace enters vCPU 0
      Then <register> holds 0x9001
      And vCPU 0 can run
      And nothing else changes

      Examples:
        | case    | register |
        | control | CONTROL  |

  @SYNDBG-63 @since-upstream
  Rule: On Linux 6.1, 6.12 and 7.2 completing a CONTROL exit of which userspace left status alone overwrote STATUS all the same, with the field as it was delivered
    A VMM that does not answer loses the STATUS of before: KVM cannot tell a field left alone from an answer.
    Source: recordings/syndbg, ids status/CONTROL/*

    @syndbg.status-left-alone
    Example: The old STATUS is lost to the 0 that was delivered
      Given a VM with SynDbg on
      And the guest writes 0x444 to STATUS
      And the guest writes 0x2 to CONTROL
      When userspace enters vCPU 0
      Then STATUS holds 0x0
      And vCPU 0 can run
      And nothing else changes

    @syndbg.stale-event-page-taken @needs-synic
    Example: The event page that an earlier SynIC exit left in the field ends up in STATUS
      Given a VM with an in-kernel irqchip and SynDbg on
      And userspace enables KVM_CAP_HYPERV_SYNIC2 on vCPU 0 with 0x0
      And the guest writes 0xabc_d000 to SIEFP
      And userspace enters vCPU 0
      And the guest writes 0x32 to CONTROL
      When userspace enters vCPU 0
      Then STATUS holds 0xabc_d000
      And vCPU 0 can run
      And nothing else changes
