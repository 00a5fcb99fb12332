@syndbg
Feature: What userspace finds in the run structure at an exit
  The exit carries the state with it, so that userspace need not read six MSRs for each packet. One field looks as if
  it were a register and is none: status is there for the answer.

  @SYNDBG-20
  Rule: The exit MUST have reason KVM_EXIT_HYPERV (27) and type KVM_EXIT_HYPERV_SYNDBG (3)
    By these two numbers a VMM tells the exit from those of SynIC and hypercalls.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5), syndbg_exit();
    https://github.com/torvalds/linux/blob/v6.12/include/uapi/linux/kvm.h, struct kvm_hyperv_exit

    @syndbg.exit-reason-and-type
    Scenario Outline: <case>: an exit for <register> has KVM_EXIT_HYPERV as its reason and SYNDBG as its type
      Given a VM with SynDbg on
      When the guest writes 0x5000 to <register>
      Then vCPU 0 exits with:
        | exit   | SYNDBG                 |
        | reason | KVM_EXIT_HYPERV        |
        | type   | KVM_EXIT_HYPERV_SYNDBG |
      And <register> holds 0x5000
      And nothing else changes

      Examples:
        | case    | register       |
        | control | CONTROL        |
        | pending | PENDING_BUFFER |

    @syndbg.exit-reason-place @needs-run-bytes
    Example: The exit's reason stands in the 4 bytes at 8 of the run structure
      Given a VM with SynDbg on
      And the guest writes 0x1 to CONTROL
      When userspace reads 4 bytes at 8 of the run structure of vCPU 0
      Then it returns 0x1b
      And nothing else changes

  @SYNDBG-22
  Rule: At the exit msr MUST be the MSR that was written, and control, send_page, recv_page and pending_page the values after the store
    Userspace acts on what it finds here: the state before the store would be the last command once more.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5), syndbg_exit(), which is
    called after the store

    @syndbg.payload-is-complete
    Scenario Outline: <case>: an exit for <register> shows all four values, in 64 bits each
      Given a VM with SynDbg on
      And the guest writes 0x5_0000_5000 to SEND_BUFFER
      And the guest writes 0x6_0000_6000 to RECV_BUFFER
      And the guest writes 0x7_0000_7000 to PENDING_BUFFER
      And userspace enters vCPU 0
      When the guest writes <value> to <register>
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
    Example: What vCPU 1 wrote is in the payload of an exit of vCPU 0
      Given a VM of 2 vCPUs with SynDbg on
      And guest vCPU 1 writes 0x5000 to SEND_BUFFER
      When guest vCPU 0 writes 0x1 to CONTROL
      Then vCPU 0 exits with:
        | control   | 0x1    |
        | send_page | 0x5000 |
      And CONTROL holds 0x1
      And nothing else changes

    @syndbg.invariant-payload @invariant-4
    Example: Whatever came before, an exit shows the state after its write
      Given a VM of 2 vCPUs with SynDbg on
      Then in any sequence of accesses every exit shows the state after its write

  @SYNDBG-62 @since-upstream
  Rule: On Linux 6.1, 6.12 and 7.2 the status field of a SYNDBG exit was 0 or, after a SynIC exit of the same vCPU, the evt_page of that one
    Nothing fills the field in: it shares its place with a field of the SynIC exits, and keeps what was there.
    Source: recordings/syndbg, ids stale/* and status_seq/*

    @syndbg.status-field-is-no-status
    Example: A STATUS of 0x5757 does not show in the status field of an exit
      Given a VM with SynDbg on
      And the guest writes 0x5757 to STATUS
      When the guest writes 0x1 to CONTROL
      Then vCPU 0 exits with:
        | status | 0x0 |
      And CONTROL holds 0x1
      And nothing else changes

    @syndbg.status-field-is-written
    Example: What userspace left in status does not come back at the next exit
      Given a VM with SynDbg on
      And the run structure holds:
        | every byte | 0xa5 |
      When the guest writes 0x1 to CONTROL
      Then vCPU 0 exits with:
        | status | 0x0 |
        | pad1   | 0x0 |
      And CONTROL holds 0x1
      And nothing else changes

    @syndbg.status-field-after-synic @needs-synic
    Scenario Outline: <case>: after a SynIC exit for <register> the status field of a SYNDBG exit is the event page, <status>
      Given a VM with an in-kernel irqchip and SynDbg on
      And userspace enables <cap> on vCPU 0 with 0x0
      And the guest writes 0xabc_d000 to <register>
      And userspace enters vCPU 0
      When the guest writes 0x32 to CONTROL
      Then vCPU 0 exits with:
        | status | <status> |
      And CONTROL holds 0x32
      And nothing else changes

      Examples:
        | case         | cap                   | register | status     |
        | event-page   | KVM_CAP_HYPERV_SYNIC2 | SIEFP    | 0xabc_d000 |
        | message-page | KVM_CAP_HYPERV_SYNIC  | SIMP     | 0x0        |
        | control      | KVM_CAP_HYPERV_SYNIC2 | SCONTROL | 0x0        |

    @syndbg.status-field-place @needs-run-bytes
    Example: The status field of an exit, the 8 bytes at 56 of the run structure, is 0
      Given a VM with SynDbg on
      And the run structure holds:
        | every byte | 0xa5 |
      And the guest writes 0x1 to CONTROL
      When userspace reads 8 bytes at 56 of the run structure of vCPU 0
      Then it returns 0x0
      And nothing else changes

  @SYNDBG-61 @since-upstream
  Rule: On Linux 6.1, 6.12 and 7.2 both pads were 0 at a SYNDBG exit
    A pad that is not written would show userspace what an earlier exit, or the kernel, had left there.
    Source: recordings/syndbg, ids fill_seq/* and guest_wr_value/*

    @syndbg.exit-pads
    Example: The pads of a PENDING_BUFFER exit are 0 where userspace had left 0xa5 in every byte
      Given a VM with SynDbg on
      And the run structure holds:
        | every byte | 0xa5 |
      When the guest writes 0x4000 to PENDING_BUFFER
      Then vCPU 0 exits with:
        | pad1 | 0x0 |
        | pad2 | 0x0 |
      And PENDING_BUFFER holds 0x4000
      And nothing else changes

    @syndbg.exit-pad-places @needs-run-bytes
    Scenario Outline: <case>: a pad of an exit, the 4 bytes at <place> of the run structure, is 0
      Given a VM with SynDbg on
      And the run structure holds:
        | every byte | 0xa5 |
      And the guest writes 0x1 to CONTROL
      When userspace reads 4 bytes at <place> of the run structure of vCPU 0
      Then it returns 0x0
      And nothing else changes

      Examples:
        | case | place |
        | pad1 | 36    |
        | pad2 | 44    |

  @SYNDBG-60 @since-upstream
  Rule: On Linux 6.1, 6.12 and 7.2 RIP stood past the WRMSR at its SYNDBG exit where the CPU ran it
    Nothing is left to be done for the instruction.
    Source: recordings/syndbg, ids guest_wr_value/*

    @syndbg.exit-rip
    Example: At the exit for CONTROL RIP is past the WRMSR
      Given a VM with SynDbg on
      When the guest writes 0x1 to CONTROL
      Then vCPU 0 exits with:
        | rip | past the WRMSR |
      And CONTROL holds 0x1
      And nothing else changes

  @SYNDBG-128 @since-upstream @needs-user-space-msr
  Rule: On Linux 6.1, 6.12 and 7.2 RIP stood at the instruction at the exit of a refused access
    The instruction is shown before it has done anything, for userspace to decide.
    Source: recordings/syndbg, ids usermsr/*

    @syndbg.refusal-exit-rip
    Scenario Outline: <case>: at the exit of a refused access that <access> RIP is at the instruction
      Given a VM with SynDbg off
      And userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with INVAL
      When the guest <access>
      Then vCPU 0 exits with:
        | exit | <exit>             |
        | rip  | at the instruction |
      And nothing else changes

      Examples:
        | case  | access                | exit  |
        | write | writes 0x1 to CONTROL | WRMSR |
        | read  | reads STATUS          | RDMSR |
