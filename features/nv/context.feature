@nv
Feature: Where the guest is
  is_hyp_ctxt() says whether the guest hypervisor itself runs (host context) or something under it. It looks at
  virtual PSTATE and at HCR_EL2 in the VNCR page, and everything that KVM does with the vCPU hangs on it.

  Rule: EL2t, EL2h or TGE make host context, and E2H is not asked

    @nv.context
    Scenario Outline: <case>: at <mode> with E2H <e2h> and TGE <tge> it is <context> context
      An exception of the guest goes where KVM took it to be: its registers are in the CPU.

      Given a vCPU with HAS_EL2
      And the guest is entered at <mode> with E2H <e2h> and TGE <tge>
      When the guest executes SVC 0x1
      Then the exception goes to <level> at vector <vector> with ESR 0x5600_0001
      And the vCPU is in <context> context

      @only-seed @NV-05 @NV-02
      Examples: as posted
        | case                   | mode | e2h   | tge   | context | level | vector |
        | seed-host-user         | EL0t | set   | set   | host    | vEL2  | 0x400  |
        | seed-guest-user        | EL0t | set   | clear | guest   | vEL1  | 0x400  |
        | seed-guest-user-no-e2h | EL0t | clear | clear | guest   | vEL1  | 0x400  |
        | seed-tge-alone         | EL0t | clear | set   | host    | vEL2  | 0x400  |
        | seed-vel2              | EL2h | set   | clear | host    | vEL2  | 0x200  |
        | seed-vel2-no-e2h       | EL2t | clear | clear | host    | vEL2  | 0x0    |
        | seed-vel1              | EL1h | set   | clear | guest   | vEL1  | 0x200  |

      @since-upstream @NV-06
      Examples: merged
        | case             | mode | e2h   | tge   | context | level | vector |
        | host-user        | EL0t | set   | set   | host    | vEL2  | 0x400  |
        | guest-user       | EL0t | set   | clear | guest   | vEL1  | 0x400  |
        | host-user-no-e2h | EL0t | clear | set   | host    | vEL2  | 0x400  |
        | vel2             | EL2h | set   | clear | host    | vEL2  | 0x200  |
        | vel2t            | EL2t | set   | clear | host    | vEL2  | 0x0    |
        | vel1             | EL1h | set   | clear | guest   | vEL1  | 0x200  |
        | vel1t            | EL1t | set   | clear | guest   | vEL1  | 0x0    |
        | misplaced-vel1   | EL1h | set   | set   | host    | vEL2  | 0x200  |

    @nv.context-e2h0 @since-upstream @needs-e2h0 @NV-06 @NV-42
    Scenario Outline: <case>: where E2H does not exist, TGE alone is host context
      Given a vCPU with HAS_EL2 and HAS_EL2_E2H0
      And the guest is entered at <mode> with E2H clear and TGE <tge>
      When a host interrupt arrives
      Then PSTATE.M reads <read>
      And HCR_EL2 reads E2H clear and TGE <tge>

      Examples:
        | case        | mode | tge   | read |
        | user-tge    | EL0t | set   | EL0t |
        | vel1-tge    | EL1h | set   | EL2h |
        | vel1t-tge   | EL1t | set   | EL2t |
        | vel1-no-tge | EL1h | clear | EL1h |
        | vel2-no-tge | EL2h | clear | EL2h |

    @nv.context-sampled @since-upstream @needs-insight @NV-42
    Scenario Outline: <case>: a run at <mode> with TGE <tge> is taken for one in <context> context
      Given a vCPU with HAS_EL2
      And the guest is placed at <mode> with E2H set and TGE <tge>
      And userspace calls KVM_RUN
      When KVM enters the guest
      Then the run is in <context> context

      Examples:
        | case         | mode | tge   | context |
        | sampled-host | EL0t | set   | host    |
        | sampled-vel2 | EL2h | clear | host    |
        | sampled-user | EL0t | clear | guest   |
        | sampled-vel1 | EL1h | clear | guest   |

    @nv.no-el2-no-context @since-upstream @NV-06 @NV-43
    Example: Without HAS_EL2 no M makes host context
      Given a vCPU with no feature
      And the guest is entered at EL1h
      When a host interrupt arrives
      Then PSTATE.M reads EL1h
      And the vCPU is in guest context

    @nv.no-el2-raw @since-upstream @needs-raw-exit @NV-06
    Example: Not even an M of EL2 that the hardware reports
      Given a vCPU with no feature
      And the guest is entered at EL1h
      When the guest exits by IRQ with SPSR_EL2 0x3c9
      Then PSTATE reads 0x3c9
      And the vCPU is in guest context

  Rule: Each question is answered from the state as it is when it is asked

    @nv.handler-sees-host @since-seed @needs-insight @needs-forced-exit @NV-02 @NV-13
    Scenario Outline: <case>: a handler after <steps> sees host context
      Given a vCPU with HAS_EL2
      And the guest is entered at EL0t with E2H set and TGE set
      When the guest takes an exception to vEL2
      And the guest <verb> TGE
      And the guest exits by a fixed-up TRAP 0x6200_0000
      Then the handler sees host context

      Examples:
        | case    | steps           | verb   |
        | cleared | TGE was cleared | clears |
        | kept    | TGE was kept    | sets   |

    @nv.tge-read-from-the-page @since-seed @NV-04
    Scenario Outline: <case>: TGE as the guest left it is what KVM and userspace read
      Given a vCPU with HAS_EL2
      And the guest is entered at EL2h with E2H set and TGE <before>
      When the guest <verb> TGE
      And a host interrupt arrives
      And a signal ends KVM_RUN
      And userspace reads HCR_EL2
      Then it answers:
        | outcome | ok    |
        | tge     | <tge> |
        | e2h     | yes   |
      And nothing else changes

      Examples:
        | case    | before | verb   | tge |
        | cleared | set    | clears | no  |
        | set     | clear  | sets   | yes |

    @nv.e2h-read-from-the-page @only-seed @NV-76
    Scenario Outline: <case>: as posted, E2H as the guest left it is what userspace reads, too
      Given a vCPU with HAS_EL2
      And the guest is entered at EL2h with E2H set and TGE clear
      When the guest writes <hcr> to HCR_EL2
      And a host interrupt arrives
      And a signal ends KVM_RUN
      And userspace reads HCR_EL2
      Then it answers:
        | outcome | ok    |
        | e2h     | <e2h> |

      Examples:
        | case        | hcr           | e2h |
        | e2h-cleared | 0x8000_0000   | no  |
        | e2h-kept    | 0x4_8000_0000 | yes |

  Rule: TGE without E2H is a misbehaving guest

    @nv.tge-alone-warns @only-seed @needs-insight @NV-78
    Scenario Outline: <case>: as posted, the host <verb>
      Given a vCPU with HAS_EL2
      And the guest is placed at EL0t with E2H <e2h> and TGE set
      When userspace calls KVM_RUN
      Then the host <verb>

      Examples:
        | case     | e2h   | verb          |
        | alone    | clear | warns         |
        | with-e2h | set   | does not warn |

    @nv.tge-alone-is-silent @since-upstream @needs-insight @needs-e2h0 @NV-79
    Example: Merged, a guest cannot fill the host's log with it
      Given a vCPU with HAS_EL2 and HAS_EL2_E2H0
      And the guest is placed at EL0t with E2H clear and TGE set
      And userspace calls KVM_RUN
      When KVM enters the guest
      Then the host does not warn
      And the run is in host context

  Rule: Only eight pairs of M and TGE can be reached

    @nv.eight-pairs @since-upstream @NV-62 @NV-42
    Scenario Outline: <case>: entered at <entered> with TGE <tge> it reads <read>
      Given a vCPU with HAS_EL2
      And the guest is entered at <entered> with E2H set and TGE <tge>
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE.M reads <read>
      And HCR_EL2 reads E2H set and TGE <tge>

      Examples:
        | case                | entered | tge   | read |
        | user                | EL0t    | clear | EL0t |
        | host-user           | EL0t    | set   | EL0t |
        | vel1t               | EL1t    | clear | EL1t |
        | vel1h               | EL1h    | clear | EL1h |
        | vel2t               | EL2t    | clear | EL2t |
        | vel2t-tge           | EL2t    | set   | EL2t |
        | vel2h               | EL2h    | clear | EL2h |
        | vel2h-tge           | EL2h    | set   | EL2h |
        | vel1t-tge-is-no-el1 | EL1t    | set   | EL2t |
        | vel1h-tge-is-no-el1 | EL1h    | set   | EL2h |
