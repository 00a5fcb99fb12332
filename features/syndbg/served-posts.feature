@syndbg @since-upstream @needs-vmm @needs-hypercalls
Feature: What userspace does with a POST_DEBUG_DATA
  A guest that agreed to hypercalls by OPTIONS posts whole frames of Ethernet: userspace takes off the headers of what it sends
  to the debugger. The input page, at 0x5000 here, has a count and options, 4 bytes each, and then the frame: its
  ethertype is at 12, the IP header at 14, the protocol in it at 23 (0x11 is UDP), and what it carries at 42. The output
  page is at 0x6000.

  @SYNDBG-134
  Rule: At a POST_DEBUG_DATA exit userspace MUST send one packet: what the UDP packet in the input page carries, as far as its count goes
    The debugger listens on a UDP socket of the host: it has no use for the headers that the guest made up.
    Source: https://github.com/qemu/qemu/blob/v9.2.0/hw/hyperv/hyperv.c, hyperv_hcall_post_dbg_data();
    https://github.com/qemu/qemu/blob/v9.2.0/hw/hyperv/syndbg.c, handle_send_msg() and get_udb_pkt_data();
    https://gerhart01.github.io/msdn.microsoft.com/en-us/library/windows/hardware/ff539094(v%3dvs.85).html,
    HvPostDebugData

    @syndbg.call-posts
    Scenario Outline: <case>: a frame of <count> bytes sends <text>
      Given a VM with SynDbg on
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      And the guest writes <count> to 8 bytes at 0x5000 of guest memory
      And the guest writes 0x45_0008 to 4 bytes at 0x5014 of guest memory
      And the guest writes 0x11 to 1 byte at 0x501f of guest memory
      And the guest writes "ping" to 4 bytes at 0x5032 of guest memory
      And the guest calls POST_DEBUG_DATA
      When userspace serves vCPU 0
      Then these events follow:
        | packet | "<text>" |
      And nothing else changes

      Examples:
        | case    | count         | text |
        | whole   | 0x2e          | ping |
        | part    | 0x2c          | pi   |
        | options | 0x1_0000_002e | ping |

  @SYNDBG-135
  Rule: What a guest posts that is no UDP packet of IPv4 userspace MUST NOT send
    The guest asks its network for an address, too, before it knows its debugger: there is nobody to hear that.
    Source: https://github.com/qemu/qemu/blob/v9.2.0/hw/hyperv/syndbg.c, handle_send_msg() and get_udb_pkt_data()

    @syndbg.call-posts-no-udp
    Scenario Outline: <case>: a frame of <count> bytes, ethertype bytes <type> and protocol <protocol>, is not sent
      Given a VM with SynDbg on
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      And the guest writes <count> to 8 bytes at 0x5000 of guest memory
      And the guest writes <type> to 4 bytes at 0x5014 of guest memory
      And the guest writes <protocol> to 1 byte at 0x501f of guest memory
      And the guest writes "ping" to 4 bytes at 0x5032 of guest memory
      And the guest calls POST_DEBUG_DATA
      When userspace serves vCPU 0
      Then it succeeds
      And nothing else changes

      Examples:
        | case | count | type      | protocol |
        | tcp  | 0x2e  | 0x45_0008 | 0x6      |
        | arp  | 0x2e  | 0x45_0608 | 0x11     |
        | cut  | 0x29  | 0x45_0008 | 0x11     |

  @SYNDBG-136
  Rule: Userspace MUST answer a POST_DEBUG_DATA whose packet it has sent with SUCCESS (0)
    A guest that is told otherwise posts the packet again.
    Source: https://github.com/qemu/qemu/blob/v9.2.0/hw/hyperv/hyperv.c, hyperv_hcall_post_dbg_data();
    https://gerhart01.github.io/msdn.microsoft.com/en-us/library/windows/hardware/ff539094(v%3dvs.85).html,
    HvPostDebugData

    @syndbg.call-post-answered
    Example: The guest gets 0 for a packet that was sent
      Given a VM with SynDbg on
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      And the guest writes 0x2e to 8 bytes at 0x5000 of guest memory
      And the guest writes 0x45_0008 to 4 bytes at 0x5014 of guest memory
      And the guest writes 0x11 to 1 byte at 0x501f of guest memory
      And the guest writes "ping" to 4 bytes at 0x5032 of guest memory
      And the guest calls POST_DEBUG_DATA
      And userspace serves vCPU 0
      When userspace enters vCPU 0
      Then it returns 0x0
      And vCPU 0 can run
      And nothing else changes

  @SYNDBG-137
  Rule: After a POST_DEBUG_DATA whose packet was sent the first 4 bytes of the output page, the pending count, MUST be 0
    A guest with bytes pending waits before it posts the next.
    Source: https://github.com/qemu/qemu/blob/v9.2.0/hw/hyperv/hyperv.c, hyperv_hcall_post_dbg_data();
    https://gerhart01.github.io/msdn.microsoft.com/en-us/library/windows/hardware/ff539094(v%3dvs.85).html,
    HvPostDebugData

    @syndbg.call-post-pending
    Example: After a packet that was sent the pending count is 0, where 0xffff stood
      Given a VM with SynDbg on
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      And the guest writes 0x2e to 8 bytes at 0x5000 of guest memory
      And the guest writes 0x45_0008 to 4 bytes at 0x5014 of guest memory
      And the guest writes 0x11 to 1 byte at 0x501f of guest memory
      And the guest writes "ping" to 4 bytes at 0x5032 of guest memory
      And the guest writes 0xffff to 4 bytes at 0x6000 of guest memory
      And the guest calls POST_DEBUG_DATA
      And userspace serves vCPU 0
      When the guest reads 4 bytes at 0x6000 of guest memory
      Then it returns 0x0
      And nothing else changes

  @SYNDBG-138
  Rule: Userspace MUST answer a POST_DEBUG_DATA with a count above 4088 with INVALID_PARAMETER (5)
    A page holds no more behind count and options; a count that is believed reads what lies behind the page.
    Source: https://github.com/qemu/qemu/blob/v9.2.0/hw/hyperv/hyperv.c, hyperv_hcall_post_dbg_data();
    https://gerhart01.github.io/msdn.microsoft.com/en-us/library/windows/hardware/ff539094(v%3dvs.85).html,
    HvPostDebugData

    @syndbg.call-post-too-long
    Example: A count of 4089 is refused
      Given a VM with SynDbg on
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      And the guest writes 0xff9 to 8 bytes at 0x5000 of guest memory
      And the guest calls POST_DEBUG_DATA
      And userspace serves vCPU 0
      When userspace enters vCPU 0
      Then it returns INVALID_PARAMETER
      And vCPU 0 can run
      And nothing else changes
