@syndbg @since-upstream @needs-ignore-msrs
Feature: A module parameter that swallows accesses to MSRs that KVM does not know
  ignore_msrs is of the whole host, and meant for guests that touch what KVM lacks. The six are known, and refused for a
  reason.

  @SYNDBG-78
  Rule: ignore_msrs MUST NOT open a closed gate: an access that it refuses is none to an unknown MSR
    The parameter is for guests that touch what KVM lacks; the six are known, and refused for a reason.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/admin-guide/kernel-parameters.txt,
    kvm.ignore_msrs; recordings/syndbg, ids ignore_msrs/*

    @syndbg.ignore-msrs-gate
    Scenario Outline: <case>: with ignore_msrs on and SynDbg off, a guest that <access> is refused
      Given a VM with SynDbg off
      And the module parameter ignore_msrs is switched on
      When the guest <access>
      Then it is refused with #GP
      And nothing else changes

      Examples:
        | case  | access                   |
        | write | writes 0x5000 to CONTROL |
        | read  | reads OPTIONS            |

  @SYNDBG-108
  Rule: ignore_msrs MUST have accesses to unknown MSRs ignored
    The parameter is for guests that touch what KVM lacks.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/admin-guide/kernel-parameters.txt,
    kvm.ignore_msrs; recordings/syndbg, ids ignore_msrs/*

    @syndbg.ignore-msrs-neighbour
    Example: With ignore_msrs on a write of the unknown MSR 0x400000f0 is ignored
      Given a VM with SynDbg off
      And the module parameter ignore_msrs is switched on
      When the guest writes 0x5000 to MSR 0x400000f0
      Then it succeeds
      And nothing else changes

    @syndbg.ignore-msrs-reads
    Example: With ignore_msrs on the guest reads 0 from the unknown MSR 0x400000f6
      Given a VM with SynDbg off
      And the module parameter ignore_msrs is switched on
      When the guest reads MSR 0x400000f6
      Then it returns 0x0
      And nothing else changes

    @syndbg.ignore-msrs-host
    Example: With ignore_msrs on the host reads 0 from the unknown MSR 0x400000f0
      Given a VM with SynDbg off
      And the module parameter ignore_msrs is switched on
      When the host reads MSR 0x400000f0
      Then it answers:
        | count  | 1     |
        | values | [0x0] |
      And nothing else changes
