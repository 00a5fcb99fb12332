@syndbg
Feature: CONTROL and PENDING_BUFFER exit to userspace
  A write of CONTROL is a command, a write of PENDING_BUFFER names a new pending page, and userspace has to hear of
  both. It hears of each of them, and at once: the guest does not get past its WRMSR before userspace has answered.

  @SYNDBG-05
  Rule: A guest write of CONTROL MUST store the value and exit to userspace
    Userspace has to send from SEND_BUFFER or to receive into RECV_BUFFER before the guest looks at STATUS.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5), syndbg_set_msr() and
    syndbg_exit()

    @syndbg.control-exits @SYNDBG-22
    Example: A write of CONTROL stores and exits
      Given a VM with SynDbg on
      When the guest writes 0x9001 to CONTROL
      Then vCPU 0 exits with:
        | exit    | SYNDBG  |
        | msr     | CONTROL |
        | control | 0x9001  |
      And CONTROL holds 0x9001
      And nothing else changes

    @syndbg.allowed-access-unchanged @since-upstream @needs-user-space-msr
    Example: With all user-space MSR exits on, an allowed write of CONTROL gives its SYNDBG exit as ever
      Given a VM with SynDbg on
      And userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with INVAL|UNKNOWN
      When the guest writes 0x3000 to CONTROL
      Then vCPU 0 exits with:
        | exit | SYNDBG |
      And CONTROL holds 0x3000
      And nothing else changes

    @syndbg.invariant-exits @invariant-2 @SYNDBG-06 @SYNDBG-07 @SYNDBG-09 @SYNDBG-28
    Example: In any sequence of accesses the exits are the guest's writes of CONTROL and PENDING_BUFFER
      Given a VM of 2 vCPUs with SynDbg on
      Then in any sequence of accesses each guest write of CONTROL or PENDING_BUFFER gives one exit, in order

  @SYNDBG-06
  Rule: A guest write of PENDING_BUFFER MUST store the value and exit to userspace
    The guest polls the pending page by memory reads: userspace has to know where it is before data comes in.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5), syndbg_set_msr() and
    syndbg_exit()

    @syndbg.pending-exits @SYNDBG-22
    Example: A write of PENDING_BUFFER stores and exits
      Given a VM with SynDbg on
      When the guest writes 0x4000 to PENDING_BUFFER
      Then vCPU 0 exits with:
        | exit         | SYNDBG         |
        | msr          | PENDING_BUFFER |
        | pending_page | 0x4000         |
      And PENDING_BUFFER holds 0x4000
      And nothing else changes

  @SYNDBG-09
  Rule: Every write of CONTROL or PENDING_BUFFER MUST exit, also of the value that is there already and of 0
    To send once more is the same command with the same value; an exit that is left out loses a packet.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5), syndbg_set_msr(), which
    compares nothing

    @syndbg.same-value-exits-again
    Scenario Outline: <case>: <register> is written <value> twice and exits twice
      Given a VM with SynDbg on
      And the guest writes <value> to <register>
      And the run structure holds:
        | status | 0x0 |
      And userspace enters vCPU 0
      When the guest writes <value> to <register>
      Then vCPU 0 exits with:
        | msr | <register> |
      And nothing else changes

      Examples:
        | case         | register       | value  |
        | control      | CONTROL        | 0x7    |
        | control-zero | CONTROL        | 0x0    |
        | pending      | PENDING_BUFFER | 0x6000 |
        | pending-zero | PENDING_BUFFER | 0x0    |

  @SYNDBG-28
  Rule: An exit MUST stand for one write: two writes give two, in order and not merged, and without a write there is none
    Merged or invented exits would have userspace send a packet too few or too many.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5), syndbg_exit()

    @syndbg.two-writes-two-exits
    Example: A write of CONTROL right after a write of PENDING_BUFFER gives an exit of its own
      Given a VM with SynDbg on
      And the guest writes 0x4000 to PENDING_BUFFER
      And userspace enters vCPU 0
      When the guest writes 0x1 to CONTROL
      Then vCPU 0 exits with:
        | msr | CONTROL |
      And CONTROL holds 0x1
      And nothing else changes

    @syndbg.host-write-one-exit @only-review @choice-host_write_exits=yes
    Example: Where writes by the host exit, one of CONTROL gives one exit, at the next KVM_RUN
      Given a VM with SynDbg on
      And the host writes 0x5 to CONTROL
      When userspace enters vCPU 0
      Then vCPU 0 exits with:
        | control | 0x5 |
      And nothing else changes

  @SYNDBG-26
  Rule: The exit MUST be synchronous: the vCPU runs no guest code between the write and the exit
    The guest reads STATUS right after its command: it must find the answer there, not the time before it.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5), syndbg_exit() and the
    text on KVM_EXIT_HYPERV_SYNDBG

    @syndbg.vcpu-waits-in-its-exit
    Example: After its write of CONTROL the vCPU waits for userspace's answer
      Given a VM with SynDbg on
      When the guest writes 0x1 to CONTROL
      Then vCPU 0 exits with:
        | msr | CONTROL |
      And vCPU 0 waits in its SYNDBG exit
      And CONTROL holds 0x1
      And nothing else changes

  @SYNDBG-98
  Rule: While a vCPU waits in its exit, the other vCPUs of the VM MUST go on
    A debugger stops the guest, and KVM must not: userspace may take its time with one vCPU.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5), syndbg_exit() and the
    text on KVM_EXIT_HYPERV_SYNDBG

    @syndbg.other-vcpu-goes-on
    Example: vCPU 1 goes on while vCPU 0 waits in its exit
      Given a VM of 2 vCPUs with SynDbg on
      And guest vCPU 0 writes 0x1 to CONTROL
      When guest vCPU 1 writes 0x4 to OPTIONS
      Then it succeeds
      And OPTIONS holds 0x4
      And nothing else changes

  @SYNDBG-72 @since-upstream @needs-synic
  Rule: The exits MUST be the same with and without SynIC and an in-kernel irqchip
    SYNDBG exits take the way of the SynIC exits through KVM; a VM without SynIC has to be debuggable as well.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, syndbg_exit(); recordings/syndbg,
    ids misc/in_kernel_irqchip/*

    @syndbg.exit-with-irqchip
    Scenario Outline: <case>: the exit is the same with an in-kernel irqchip and without SynIC
      Given a VM with an in-kernel irqchip and SynDbg on
      When the guest writes 0x4001 to <register>
      Then vCPU 0 exits with:
        | msr    | <register> |
        | status | 0x0        |
      And <register> holds 0x4001
      And nothing else changes

      Examples:
        | case    | register       |
        | control | CONTROL        |
        | pending | PENDING_BUFFER |

    @syndbg.synic-needs-irqchip
    Example: SynIC that cannot be enabled, for want of an irqchip, is not missed
      Given a VM with SynDbg on
      When userspace enables KVM_CAP_HYPERV_SYNIC2 on vCPU 0 with 0x0
      And the guest writes 0x1 to CONTROL
      Then vCPU 0 exits with:
        | msr | CONTROL |
      And CONTROL holds 0x1
      And nothing else changes
