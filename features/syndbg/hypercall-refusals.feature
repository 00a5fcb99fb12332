@syndbg @needs-hypercalls
Feature: How a debug hypercall is refused
  A call that does not reach userspace ends with a status, and each check has one of its own.

  Rule: Each check refuses with a status of its own

    @syndbg.fast-refused @SYNDBG-46
    Scenario Outline: <case>: <call> gives INVALID_PARAMETER
      Given a VM with SynDbg on
      When the host writes 0x1 to GUEST_OS_ID
      And the host writes 0x4 to OPTIONS
      And the guest calls <call>
      Then it returns 0x5
      And no exit follows
      And nothing else changes

      Examples:
        | case     | call                     |
        | post     | fast POST_DEBUG_DATA     |
        | retrieve | fast RETRIEVE_DEBUG_DATA |

    @syndbg.fast-reset @SYNDBG-46
    Example: RESET_DEBUG_SESSION may be fast
      Given a VM with SynDbg on
      When the host writes 0x1 to GUEST_OS_ID
      And the host writes 0x4 to OPTIONS
      And the guest calls fast RESET_DEBUG_SESSION
      Then vCPU 0 exits with:
        | exit | HCALL |

    @syndbg.options-refuse @SYNDBG-47
    Scenario Outline: <case>: with OPTIONS <options> a hypercall gives OPERATION_DENIED
      Given a VM with SynDbg on
      When the host writes 0x1 to GUEST_OS_ID
      And the host writes <options> to OPTIONS
      And the guest calls POST_DEBUG_DATA
      Then it returns 0x8
      And nothing else changes

      Examples:
        | case   | options               |
        | zero   | 0x0                   |
        | others | 0xffff_ffff_ffff_fffb |

    @syndbg.only-bit-2-counts @SYNDBG-90 @since-upstream
    Scenario Outline: <case>: OPTIONS <options> <result>
      Given a VM with SynDbg on
      When the host writes 0x1 to GUEST_OS_ID
      And the host writes <options> to OPTIONS
      And the guest calls RESET_DEBUG_SESSION
      Then <result>

      Examples: denied
        | case  | options | result         |
        | bit-3 | 0x8     | it returns 0x8 |
        | b     | 0xb     | it returns 0x8 |

    @syndbg.options-with-bit-2 @SYNDBG-90 @since-upstream
    Example: All bits together include bit 2
      Given a VM with SynDbg on
      When the host writes 0x1 to GUEST_OS_ID
      And the host writes 0xffff_ffff_ffff_ffff to OPTIONS
      And the guest calls RESET_DEBUG_SESSION
      Then vCPU 0 exits with:
        | exit | HCALL |

    @syndbg.off-gives-invalid-code @SYNDBG-49 @SYNDBG-51 @since-upstream
    Scenario Outline: <case>: with SynDbg off <call> gives <status>
      Given a VM with SynDbg off
      When the host writes 0x1 to GUEST_OS_ID
      And the host writes 0x4 to OPTIONS
      And the guest calls <call>
      Then it returns <status>
      And nothing else changes

      Examples:
        | case       | call                     | status |
        | post       | POST_DEBUG_DATA          | 0x2    |
        | reset      | RESET_DEBUG_SESSION      | 0x2    |
        | fast-reset | fast RESET_DEBUG_SESSION | 0x2    |

    @syndbg.off-and-fast @SYNDBG-51 @since-upstream
    Scenario Outline: <case>: with SynDbg off <call> gives INVALID_PARAMETER all the same
      Given a VM with SynDbg off
      When the host writes 0x1 to GUEST_OS_ID
      And the host writes 0x4 to OPTIONS
      And the guest calls <call>
      Then it returns 0x5
      And nothing else changes

      Examples:
        | case     | call                     |
        | post     | fast POST_DEBUG_DATA     |
        | retrieve | fast RETRIEVE_DEBUG_DATA |

    @syndbg.not-enabled-refuses-hypercalls @SYNDBG-49 @since-review @choice-disabled_hypercall=invalid-code
    Example: The reviewer's switch closes the hypercalls as well
      Given a VM with SynDbg off
      When the host writes 0x1 to GUEST_OS_ID
      And the host writes 0x4 to OPTIONS
      And the guest calls POST_DEBUG_DATA
      Then it returns 0x2
      And no exit follows

    @syndbg.not-enabled-refuses-hypercalls-otherwise @SYNDBG-49 @since-review @choice-disabled_hypercall=access-denied
    Example: An implementation may choose ACCESS_DENIED for it
      Given a VM with SynDbg off
      When the host writes 0x1 to GUEST_OS_ID
      And the host writes 0x4 to OPTIONS
      And the guest calls POST_DEBUG_DATA
      Then it returns 0x6
      And no exit follows

    @syndbg.user-mode-hypercall @SYNDBG-52
    Scenario Outline: <case>: a hypercall <manner> faults with #UD
      Given a VM with SynDbg on
      And guest instructions run <manner>
      When the host writes 0x1 to GUEST_OS_ID
      And the host writes 0x4 to OPTIONS
      And the guest calls POST_DEBUG_DATA
      Then it is refused with #UD
      And nothing else changes

      Examples:
        | case  | manner   |
        | cpl-3 | at CPL 3 |
        | cpl-1 | at CPL 1 |

    @syndbg.real-mode-hypercall @SYNDBG-52 @needs-cpu-modes
    Example: So does one in real mode
      Given a VM with SynDbg on
      And guest instructions run in real mode
      When the host writes 0x1 to GUEST_OS_ID
      And the host writes 0x4 to OPTIONS
      And the guest calls POST_DEBUG_DATA
      Then it is refused with #UD
      And nothing else changes

    @syndbg.unknown-codes @SYNDBG-92 @since-upstream
    Scenario Outline: <case>: <call> gives INVALID_HYPERCALL_CODE
      Given a VM with SynDbg on
      When the host writes 0x1 to GUEST_OS_ID
      And the host writes 0x4 to OPTIONS
      And the guest calls <call>
      Then it returns 0x2

      Examples:
        | case   | call           |
        | before | hypercall 0x68 |
        | after  | hypercall 0x6c |
