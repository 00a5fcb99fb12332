@syndbg @since-upstream
Feature: Userspace may look at refused accesses and may refuse more
  KVM_CAP_X86_USER_SPACE_MSR turns the #GP of a refused access into an exit; an MSR filter refuses accesses
  that KVM would allow; ignore_msrs swallows accesses to MSRs that KVM does not know. None of them opens the
  gate, and none binds the host.

  Rule: A refusal exits to userspace if the mask has its reason

    @syndbg.refusal-exits @SYNDBG-76 @needs-user-space-msr
    Example: A refused write exits with reason INVAL, at the instruction
      Given a VM with SynDbg off
      When userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with 0x1
      And the guest writes 0x3000 to CONTROL
      Then vCPU 0 exits with:
        | exit       | WRMSR   |
        | reason     | 0x1e    |
        | index      | CONTROL |
        | msr_reason | 0x1     |
        | data       | 0x3000  |
        | rip        | 0x1000  |
      And nothing else changes

    @syndbg.refused-read-answered @SYNDBG-76 @needs-user-space-msr
    Example: Userspace answers a refused read
      Given a VM with SynDbg off
      When userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with 0x1
      And the guest reads STATUS
      Then vCPU 0 exits with:
        | exit       | RDMSR  |
        | reason     | 0x1d   |
        | msr_reason | 0x1    |
        | data       | 0x0    |
        | rip        | 0x1000 |
      When userspace re-enters vCPU 0 with:
        | data | 0x6464 |
      Then it returns 0x6464

    @syndbg.refused-read-denied-by-userspace @SYNDBG-76 @needs-user-space-msr
    Example: Userspace confirms the refusal with an error
      Given a VM with SynDbg off
      When userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with 0x3
      And the guest reads STATUS
      And userspace re-enters vCPU 0 with:
        | error | 0x1 |
      Then it is refused with #GP

    @syndbg.refusal-without-inval @SYNDBG-76 @needs-user-space-msr
    Example: A mask with UNKNOWN alone does not show it
      Given a VM with SynDbg off
      When userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with 0x2
      And the guest writes 0x3000 to CONTROL
      Then it is refused with #GP
      And no exit follows

    @syndbg.unknown-msr-exits @SYNDBG-76 @needs-user-space-msr
    Scenario Outline: <case>: the unknown neighbour 0x400000f0 with mask <mask>
      Given a VM with SynDbg off
      When userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with <mask>
      And the guest writes 0x3000 to MSR 0x400000f0
      Then vCPU 0 exits with:
        | exit       | WRMSR |
        | msr_reason | 0x2   |

      Examples:
        | case    | mask |
        | both    | 0x3  |
        | unknown | 0x2  |

    @syndbg.allowed-access-unchanged @SYNDBG-05 @needs-user-space-msr
    Example: An allowed write gives its SYNDBG exit as ever
      Given a VM with SynDbg on
      When userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with 0x3
      And the guest writes 0x3000 to CONTROL
      Then vCPU 0 exits with:
        | exit | SYNDBG |

  Rule: An MSR filter wins over an open gate, for the guest alone

    @syndbg.filter-refuses @SYNDBG-77 @needs-msr-filter
    Scenario Outline: <case>: with CONTROL to PENDING_BUFFER denied, the guest <access>
      Given a VM with SynDbg on
      When userspace calls KVM_X86_SET_MSR_FILTER on VM 0 with:
        | deny  | CONTROL |
        | count | 5       |
      And the guest <access>
      Then it <result>
      And no exit follows

      Examples:
        | case          | access                   | result              |
        | write-control | writes 0x3000 to CONTROL | is refused with #GP |
        | read-pending  | reads PENDING_BUFFER     | is refused with #GP |
        | write-options | writes 0x3000 to OPTIONS | succeeds            |
        | read-options  | reads OPTIONS            | returns 0x0         |

    @syndbg.filter-does-not-bind-the-host @SYNDBG-77 @needs-msr-filter
    Example: The host reaches a denied register
      Given a VM with SynDbg on
      When userspace calls KVM_X86_SET_MSR_FILTER on VM 0 with:
        | deny  | CONTROL |
        | count | 5       |
      And the host writes 0x4400 to CONTROL
      Then CONTROL holds 0x4400
      When the host reads CONTROL
      Then it returns 0x4400

    @syndbg.filter-exits @SYNDBG-77 @needs-msr-filter @needs-user-space-msr
    Example: With FILTER in the mask the denial exits, with reason FILTER
      Given a VM with SynDbg on
      When userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with 0x4
      And userspace calls KVM_X86_SET_MSR_FILTER on VM 0 with:
        | deny  | CONTROL |
        | count | 5       |
      And the guest writes 0x3000 to CONTROL
      Then vCPU 0 exits with:
        | exit       | WRMSR |
        | msr_reason | 0x4   |
      And nothing else changes

  Rule: ignore_msrs does not open the gate

    @syndbg.ignore-msrs-gate @SYNDBG-78 @needs-ignore-msrs
    Scenario Outline: <case>: with ignore_msrs on and SynDbg off, the guest <access>
      Given a VM with SynDbg off
      When the module parameter ignore_msrs is on
      And the guest <access>
      Then it <result>
      And nothing else changes

      Examples:
        | case  | access                   | result              |
        | write | writes 0x5000 to CONTROL | is refused with #GP |
        | read  | reads OPTIONS            | is refused with #GP |

    @syndbg.ignore-msrs-neighbour @SYNDBG-78 @needs-ignore-msrs
    Example: The unknown neighbour is ignored
      Given a VM with SynDbg off
      When the module parameter ignore_msrs is on
      And the guest writes 0x5000 to MSR 0x400000f0
      Then it succeeds
      And nothing else changes
