@nv
Feature: HCR_EL2, as the guest leaves it and as userspace sets and reads it
  HCR_EL2 lives in the VNCR page. Before the vCPU runs it is a piece of memory; from the first KVM_RUN it reads
  as the vCPU's features want it, with E2H forced.

  Background:
    Given a vCPU with HAS_EL2

  @NV-04 @since-seed
  Rule: HCR_EL2.TGE MUST read from the VNCR page, at any time, as the guest left it
    KVM may look at TGE after the exit and finds the truth. PSTATE alone is behind, and has to be synchronised.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94);
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson, where E2H does not (NV-45)

    @nv.tge-read-from-the-page
    Scenario Outline: <case>: userspace reads TGE as the guest left it
      Given the guest is entered at EL2h with <before>
      And the guest <verb> TGE
      When a host interrupt arrives
      And a signal ends KVM_RUN
      And userspace reads HCR_EL2
      Then it answers:
        | outcome | ok    |
        | tge     | <tge> |
        | e2h     | yes   |
      And nothing else changes

      Examples:
        | case    | before   | verb   | tge |
        | cleared | E2H\|TGE | clears | no  |
        | set     | E2H      | sets   | yes |

  @NV-76 @only-seed
  Rule: As posted, HCR_EL2.E2H MUST read from the VNCR page, at any time, as the guest left it
    The mail names both bits. What was merged gives a vCPU E2H or takes it, whatever the guest writes.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94, which names
    HCR_EL2.{E2H,TGE})

    @nv.e2h-read-from-the-page
    Scenario Outline: <case>: as posted, userspace reads E2H as the guest left it
      Given the guest is entered at EL2h with E2H
      And the guest writes <hcr> to HCR_EL2
      When a host interrupt arrives
      And a signal ends KVM_RUN
      And userspace reads HCR_EL2
      Then it answers:
        | outcome | ok    |
        | e2h     | <e2h> |
      And nothing else changes

      Examples:
        | case        | hcr     | e2h |
        | e2h-cleared | RW      | no  |
        | e2h-kept    | RW\|E2H | yes |

  @NV-44 @since-upstream
  Rule: On Linux 6.17 and 7.2 HCR_EL2 of a vCPU with HAS_EL2 takes any value, and reads as it was set, or 0, until the first KVM_RUN
    Userspace may restore registers in any order: until the vCPU runs nothing is made of them.
    Source: recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.hcr-raw
    Scenario Outline: <case>: HCR_EL2 set to <value> reads back before the first run
      Given userspace writes <value> to HCR_EL2
      When userspace reads HCR_EL2
      Then it returns <value>
      And nothing else changes

      Examples:
        | case    | value                 |
        | nothing | 0x0                   |
        | tge     | 0x800_0000            |
        | e2h     | 0x4_0000_0000         |
        | both    | 0x4_0800_0000         |
        | rw      | 0x8000_0000           |
        | all     | 0xffff_ffff_ffff_ffff |

    @nv.hcr-reset
    Example: HCR_EL2 reads 0 before any SET
      When userspace reads HCR_EL2
      Then it returns 0x0
      And nothing else changes

  @NV-45 @since-upstream
  Rule: After a run HCR_EL2.E2H MUST read set on HAS_EL2 and clear on HAS_EL2 with HAS_EL2_E2H0, whatever was set
    A VM is VHE or it is not, for good: recursion and the emulation of registers are built on that.
    Source: https://github.com/torvalds/linux/blob/v6.17/Documentation/virt/kvm/api.rst (KVM_ARM_VCPU_INIT: with
    HAS_EL2 the VM runs with E2H RES1, with HAS_EL2_E2H0 RES0); recordings/nv/linux-6.17.ndjson and
    linux-7.2.ndjson

    @nv.hcr-forced-for-vel2
    Example: vEL2 reads E2H and RW set in HCR_EL2 that userspace has set with both clear
      Given the guest is placed at EL2h with E2H
      And userspace writes TGE to HCR_EL2
      And userspace calls KVM_RUN
      And KVM enters the guest
      When the guest reads HCR_EL2
      Then it returns 0x4_8800_0000

    @nv.hcr-forced-for-vel2-again
    Example: vEL2 reads E2H and RW set in HCR_EL2 that userspace has set with both clear between two runs
      Given the guest is entered at EL2h with E2H
      And a host interrupt arrives
      When a signal ends KVM_RUN
      And userspace writes TGE to HCR_EL2
      And userspace calls KVM_RUN
      And KVM enters the guest
      And the guest reads HCR_EL2
      Then it returns 0x4_8800_0000

    @nv.hcr-forced @NV-99
    Scenario Outline: <case>: HCR_EL2 set to <set> reads as <features> wants it after a run
      Given a vCPU with <features>
      And userspace writes <set> to HCR_EL2
      And userspace writes EL2h to PSTATE
      And userspace calls KVM_RUN
      When a signal ends KVM_RUN
      And userspace reads HCR_EL2
      Then it answers:
        | outcome | ok    |
        | e2h     | <e2h> |
        | tge     | <tge> |
      And nothing else changes

      Examples: E2H is RES1
        | case      | features | set          | e2h | tge |
        | clear     | HAS_EL2  | RW           | yes | no  |
        | clear-tge | HAS_EL2  | RW\|TGE      | yes | yes |
        | set       | HAS_EL2  | RW\|E2H      | yes | no  |
        | set-tge   | HAS_EL2  | RW\|E2H\|TGE | yes | yes |

      @needs-e2h0
      Examples: E2H is RES0
        | case           | features                 | set          | e2h | tge |
        | e2h0-clear     | HAS_EL2 and HAS_EL2_E2H0 | RW           | no  | no  |
        | e2h0-clear-tge | HAS_EL2 and HAS_EL2_E2H0 | RW\|TGE      | no  | yes |
        | e2h0-set       | HAS_EL2 and HAS_EL2_E2H0 | RW\|E2H      | no  | no  |
        | e2h0-set-tge   | HAS_EL2 and HAS_EL2_E2H0 | RW\|E2H\|TGE | no  | yes |

  @NV-99 @since-upstream
  Rule: After a run HCR_EL2.TGE MUST read as it was set
    TGE is no reserved bit, whatever the features are: only the guest hypervisor and userspace decide it.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/vhe/switch.c
    (NV_HCR_GUEST_EXCLUDE: the guest changes TGE freely); recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.tge-as-set
    Scenario Outline: <case>: HCR_EL2 that userspace sets to <set> between two runs reads TGE as set
      Given the guest is entered at EL2h with <before>
      When a host interrupt arrives
      And a signal ends KVM_RUN
      And userspace writes <set> to HCR_EL2
      And userspace calls KVM_RUN
      And a signal ends KVM_RUN
      And userspace reads HCR_EL2
      Then it answers:
        | outcome | ok    |
        | tge     | <tge> |
      And nothing else changes

      Examples:
        | case        | before   | set          | tge |
        | now-set     | E2H      | RW\|E2H\|TGE | yes |
        | now-cleared | E2H\|TGE | RW\|E2H      | no  |

  @NV-101 @since-upstream
  Rule: What vEL2 writes to HCR_EL2 MUST be what it reads back at once
    Neither the write nor the read traps: between them KVM has no say, not even in the bits that it reserves.
    Source: Arm ARM (DDI 0487), FEAT_NV2 (such accesses go to memory);
    https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94, for the write);
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson, with E2H set

    @nv.hcr-read-back
    Scenario Outline: <case>: vEL2 reads HCR_EL2 as <value>, which it has just written
      Given the guest is entered at EL2h with <before>
      And the guest writes <value> to HCR_EL2
      When the guest reads HCR_EL2
      Then it returns <value>
      And the vCPU is in the guest at 0x4000_0068
      And nothing else changes

      Examples:
        | case         | before   | value         |
        | tge-cleared  | E2H\|TGE | 0x4_8000_0000 |
        | tge-set      | E2H      | 0x4_8800_0000 |
        | e2h-cleared  | E2H      | 0x8000_0000   |
        | both-cleared | E2H\|TGE | 0x0           |
