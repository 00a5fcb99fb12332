@syndbg @needs-hypercalls
Feature: Debug hypercalls
  A guest may be told, through OPTIONS bit 2 (USE_HCALLS), to send its debug data by hypercall. POST_DEBUG_DATA
  (0x69), RETRIEVE_DEBUG_DATA (0x6a) and RESET_DEBUG_SESSION (0x6b) then leave KVM for userspace, unless a check
  refuses them. A call names two pages of the guest: here input is at 0x5000 and output at 0x6000. Bit 16 of its
  input value says that it is fast.

  @SYNDBG-48
  Rule: A debug hypercall that passes all checks MUST exit with type HCALL, the input value and both GPAs
    KVM knows nothing of the packets: it hands over where they are, and hands back what came of it.
    Source: https://lore.kernel.org/r/20200317034804.112538-6-arilou@gmail.com (v6 5/5), kvm_hv_hypercall();
    recordings/syndbg, ids hcall/*

    @syndbg.hypercall-exits
    Scenario Outline: <case>: <call> exits with its input and both pages
      Given a VM with SynDbg on
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      When the guest calls <call>
      Then vCPU 0 exits with:
        | exit   | HCALL                 |
        | type   | KVM_EXIT_HYPERV_HCALL |
        | reason | KVM_EXIT_HYPERV       |
        | input  | <input>               |
        | params | [0x5000, 0x6000]      |
      And nothing else changes

      Examples:
        | case     | call                | input |
        | repeated | hypercall 0x3_0000_0069 | 0x3_0000_0069 |
        | variable | hypercall 0x2_006a | 0x2_006a |
        | post     | POST_DEBUG_DATA     | 0x69  |
        | retrieve | RETRIEVE_DEBUG_DATA | 0x6a  |
        | reset    | RESET_DEBUG_SESSION | 0x6b  |

    @syndbg.hypercall-exits-with-64-bits
    Example: Of both GPAs all 64 bits are shown
      Given a VM with SynDbg on
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      When the guest calls POST_DEBUG_DATA from 0x1_0000_5000 to 0xffff_ffff_ffff_f000
      Then vCPU 0 exits with:
        | params | [0x1_0000_5000, 0xffff_ffff_ffff_f000] |
      And nothing else changes

  @SYNDBG-103
  Rule: A debug hypercall that exited MUST give the guest the result that userspace fills in
    What became of the packet only userspace knows.
    Source: https://lore.kernel.org/r/20200317034804.112538-6-arilou@gmail.com (v6 5/5), kvm_hv_hypercall();
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, kvm_hv_hypercall_complete_userspace();
    recordings/syndbg, ids hcall/*

    @syndbg.hypercall-result
    Example: The guest receives the result that userspace filled in
      Given a VM with SynDbg on
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      And the guest calls POST_DEBUG_DATA
      And the run structure holds:
        | result | 0x1122_3344_5566_7788 |
      When userspace enters vCPU 0
      Then it returns 0x1122_3344_5566_7788
      And vCPU 0 can run
      And nothing else changes

    @syndbg.hypercall-result-kept @since-upstream @needs-immediate-exit
    Example: The guest receives the result at the KVM_RUN after one with immediate_exit
      Given a VM with SynDbg on
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      And the guest calls POST_DEBUG_DATA
      And the run structure holds:
        | every byte     | 0xa5                  |
        | result         | 0x1122_3344_5566_7788 |
        | immediate_exit | 1                     |
      When userspace enters vCPU 0
      And userspace enters vCPU 0
      Then it returns 0x1122_3344_5566_7788
      And vCPU 0 can run
      And nothing else changes

  @SYNDBG-45
  Rule: The debug hypercalls MUST work once the guest OS id is set, whether or not the hypercall page is enabled
    Microsoft's debug transport sets the id, and then calls by the CPU's own instruction without setting up the page.
    Source: https://lore.kernel.org/r/20200317034804.112538-5-arilou@gmail.com (v6 4/5),
    kvm_hv_hypercall_enabled(); recordings/syndbg, ids hcall/*

    @syndbg.guest-os-id-needed
    Example: Without a guest OS id there are no Hyper-V hypercalls
      Given a VM with SynDbg on
      And the host writes USE_HCALLS to OPTIONS
      When the guest calls POST_DEBUG_DATA
      Then vCPU 0 can run
      And nothing else changes

    @syndbg.any-guest-os-id
    Example: The neighbour: a debug hypercall exits with any guest OS id, and no hypercall page is asked for
      Given a VM with SynDbg on
      And the host writes 0x8100_0000_0000_0001 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      When the guest calls POST_DEBUG_DATA
      Then vCPU 0 exits with:
        | exit | HCALL |
      And nothing else changes

    @syndbg.guest-os-id-of-the-vm
    Example: The neighbour: a guest OS id that was set through vCPU 1 lets vCPU 0 make hypercalls
      Given a VM of 2 vCPUs with SynDbg on
      And the host on vCPU 1 writes 0x8100_0000_0000_0001 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      When the guest calls POST_DEBUG_DATA
      Then vCPU 0 exits with:
        | exit | HCALL |
      And nothing else changes

    @syndbg.guest-os-id-has-64-bits
    Example: The neighbour: a guest OS id whose lower half is 0 is set all the same
      Given a VM with SynDbg on
      And the host writes 0x1_0000_0000 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      When the guest calls POST_DEBUG_DATA
      Then vCPU 0 exits with:
        | exit | HCALL |
      And nothing else changes

  @SYNDBG-52
  Rule: A hypercall from real mode or from CPL above 0 MUST fault with #UD and give no status
    A user program must not be able to speak for its kernel, and real mode has no rings that could tell the two apart.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, kvm_hv_hypercall(); Hypervisor Top
    Level Functional Specification (TLFS), Hypercall Interface

    @syndbg.user-mode-hypercall
    Scenario Outline: <case>: a hypercall <manner> faults with #UD
      Given a VM with SynDbg on
      And guest instructions run <manner>
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      When the guest calls POST_DEBUG_DATA
      Then it is refused with #UD
      And nothing else changes

      Examples:
        | case  | manner   |
        | cpl-3 | at CPL 3 |
        | cpl-1 | at CPL 1 |

    @syndbg.real-mode-hypercall @needs-cpu-modes
    Example: A hypercall in real mode faults with #UD
      Given a VM with SynDbg on
      And guest instructions run in real mode
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      When the guest calls POST_DEBUG_DATA
      Then it is refused with #UD
      And nothing else changes

  @SYNDBG-91 @since-upstream
  Rule: On Linux 6.1, 6.12 and 7.2 RIP stood at the VMMCALL at the HCALL exit
    The instruction ends only with userspace's result.
    Source: recordings/syndbg, ids hcall/*

    @syndbg.hypercall-exit-rip @SYNDBG-48
    Scenario Outline: <case>: at the exit of <call> RIP is at the VMMCALL
      Given a VM with SynDbg on
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      When the guest calls <call>
      Then vCPU 0 exits with:
        | rip   | at the instruction |
        | input | <input>            |
      And nothing else changes

      Examples:
        | case       | call                     | input   |
        | post       | POST_DEBUG_DATA          | 0x69    |
        | fast-reset | fast RESET_DEBUG_SESSION | 0x1006b |

  @SYNDBG-131 @since-upstream
  Rule: On Linux 6.1, 6.12 and 7.2 result and pad1 of an HCALL exit were as userspace had left them
    Until userspace answers KVM writes just what it has to say.
    Source: recordings/syndbg, ids hcall/*

    @syndbg.hypercall-exit-details
    Example: What userspace left in result and pad1 stands there at the exit of a debug hypercall
      Given a VM with SynDbg on
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      And the run structure holds:
        | every byte | 0xa5 |
      When the guest calls POST_DEBUG_DATA
      Then vCPU 0 exits with:
        | pad1   | 0xa5a5a5a5            |
        | result | 0xa5a5_a5a5_a5a5_a5a5 |
      And nothing else changes
