@syndbg @needs-hypercalls
Feature: Debug hypercalls
  A guest may be told, through OPTIONS bit 2, to send its debug data by hypercall. POST_DEBUG_DATA,
  RETRIEVE_DEBUG_DATA and RESET_DEBUG_SESSION then leave KVM for userspace, unless a check refuses them.

  Rule: The call goes to userspace, and userspace's result to the guest

    @syndbg.hypercall-exits @SYNDBG-48
    Scenario Outline: <case>: <call> exits with its input and both pages
      Given a VM with SynDbg on
      When the host writes 0x1 to GUEST_OS_ID
      And the host writes 0x4 to OPTIONS
      And the guest calls <call>
      Then vCPU 0 exits with:
        | exit   | HCALL            |
        | type   | 0x2              |
        | reason | 0x1b             |
        | input  | <input>          |
        | params | [0x5000, 0x6000] |
      And nothing else changes

      Examples:
        | case     | call                | input |
        | post     | POST_DEBUG_DATA     | 0x69  |
        | retrieve | RETRIEVE_DEBUG_DATA | 0x6a  |
        | reset    | RESET_DEBUG_SESSION | 0x6b  |

    @syndbg.hypercall-result @SYNDBG-48
    Example: The guest receives the result that userspace filled in
      Given a VM with SynDbg on
      When the host writes 0x1 to GUEST_OS_ID
      And the host writes 0x4 to OPTIONS
      And the guest calls POST_DEBUG_DATA
      And userspace re-enters vCPU 0 with:
        | result | 0x1234 |
      Then it returns 0x1234
      And vCPU 0 can run
      And nothing else changes

    @syndbg.hypercall-exit-details @SYNDBG-91 @SYNDBG-48 @since-upstream
    Scenario Outline: <case>: RIP stays at the VMMCALL, result and pad1 stay as userspace left them
      Given a VM with SynDbg on
      And the run structure holds:
        | fill | 0xa5 |
      When the host writes 0x1 to GUEST_OS_ID
      And the host writes 0x4 to OPTIONS
      And the guest calls <call>
      Then vCPU 0 exits with:
        | rip    | 0x1000                |
        | input  | <input>               |
        | pad1   | 0xa5a5a5a5            |
        | result | 0xa5a5_a5a5_a5a5_a5a5 |

      Examples:
        | case       | call                     | input   |
        | post       | POST_DEBUG_DATA          | 0x69    |
        | fast-reset | fast RESET_DEBUG_SESSION | 0x1006b |

    @syndbg.any-guest-os-id @SYNDBG-45
    Example: Whose id it is does not matter, and no hypercall page is asked for
      Given a VM with SynDbg on
      When the host writes 0x8100_0000_0000_0001 to GUEST_OS_ID
      And the host writes 0x4 to OPTIONS
      And the guest calls POST_DEBUG_DATA
      Then vCPU 0 exits with:
        | exit | HCALL |

    @syndbg.guest-os-id-needed @SYNDBG-45
    Example: Without a guest OS id there are no Hyper-V hypercalls
      Given a VM with SynDbg on
      When the host writes 0x4 to OPTIONS
      And the guest calls POST_DEBUG_DATA
      Then no exit follows
      And vCPU 0 can run
      And nothing else changes
