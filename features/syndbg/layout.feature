@syndbg @needs-run-bytes
Feature: Where an exit stands in the run structure
  The run structure is memory that KVM and userspace share, and both were built from one header. A field that moves by
  four bytes is a VMM that sends from the wrong page. Places are counted in bytes from the beginning of struct kvm_run,
  whose part for exits begins at 32; values have their lowest byte first.

  @SYNDBG-21
  Rule: At a SYNDBG exit type, pad1, msr and pad2 (32 bits each), then control, status and the send, recv and pending page (64 each) MUST stand from byte 32 on
    The structure is ABI: userspace was built with these widths and this order.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5), struct kvm_hyperv_exit;
    https://github.com/torvalds/linux/blob/v6.12/include/uapi/linux/kvm.h, struct kvm_run and struct
    kvm_hyperv_exit

    @syndbg.exit-layout
    Scenario Outline: <case>: at the exit of CONTROL <field> stands in <size> bytes at <place>
      Given a VM with SynDbg on
      And the guest writes 0x5_0000_5000 to SEND_BUFFER
      And the guest writes 0x6_0000_6000 to RECV_BUFFER
      And the guest writes 0x7_0000_7000 to PENDING_BUFFER
      And userspace enters vCPU 0
      And the guest writes 0x9_0000_9001 to CONTROL
      When userspace reads <size> bytes at <place> of the run structure of vCPU 0
      Then it returns <value>
      And nothing else changes

      Examples:
        | case    | field        | size | place | value         |
        | type    | type         | 4    | 32    | 0x3           |
        | msr     | msr          | 4    | 40    | 0x4000_00f1   |
        | control | control      | 8    | 48    | 0x9_0000_9001 |
        | send    | send_page    | 8    | 64    | 0x5_0000_5000 |
        | recv    | recv_page    | 8    | 72    | 0x6_0000_6000 |
        | pending | pending_page | 8    | 80    | 0x7_0000_7000 |

  @SYNDBG-112
  Rule: The completion MUST take msr from the 4 bytes at 40 of the run structure, and status from the 8 at 56
    What KVM takes back it takes from the same places.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5),
    kvm_hv_syndbg_complete_userspace(); https://github.com/torvalds/linux/blob/v6.12/include/uapi/linux/kvm.h,
    struct kvm_run and struct kvm_hyperv_exit

    @syndbg.answer-at-its-place
    Example: An answer that userspace writes to the 8 bytes at 56 becomes STATUS
      Given a VM with SynDbg on
      And the guest writes 0x1 to CONTROL
      And userspace writes 0x77_0000_cafe to 8 bytes at 56 of the run structure of vCPU 0
      When userspace enters vCPU 0
      Then STATUS holds 0x77_0000_cafe
      And vCPU 0 can run
      And nothing else changes

    @syndbg.msr-at-its-place
    Example: With 0 in the 4 bytes at 40 the answer to a CONTROL exit is not taken
      Given a VM with SynDbg on
      And the guest writes 0x5757 to STATUS
      And the guest writes 0x1 to CONTROL
      And userspace writes 0xcafe to 8 bytes at 56 of the run structure of vCPU 0
      And userspace writes 0x0 to 4 bytes at 40 of the run structure of vCPU 0
      When userspace enters vCPU 0
      Then STATUS holds 0x5757
      And vCPU 0 can run
      And nothing else changes

    @syndbg.nothing-taken-beside-it
    Example: What userspace writes to the 8 bytes at 64 is not taken for the answer
      Given a VM with SynDbg on
      And the guest writes 0x1 to CONTROL
      And userspace writes 0x1111 to 8 bytes at 56 of the run structure of vCPU 0
      And userspace writes 0xcafe to 8 bytes at 64 of the run structure of vCPU 0
      When userspace enters vCPU 0
      Then STATUS holds 0x1111
      And vCPU 0 can run
      And nothing else changes

  @SYNDBG-113
  Rule: At an HCALL exit the run structure MUST hold the input value in the 8 bytes at 40, the result in those at 48, and the two GPAs in those at 56 and 64
    The second transport shares the structure with the first, and lays it out otherwise.
    Source: https://lore.kernel.org/r/20200317034804.112538-6-arilou@gmail.com (v6 5/5), kvm_hv_hypercall();
    https://github.com/torvalds/linux/blob/v6.12/include/uapi/linux/kvm.h, struct kvm_run and struct
    kvm_hyperv_exit

    @syndbg.hcall-layout @needs-hypercalls
    Scenario Outline: <case>: at the exit of POST_DEBUG_DATA <field> stands in the 8 bytes at <place>
      Given a VM with SynDbg on
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      And the guest calls POST_DEBUG_DATA
      When userspace reads 8 bytes at <place> of the run structure of vCPU 0
      Then it returns <value>
      And nothing else changes

      Examples:
        | case   | field         | place | value  |
        | input  | the input     | 40    | 0x69   |
        | ingpa  | the input GPA | 56    | 0x5000 |
        | outgpa | the other GPA | 64    | 0x6000 |

    @syndbg.hcall-result-place @needs-hypercalls @SYNDBG-103
    Example: The guest gets the result from the 8 bytes at 48
      Given a VM with SynDbg on
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      And the guest calls POST_DEBUG_DATA
      And userspace writes 0x1234 to 8 bytes at 48 of the run structure of vCPU 0
      When userspace enters vCPU 0
      Then it returns 0x1234
      And vCPU 0 can run
      And nothing else changes
