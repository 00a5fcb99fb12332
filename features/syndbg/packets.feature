@syndbg @since-upstream @needs-vmm
Feature: Packets for the guest, and how it learns of them
  What the debugger sends, userspace keeps until the guest asks for it by CONTROL bit 1. That there is something to ask
  for it says by one byte of the guest's memory, at the page that the guest has named in PENDING_BUFFER: a look at it
  costs no exit.

  @SYNDBG-117
  Rule: At a CONTROL exit with bit 1 of control set userspace MUST take the oldest packet that waits and write it to recv_page
    Packets that change places, or come twice, are another conversation.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/virt/kvm/api.rst, KVM_EXIT_HYPERV_SYNDBG;
    https://github.com/qemu/qemu/blob/v9.2.0/target/i386/kvm/hyperv.c, kvm_hv_handle_exit();
    https://github.com/qemu/qemu/blob/v9.2.0/hw/hyperv/syndbg.c, handle_recv_msg()

    @syndbg.packet-received
    Example: A command to receive puts the packet at recv_page, and leaves what is behind it
      Given a VM with SynDbg on
      And the guest writes 0xff00_0000 to 4 bytes at 0x6000 of guest memory
      And the debugger sends "abc"
      And the guest writes 0x6000 to RECV_BUFFER
      And the guest writes 0x2 to CONTROL
      And userspace serves vCPU 0
      When the guest reads 4 bytes at 0x6000 of guest memory
      Then it returns 0xff63_6261
      And nothing else changes

    @syndbg.oldest-first
    Example: Of two packets the second command receives the second
      Given a VM with SynDbg on
      And the debugger sends "abc"
      And the debugger sends "xyz"
      And the guest writes 0x6000 to RECV_BUFFER
      And the guest writes 0x2 to CONTROL
      And userspace serves vCPU 0
      And userspace enters vCPU 0
      And the guest writes 0x2 to CONTROL
      And userspace serves vCPU 0
      When the guest reads 3 bytes at 0x6000 of guest memory
      Then it returns 0x7a_7978
      And nothing else changes

  @SYNDBG-27
  Rule: At a PENDING_BUFFER exit userspace MUST take pending_page for the place where it tells the guest that a packet waits
    The guest polls this byte by memory reads: an exit for each look would make debugging slow.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5), the text on
    KVM_EXIT_HYPERV_SYNDBG; https://github.com/qemu/qemu/blob/v9.2.0/target/i386/kvm/hyperv.c,
    kvm_hv_handle_exit()

    @syndbg.pending-page-taken
    Example: The debugger's packet is told of by one byte, at the page that the guest has named
      Given a VM with SynDbg on
      And the guest writes 0xff00 to 2 bytes at 0x7000 of guest memory
      And the guest writes 0x7000 to PENDING_BUFFER
      And userspace serves vCPU 0
      And the debugger sends "abc"
      When the guest reads 2 bytes at 0x7000 of guest memory
      Then it returns 0xff01
      And nothing else changes

    @syndbg.pending-page-moved
    Example: The second page that the guest names counts, and no longer the first
      Given a VM with SynDbg on
      And the guest writes 0x7000 to PENDING_BUFFER
      And userspace serves vCPU 0
      And userspace enters vCPU 0
      And the guest writes 0x8000 to PENDING_BUFFER
      And userspace serves vCPU 0
      And the debugger sends "abc"
      When the guest reads 1 byte at 0x7000 of guest memory
      Then it returns 0x0
      And nothing else changes

    @syndbg.pending-page-taken-away
    Scenario Outline: <case>: after a PENDING_BUFFER of 0 a packet is told of nowhere, and not at <place>
      Given a VM with SynDbg on
      And the guest writes 0x7000 to PENDING_BUFFER
      And userspace serves vCPU 0
      And userspace enters vCPU 0
      And the guest writes 0x0 to PENDING_BUFFER
      And userspace serves vCPU 0
      And the debugger sends "abc"
      When the guest reads 1 byte at <place> of guest memory
      Then it returns 0x0
      And nothing else changes

      Examples:
        | case    | place  |
        | before  | 0x7000 |
        | nowhere | 0x0    |

    @syndbg.pending-page-not-named
    Example: Before the guest has named a page a packet is told of nowhere, and not at 0x0
      Given a VM with SynDbg on
      And the debugger sends "abc"
      When the guest reads 8 bytes at 0x0 of guest memory
      Then it returns 0x0
      And nothing else changes

    @syndbg.pending-page-late
    Example: A packet that came before the guest named its page is told of there
      Given a VM with SynDbg on
      And the debugger sends "abc"
      And the guest writes 0x7000 to PENDING_BUFFER
      And userspace serves vCPU 0
      When the guest reads 1 byte at 0x7000 of guest memory
      Then it returns 0x1
      And nothing else changes

  @SYNDBG-118
  Rule: The byte at the pending page MUST be 1 while a packet waits, and 0 from the time on when the guest has taken the last
    A byte that stays 1 is a guest that asks in vain; one that stays 0 a guest that never asks.
    Source: https://github.com/qemu/qemu/blob/v9.2.0/hw/hyperv/syndbg.c, set_pending_state(),
    hv_syndbg_recv_event() and handle_recv_msg()

    @syndbg.pending-byte-cleared
    Example: After the last packet was received the byte is 0
      Given a VM with SynDbg on
      And the guest writes 0x7000 to PENDING_BUFFER
      And userspace serves vCPU 0
      And userspace enters vCPU 0
      And the debugger sends "abc"
      And the guest writes 0x2 to CONTROL
      And userspace serves vCPU 0
      When the guest reads 1 byte at 0x7000 of guest memory
      Then it returns 0x0
      And nothing else changes

    @syndbg.pending-byte-kept
    Example: While a second packet waits the byte stays 1
      Given a VM with SynDbg on
      And the guest writes 0x7000 to PENDING_BUFFER
      And userspace serves vCPU 0
      And userspace enters vCPU 0
      And the debugger sends "abc"
      And the debugger sends "xyz"
      And the guest writes 0x6000 to RECV_BUFFER
      And the guest writes 0x2 to CONTROL
      And userspace serves vCPU 0
      When the guest reads 1 byte at 0x7000 of guest memory
      Then it returns 0x1
      And nothing else changes
