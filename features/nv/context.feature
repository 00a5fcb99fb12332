@nv
Feature: Where the guest is
  is_hyp_ctxt() says whether the guest hypervisor itself runs (host context) or something under it. It looks at
  virtual PSTATE and at HCR_EL2 in the VNCR page. An exception of the guest shows the answer: it goes to where KVM took
  the guest to be, for those registers are in the CPU.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-05 @only-seed
  Rule: As posted, the vCPU MUST be taken to be in host context if M is EL2t or EL2h or TGE is set, and in no other case
    E2H is named beside TGE, but TGE alone is enough: the two together add nothing.
    Source: https://lore.kernel.org/r/20200211174938.27809-9-maz@kernel.org (v2 08/94, __is_hyp_ctxt())

    @nv.context-as-posted @NV-02
    Scenario Outline: <case>: as posted, SVC at <mode> with <hcr> goes to <level>
      Given the guest is entered at <mode> with <hcr>
      When the guest executes SVC 0x1
      Then the exception goes to <level> at vector <vector> with ESR 0x5600_0001
      And the vCPU is in <context> context
      And nothing else changes

      Examples:
        | case              | mode | hcr                 | context | level | vector |
        | host-user         | EL0t | E2H\|TGE            | host    | vEL2  | 0x400  |
        | guest-user        | EL0t | E2H                 | guest   | vEL1  | 0x400  |
        | guest-user-no-e2h | EL0t | neither E2H nor TGE | guest   | vEL1  | 0x400  |
        | tge-alone         | EL0t | TGE                 | host    | vEL2  | 0x400  |
        | vel2              | EL2h | E2H                 | host    | vEL2  | 0x200  |
        | vel2-no-e2h       | EL2t | neither E2H nor TGE | host    | vEL2  | 0x0    |
        | vel1              | EL1h | E2H                 | guest   | vEL1  | 0x200  |

  @NV-06 @since-upstream
  Rule: The vCPU MUST be taken to be in host context if it has EL2 and M is EL2t or EL2h or TGE is set, and in no other case
    A vCPU without EL2 has no HCR_EL2 to ask, and whatever is in its place must not count.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/include/asm/kvm_emulate.h,
    is_hyp_ctxt(); recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.context
    Scenario Outline: <case>: SVC at <mode> with <hcr> goes to <level>
      Given the guest is entered at <mode> with <hcr>
      When the guest executes SVC 0x1
      Then the exception goes to <level> at vector <vector> with ESR 0x5600_0001
      And the vCPU is in <context> context
      And nothing else changes

      Examples:
        | case             | mode | hcr      | context | level | vector |
        | host-user        | EL0t | E2H\|TGE | host    | vEL2  | 0x400  |
        | guest-user       | EL0t | E2H      | guest   | vEL1  | 0x400  |
        | host-user-no-e2h | EL0t | TGE      | host    | vEL2  | 0x400  |
        | vel2             | EL2h | E2H      | host    | vEL2  | 0x200  |
        | vel2t            | EL2t | E2H      | host    | vEL2  | 0x0    |
        | vel1             | EL1h | E2H      | guest   | vEL1  | 0x200  |
        | vel1t            | EL1t | E2H      | guest   | vEL1  | 0x0    |
        | misplaced-vel1   | EL1h | E2H\|TGE | host    | vEL2  | 0x200  |

    @nv.no-el2-raw @needs-raw-exit
    Example: A vCPU without HAS_EL2 is in guest context even where the hardware reports M = EL2h
      Given a vCPU with no feature
      And the guest is entered at EL1h
      When the guest exits by IRQ with SPSR_EL2 EL2h
      Then PSTATE reads EL2h
      And the vCPU is in guest context
      And the vCPU is in KVM at 0x4000_0060
      And nothing else changes

  @NV-42 @since-upstream
  Rule: A vCPU with HAS_EL2 MUST read EL1t as EL2t and EL1h as EL2h if it was entered with M = EL2t, M = EL2h or TGE set, and every M as it is if not
    The whole of what userspace sees of the translation, in one sentence.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/include/asm/kvm_emulate.h,
    is_hyp_ctxt(), and https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/vhe/switch.c,
    fixup_guest_exit(); recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.context-e2h0 @needs-e2h0 @NV-06
    Scenario Outline: <case>: where E2H does not exist, <mode> with <hcr> reads <read>
      Given a vCPU with HAS_EL2 and HAS_EL2_E2H0
      And the guest is entered at <mode> with <hcr>
      When a host interrupt arrives
      Then PSTATE.M reads <read>
      And HCR_EL2 reads <hcr>
      And the vCPU is in <context> context
      And the vCPU is in KVM at 0x4000_0060
      And nothing else changes

      Examples:
        | case        | mode | hcr                 | read | context |
        | user-tge    | EL0t | TGE                 | EL0t | host    |
        | vel1-tge    | EL1h | TGE                 | EL2h | host    |
        | vel1t-tge   | EL1t | TGE                 | EL2t | host    |
        | vel1-no-tge | EL1h | neither E2H nor TGE | EL1h | guest   |
        | vel2-no-tge | EL2h | neither E2H nor TGE | EL2h | host    |

    @nv.context-sampled @needs-insight
    Scenario Outline: <case>: a run at <mode> with <hcr> is taken for one in <context> context
      Given the guest is placed at <mode> with <hcr>
      And userspace calls KVM_RUN
      When KVM enters the guest
      Then the run is in <context> context

      Examples:
        | case         | mode | hcr      | context |
        | sampled-host | EL0t | E2H\|TGE | host    |
        | sampled-vel2 | EL2h | E2H      | host    |
        | sampled-user | EL0t | E2H      | guest   |
        | sampled-vel1 | EL1h | E2H      | guest   |

  @NV-62 @since-upstream
  Rule: A running HAS_EL2 guest MUST show eight pairs of M and TGE only: EL0t, EL2t and EL2h with either TGE, EL1t and EL1h with TGE clear
    No ninth pair can be reached by running: one that is seen is a mistake of the translation.
    Source: Arm ARM (DDI 0487), Illegal exception returns from AArch64 state; Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/vhe/switch.c, fixup_guest_exit();
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.eight-pairs @NV-42
    Scenario Outline: <case>: a guest entered at <entered> with <hcr> reads <read>
      Given the guest is entered at <entered> with <hcr>
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE.M reads <read>
      And HCR_EL2 reads <hcr>
      And the vCPU is in KVM
      And nothing else changes

      Examples: the eight
        | case      | entered | hcr      | read |
        | user      | EL0t    | E2H      | EL0t |
        | host-user | EL0t    | E2H\|TGE | EL0t |
        | vel1t     | EL1t    | E2H      | EL1t |
        | vel1h     | EL1h    | E2H      | EL1h |
        | vel2t     | EL2t    | E2H      | EL2t |
        | vel2t-tge | EL2t    | E2H\|TGE | EL2t |
        | vel2h     | EL2h    | E2H      | EL2h |
        | vel2h-tge | EL2h    | E2H\|TGE | EL2h |

      Examples: two that userspace can place, and that run as others
        | case                | entered | hcr      | read |
        | vel1t-tge-is-no-el1 | EL1t    | E2H\|TGE | EL2t |
        | vel1h-tge-is-no-el1 | EL1h    | E2H\|TGE | EL2h |

    @nv.vel1-returns @NV-15
    Scenario Outline: <case>: ERET of vEL1 to <pstate> is the CPU's own, and the guest stays a guest
      Given the guest is entered at EL1h with E2H
      And the guest writes <pstate> to SPSR_EL1
      And the guest writes 0x4000_0300 to ELR_EL1
      When the guest executes ERET
      And a host interrupt arrives
      Then PSTATE reads <pstate>
      And the vCPU is in guest context
      And the vCPU is in KVM at 0x4000_0300
      And nothing else changes

      Examples:
        | case           | pstate        |
        | back-to-user   | EL0t\|Z       |
        | back-to-thread | EL1t\|N\|DAIF |
        | back-to-kernel | EL1h\|C\|D\|F |
