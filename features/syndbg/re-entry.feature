@syndbg @since-upstream
Feature: The completion comes with the next KVM_RUN, whatever else happens
  Between the exit and the next KVM_RUN userspace may write registers, may want to stop at once, or may serve another
  vCPU first. The answer is taken exactly once, when the vCPU that waits is entered again.

  @SYNDBG-66
  Rule: While the vCPU stands in its exit, the host MUST read the value that the guest wrote
    A migration may read the registers while a command is under way: it must find the command.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, syndbg_set_msr() and
    kvm_hv_syndbg_complete_userspace(); recordings/syndbg, ids status/*

    @syndbg.host-reads-while-the-vcpu-waits
    Scenario Outline: <case>: while the vCPU waits in its exit for <register> the host reads 0x9001 from it
      Given a VM with SynDbg on
      And the guest writes 0x9001 to <register>
      When the host reads <register>
      Then it returns 0x9001
      And nothing else changes

      Examples:
        | case    | register       |
        | control | CONTROL        |
        | pending | PENDING_BUFFER |

  @SYNDBG-129
  Rule: While the vCPU stands in its exit, the host MUST read the STATUS of before the write
    No result of a command may show before userspace has given it.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, syndbg_set_msr() and
    kvm_hv_syndbg_complete_userspace(); recordings/syndbg, ids status/*

    @syndbg.host-reads-new-control-old-status
    Example: The exit for CONTROL leaves the old STATUS beside the new CONTROL
      Given a VM with SynDbg on
      And the host writes 0x5757 to STATUS
      When the guest writes 0x9001 to CONTROL
      Then vCPU 0 exits with:
        | msr | CONTROL |
      And CONTROL holds 0x9001
      And STATUS holds 0x5757
      And nothing else changes

    @syndbg.host-reads-old-status
    Example: While the vCPU waits in its CONTROL exit the host reads the old STATUS
      Given a VM with SynDbg on
      And the host writes 0x5757 to STATUS
      And the guest writes 0x9001 to CONTROL
      When the host reads STATUS
      Then it returns 0x5757
      And nothing else changes

  @SYNDBG-67
  Rule: On Linux 6.1, 6.12 and 7.2 a host write of STATUS between a CONTROL exit and re-entry was lost to the status field
    The status field is taken after the host's write: a VMM has to answer by the run structure, not by KVM_SET_MSRS.
    Source: recordings/syndbg, ids misc/control_exit_then_host_set_status_*

    @syndbg.host-status-lost
    Example: A STATUS that the host writes while the vCPU waits is lost to the answer
      Given a VM with SynDbg on
      And the guest writes 0x1 to CONTROL
      And the host writes 0x5150 to STATUS
      When userspace enters vCPU 0
      Then STATUS holds 0x0
      And vCPU 0 can run
      And nothing else changes

  @SYNDBG-70
  Rule: On Linux 6.1, 6.12 and 7.2 setting registers while the vCPU stood in its exit did not cancel the completion
    The answer belongs to the exit, not to the place where the guest goes on.
    Source: recordings/syndbg, ids misc/control_exit_then_set_regs_then_run*

    @syndbg.set-regs-does-not-cancel @needs-set-regs
    Example: Sending the guest elsewhere does not cancel the completion
      Given a VM with SynDbg on
      And the guest writes 0x1 to CONTROL
      And userspace calls KVM_SET_REGS on vCPU 0 with rip 0x1030
      And the run structure holds:
        | status | 0x77aa |
      When userspace enters vCPU 0
      Then STATUS holds 0x77aa
      And vCPU 0 can run
      And nothing else changes

  @SYNDBG-68 @needs-immediate-exit
  Rule: Re-entry with immediate_exit MUST return -EINTR with the status already taken
    This is how userspace finishes a pending exit before it saves the state of a vCPU.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/virt/kvm/api.rst, KVM_RUN and
    immediate_exit; recordings/syndbg, ids status/CONTROL/prefilled/immediate_exit_then_get

    @syndbg.immediate-exit-completes
    Example: A re-entry with immediate_exit returns EINTR with the status already taken
      Given a VM with SynDbg on
      And the guest writes 0x9001 to CONTROL
      And the run structure holds:
        | status         | 0xcafe |
        | immediate_exit | 1      |
      When userspace enters vCPU 0
      Then it fails with EINTR
      And STATUS holds 0xcafe
      And vCPU 0 can run
      And nothing else changes

  @SYNDBG-69 @needs-immediate-exit
  Rule: A KVM_RUN with immediate_exit before the guest instruction MUST return -EINTR and leave the instruction to the next KVM_RUN
    A command that is stored and not heard of, or heard of twice, would be a packet lost or doubled.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/virt/kvm/api.rst, immediate_exit;
    recordings/syndbg, ids misc2/immediate_exit_before_wrmsr

    @syndbg.immediate-exit-before-the-write
    Example: A KVM_RUN with immediate_exit before the WRMSR stores nothing
      Given a VM with SynDbg on
      And the run structure holds:
        | immediate_exit | 1 |
      When the guest writes 0x61 to CONTROL
      Then it fails with EINTR
      And CONTROL holds 0x0

    @syndbg.immediate-exit-then-the-write
    Example: The WRMSR that immediate_exit put off comes with the next KVM_RUN
      Given a VM with SynDbg on
      And the run structure holds:
        | immediate_exit | 1 |
      When the guest writes 0x61 to CONTROL
      And userspace enters vCPU 0
      Then vCPU 0 exits with:
        | control | 0x61 |
      And CONTROL holds 0x61
      And nothing else changes

    @syndbg.immediate-exit-with-nothing-to-do
    Example: A KVM_RUN with immediate_exit and nothing to run leaves the vCPU as it was
      Given a VM with SynDbg on
      And the run structure holds:
        | immediate_exit | 1 |
      When userspace enters vCPU 0
      Then it fails with EINTR
      And vCPU 0 can run
      And nothing else changes

  @SYNDBG-71
  Rule: Each vCPU's exit MUST be completed from its own run structure, also while another vCPU stands in its exit
    Two vCPUs may wait at once: the answer for one must not be taken for the other.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c,
    kvm_hv_syndbg_complete_userspace(); https://github.com/torvalds/linux/blob/v6.12/include/uapi/linux/kvm.h,
    struct kvm_run; recordings/syndbg, ids misc2/two_vcpus/*

    @syndbg.each-vcpu-its-own-run-structure
    Example: Of two vCPUs that wait, vCPU 1 is completed from its own run structure
      Given a VM of 2 vCPUs with SynDbg on
      And guest vCPU 0 writes 0x71 to CONTROL
      And guest vCPU 1 writes 0x72 to CONTROL
      And the run structure holds:
        | status | 0xaaa1 |
      When userspace enters vCPU 1
      Then STATUS holds 0xaaa1
      And vCPU 1 can run
      And nothing else changes

    @syndbg.first-vcpu-answered-last
    Example: vCPU 0 is completed from its own run structure after vCPU 1 has gone on
      Given a VM of 2 vCPUs with SynDbg on
      And guest vCPU 0 writes 0x71 to CONTROL
      And guest vCPU 1 writes 0x72 to CONTROL
      And the run structure holds:
        | status | 0xaaa1 |
      And userspace enters vCPU 1
      And the run structure holds:
        | status | 0xaaa0 |
      When userspace enters vCPU 0
      Then STATUS holds 0xaaa0
      And vCPU 0 can run
      And nothing else changes
