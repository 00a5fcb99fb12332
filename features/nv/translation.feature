@nv
Feature: What the synchronisation makes of the mode
  The hardware runs vEL2 at EL1. So in host context EL1t and EL1h are raised to EL2t and EL2h; all else is taken as it
  stands. Where a scenario says what SPSR_EL2 holds, it is told to the subject: no guest can bring it about.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-15 @since-seed @needs-raw-exit
  Rule: In guest context virtual PSTATE MUST be SPSR_EL2 unchanged
    What runs under the guest hypervisor runs in its own mode: there is nothing to undo.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94, fixup_guest_exit());
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.not-translated
    Scenario Outline: <case>: in guest context SPSR_EL2 <spsr> is taken as it is
      Given the guest is entered at EL0t with E2H
      When the guest exits by IRQ with SPSR_EL2 <spsr>
      Then PSTATE reads <spsr>
      And the vCPU is in guest context
      And the vCPU is in KVM at 0x4000_0060
      And nothing else changes

      Examples:
        | case     | spsr                  |
        | el1t     | EL1t                  |
        | el1h     | EL1h                  |
        | el0t     | EL0t                  |
        | all-bits | 0xffff_ffff_ffff_ffe5 |

    @nv.idempotent @invariant-3 @NV-19
    Example: The translation is the identity in guest context, and in host context twice is once
      Then for every SPSR_EL2 translating twice is translating once

  @NV-16 @since-seed
  Rule: In host context, M = EL1t MUST become EL2t
    The kernel of a guest hypervisor uses the stack of EL0 for its tasks: to report EL2h would switch its stack.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94, fixup_guest_exit());
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.raised-to-el2t @NV-14
    Example: An instruction of vEL2 on the stack of EL0 that KVM emulates outside of the loop finds M = EL2t
      Given the guest is entered at EL2h with E2H
      When the guest writes 0x0 to SPSel
      And the guest executes TLBI ALLE2
      Then PSTATE.M reads EL2t
      And the vCPU is in KVM at 0x4000_0068

    @nv.translated-el1t @needs-raw-exit
    Example: SPSR_EL2 with M = EL1t becomes PSTATE with M = EL2t, and the same bits beside it
      Given the guest is entered at EL0t with E2H|TGE
      When the guest exits by IRQ with SPSR_EL2 EL1t
      Then PSTATE reads EL2t
      And the vCPU is in host context
      And the vCPU is in KVM at 0x4000_0060
      And nothing else changes

  @NV-17 @since-seed
  Rule: In host context, M = EL1h MUST become EL2h
    This is the mode in which an interrupt finds a guest hypervisor that handles an exception.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94, fixup_guest_exit());
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.raised-to-el2h @NV-14
    Example: An instruction of vEL2 on its own stack that KVM emulates outside of the loop finds M = EL2h
      Given the guest is entered at EL2h with E2H
      When the guest writes 0x1 to SPSel
      And the guest executes TLBI ALLE2
      Then PSTATE.M reads EL2h
      And the vCPU is in KVM at 0x4000_0068

    @nv.translated-el1h @needs-raw-exit
    Example: SPSR_EL2 with M = EL1h becomes PSTATE with M = EL2h, and the same bits beside it
      Given the guest is entered at EL0t with E2H|TGE
      When the guest exits by IRQ with SPSR_EL2 EL1h
      Then PSTATE reads EL2h
      And the vCPU is in host context
      And the vCPU is in KVM at 0x4000_0060
      And nothing else changes

  @NV-18 @since-seed
  Rule: In host context any M but EL1t and EL1h, EL0t above all, MUST stay
    The user space of the guest hypervisor runs at EL0 in host context, and EL0 it is.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94, fixup_guest_exit());
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.host-user-stays
    Example: A guest that runs at host EL0 reads EL0t
      Given the guest is entered at EL0t with E2H|TGE
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE.M reads EL0t
      And the vCPU is in host context
      And the vCPU is in KVM
      And nothing else changes

    @nv.translated @needs-raw-exit
    Scenario Outline: <case>: in host context SPSR_EL2 <spsr> is taken as it is
      Given the guest is entered at EL0t with E2H|TGE
      When the guest exits by IRQ with SPSR_EL2 <spsr>
      Then PSTATE reads <spsr>
      And the vCPU is in host context
      And the vCPU is in KVM at 0x4000_0060
      And nothing else changes

      Examples:
        | case     | spsr      |
        | el0t     | EL0t      |
        | el2t     | EL2t      |
        | el2h     | EL2h      |
        | reserved | DAIF\|0x6 |
        | one-off  | DAIF\|0x7 |

  @NV-19 @since-seed @needs-raw-exit
  Rule: All bits outside the mode MUST be kept by the synchronisation
    Flags and masks are the guest's: a lost one is a wrong branch or an interrupt at the wrong place.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94, fixup_guest_exit()); over
    entry and exit see NV-55 and NV-56

    @nv.bits-kept
    Scenario Outline: <case>: SPSR_EL2 <mode>|<bits> keeps every bit outside the mode
      Given the guest is entered at EL2h with E2H|TGE
      When the guest exits by IRQ with SPSR_EL2 <mode>|<bits>
      Then PSTATE reads <read>|<bits>
      And the vCPU is in host context
      And the vCPU is in KVM at 0x4000_0060
      And nothing else changes

      Examples:
        | case   | mode | read | bits                        |
        | none   | EL1h | EL2h | 0x0                         |
        | all    | EL1h | EL2h | 0xffff_ffff_ffff_ffe0       |
        | nzcv   | EL1h | EL2h | NZCV                        |
        | daif   | EL1h | EL2h | DAIF                        |
        | il     | EL1h | EL2h | IL\|DAIF                    |
        | ss     | EL1h | EL2h | SS\|DAIF                    |
        | pan    | EL1h | EL2h | PAN\|DAIF                   |
        | btype  | EL1h | EL2h | DAIF\|0xc00                 |
        | bit-5  | EL1h | EL2h | DAIF\|0x20                  |
        | bit-63 | EL1t | EL2t | DAIF\|0x8000_0000_0000_0000 |

    @nv.only-the-mode @invariant-2
    Example: No value of SPSR_EL2 changes outside the mode
      Then for every SPSR_EL2 only the mode is translated, and only in host context

  @NV-20 @only-seed @needs-raw-exit
  Rule: As posted, the mode that is compared MUST be M[3:0], so that the reserved encodings 0x14 and 0x15 are raised
    Bit 4 says AArch32. Without it in the comparison two encodings that no mode has look like EL1t and EL1h.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94, fixup_guest_exit() with
    PSR_MODE_MASK); no running vCPU holds these encodings

    @nv.reserved-encodings-as-posted
    Scenario Outline: <case>: as posted, the reserved AArch32 encoding <m> becomes <read>
      Given the guest is entered at EL0t with E2H|TGE
      When the guest exits by IRQ with SPSR_EL2 DAIF|<m>
      Then PSTATE reads DAIF|<read>
      And the vCPU is in host context
      And the vCPU is in KVM at 0x4000_0060
      And nothing else changes

      Examples:
        | case      | m    | read |
        | with-0x14 | 0x14 | 0x18 |
        | with-0x15 | 0x15 | 0x19 |

  @NV-77 @since-upstream @only-before @needs-raw-exit
  Rule: The mode that is compared MUST be M[4:0], so that the reserved encodings 0x14 and 0x15 are left as they are
    The code that the patch removes compared bit 4 as well, and what was merged does so again.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94, from_hw_pstate(), which it
    removes); Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/vhe/switch.c,
    fixup_guest_exit(); no running vCPU holds these encodings

    @nv.reserved-encodings
    Scenario Outline: <case>: the reserved AArch32 encoding <m> is taken as it is
      Given the guest is entered at EL0t with E2H|TGE
      When the guest exits by IRQ with SPSR_EL2 DAIF|<m>
      Then PSTATE reads DAIF|<m>
      And the vCPU is in host context
      And the vCPU is in KVM at 0x4000_0060
      And nothing else changes

      Examples:
        | case      | m    |
        | left-0x14 | 0x14 |
        | left-0x15 | 0x15 |
