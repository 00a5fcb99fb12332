@syndbg @since-upstream @needs-vmm
Feature: What userspace does with an exit
  KVM hands each command over and knows nothing of packets. Userspace sends what stands at send_page, or gives the guest
  what the debugger has sent (packets.feature), and answers by status, which the guest reads in STATUS. A command is two bits of
  CONTROL, 0 to send and 1 to receive, and the length of what is sent in bits 31 to 16: 0x4_0001 sends 4 bytes. "serves"
  says that userspace does so, before it enters the vCPU again.

  @SYNDBG-115
  Rule: At a CONTROL exit with bit 0 of control set userspace MUST send one packet: the bytes at send_page, as many as bits 31 to 16 of control say
    A packet too many, or one that is cut, is a debugger that loses its guest.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/virt/kvm/api.rst, KVM_EXIT_HYPERV_SYNDBG;
    https://github.com/qemu/qemu/blob/v9.2.0/target/i386/kvm/hyperv.c, kvm_hv_handle_exit();
    https://github.com/qemu/qemu/blob/v9.2.0/hw/hyperv/syndbg.c, handle_send_msg()

    @syndbg.packet-sent
    Scenario Outline: <case>: a command with CONTROL <control> sends <text>
      Given a VM with SynDbg on
      And the guest writes "ping" to 4 bytes at 0x5000 of guest memory
      And the guest writes 0x5000 to SEND_BUFFER
      And the guest writes <control> to CONTROL
      When userspace serves vCPU 0
      Then these events follow:
        | packet | "<text>" |
      And nothing else changes

      Examples:
        | case  | control  | text |
        | whole | 0x4_0001 | ping |
        | part  | 0x2_0001 | pi   |

    @syndbg.nothing-sent-for-a-page
    Example: The neighbour: a write of PENDING_BUFFER sends nothing
      Given a VM with SynDbg on
      And the guest writes "ping" to 4 bytes at 0x5000 of guest memory
      And the guest writes 0x5000 to SEND_BUFFER
      And the guest writes 0x4_0001 to PENDING_BUFFER
      When userspace serves vCPU 0
      Then it succeeds
      And nothing else changes

  @SYNDBG-116
  Rule: Userspace MUST answer a command to send with status 1, and one to receive with bit 2 and the length of the packet in bits 31 to 16, or 0 where none waits
    The guest learns from STATUS what became of its command, and how much there is at recv_page.
    Source: https://github.com/qemu/qemu/blob/v9.2.0/hw/hyperv/hyperv.c, hyperv_syndbg_send() and
    hyperv_syndbg_recv(); https://github.com/qemu/qemu/blob/v9.2.0/target/i386/kvm/hyperv-proto.h,
    HV_SYNDBG_STATUS_SET_SIZE

    @syndbg.sent-is-answered
    Example: A packet that was sent gives the guest status 1
      Given a VM with SynDbg on
      And the guest writes "ping" to 4 bytes at 0x5000 of guest memory
      And the guest writes 0x5000 to SEND_BUFFER
      And the guest writes 0x4_0001 to CONTROL
      And userspace serves vCPU 0
      When userspace enters vCPU 0
      Then STATUS holds 0x1
      And vCPU 0 can run
      And nothing else changes

    @syndbg.received-is-answered
    Example: A packet of 3 bytes gives the guest bit 2 and the length 3
      Given a VM with SynDbg on
      And the debugger sends "abc"
      And the guest writes 0x6000 to RECV_BUFFER
      And the guest writes 0x2 to CONTROL
      And userspace serves vCPU 0
      When userspace enters vCPU 0
      Then STATUS holds 0x3_0004
      And vCPU 0 can run
      And nothing else changes

    @syndbg.nothing-to-receive
    Example: Where no packet waits a command to receive gives the guest status 0
      Given a VM with SynDbg on
      And the guest writes 0x5757 to STATUS
      And the guest writes 0x6000 to RECV_BUFFER
      And the guest writes 0x2 to CONTROL
      And userspace serves vCPU 0
      When userspace enters vCPU 0
      Then STATUS holds 0x0
      And vCPU 0 can run
      And nothing else changes

  @SYNDBG-119
  Rule: At a CONTROL exit with bits 0 and 1 of control clear userspace MUST do nothing and answer 0
    Bits that mean nothing yet are no command.
    Source: https://github.com/qemu/qemu/blob/v9.2.0/target/i386/kvm/hyperv.c, kvm_hv_handle_exit()

    @syndbg.no-command
    Example: A CONTROL of 0x4_0000 has a length and no command
      Given a VM with SynDbg on
      And the guest writes "ping" to 4 bytes at 0x5000 of guest memory
      And the guest writes 0x5000 to SEND_BUFFER
      And the guest writes 0x4_0000 to CONTROL
      When userspace serves vCPU 0
      Then it succeeds
      And nothing else changes

    @syndbg.no-command-answered
    Example: Without a command the guest gets status 0
      Given a VM with SynDbg on
      And the debugger sends "abc"
      And the guest writes 0x5757 to STATUS
      And the guest writes 0x4_0000 to CONTROL
      And userspace serves vCPU 0
      When userspace enters vCPU 0
      Then STATUS holds 0x0
      And vCPU 0 can run
      And nothing else changes

  @SYNDBG-120 @needs-cpuid-tables
  Rule: Userspace without a debugger MUST NOT pass the debugger's leaves and feature bits on to a guest when it copies what KVM lists
    A guest that finds a debugger waits for it: Windows with the Hyper-V role did not boot.
    Source: https://lore.kernel.org/r/20230922121915.566591-3-vkuznets@redhat.com (i386: Exclude 'hv-syndbg' from
    'hv-passthrough'); https://github.com/qemu/qemu/blob/v9.2.0/target/i386/kvm/kvm.c,
    kvm_hyperv_expand_features()

    @syndbg.listed-and-not-passed
    Example: Userspace that has no debugger and passes on what KVM lists leaves the gate closed
      Given a VM with SynDbg off
      And userspace gives vCPU 0 the leaves that KVM lists, without a debugger
      When the guest writes 0x1 to CONTROL
      Then it is refused with #GP
      And nothing else changes

    @syndbg.listed-leaf-not-there
    Scenario Outline: <case>: what userspace without a debugger passes on has no leaf <leaf>
      Given a VM with SynDbg off
      And userspace gives vCPU 0 the leaves that KVM lists, without a debugger
      When the guest reads leaf <leaf>
      Then leaf <leaf> has:
        | <register> | 0x0 |
      And nothing else changes

      Examples:
        | case         | leaf       | register |
        | vendor       | 0x40000080 | ebx      |
        | interface    | 0x40000081 | eax      |
        | capabilities | 0x40000082 | eax      |

    @syndbg.listed-bits-not-there
    Scenario Outline: <case>: what userspace without a debugger passes on has in leaf 0x40000003 <register> with <bits>
      Given a VM with SynDbg off
      And userspace gives vCPU 0 the leaves that KVM lists, without a debugger
      When the guest reads leaf 0x40000003
      Then leaf 0x40000003 has:
        | <register> | <bits> |
      And nothing else changes

      Examples:
        | case      | register | bits                |
        | debugging | ebx      | bit 11 clear        |
        | features  | edx      | bits 1 and 11 clear |

    @syndbg.listed-interface-passed @neighbour @SYNDBG-85
    Example: The neighbour: what userspace without a debugger passes on says Hv#1 in leaf 0x40000001
      Given a VM with SynDbg off
      And userspace gives vCPU 0 the leaves that KVM lists, without a debugger
      When the guest reads leaf 0x40000001
      Then leaf 0x40000001 has:
        | eax | "Hv#1" |
      And nothing else changes

    @syndbg.listed-and-passed @neighbour @SYNDBG-42
    Example: The neighbour: userspace that has a debugger passes on what KVM lists, and the gate is open
      Given a VM with SynDbg off
      And userspace gives vCPU 0 the leaves that KVM lists, with a debugger
      When the guest writes 0x5 to OPTIONS
      Then it succeeds
      And OPTIONS holds 0x5
      And nothing else changes
