@nv
Feature: Which PSTATE userspace may set
  KVM_SET_ONE_REG looks at M[4:0] and at the features of the vCPU. EL2 needs an EL2; the modes of AArch32 EL1 need
  a 32-bit EL1 and those of AArch64 a 64-bit one; AArch32 User needs nothing but a host CPU that has it.

  Rule: The mode has to fit the vCPU

    @nv.set-accepted
    Scenario Outline: <case>: a vCPU with <features> takes <value>
      Given a vCPU with <features>
      When userspace sets PSTATE to <value>
      Then it succeeds
      And PSTATE holds <value>

      @since-seed @NV-41
      Examples: without EL2
        | case      | features   | value |
        | none-el0t | no feature | 0x3c0 |
        | none-el1t | no feature | 0x3c4 |
        | none-el1h | no feature | 0x3c5 |

      @since-seed @NV-41
      Examples: below EL2
        | case     | features | value |
        | el2-el0t | HAS_EL2  | 0x3c0 |
        | el2-el1t | HAS_EL2  | 0x3c4 |
        | el2-el1h | HAS_EL2  | 0x3c5 |

      @since-seed @NV-40
      Examples: with EL2
        | case     | features | value |
        | el2-el2t | HAS_EL2  | 0x3c8 |
        | el2-el2h | HAS_EL2  | 0x3c9 |

      @since-seed @NV-41 @needs-el1-32bit
      Examples: with a 32-bit EL1
        | case           | features  | value |
        | a32-fiq        | EL1_32BIT | 0x3d1 |
        | a32-irq        | EL1_32BIT | 0x3d2 |
        | a32-supervisor | EL1_32BIT | 0x3d3 |
        | a32-abort      | EL1_32BIT | 0x3d7 |
        | a32-undefined  | EL1_32BIT | 0x3db |
        | a32-system     | EL1_32BIT | 0x3df |

      @since-upstream @NV-47 @needs-e2h0
      Examples: with EL2 and without E2H
        | case      | features                 | value |
        | e2h0-el0t | HAS_EL2 and HAS_EL2_E2H0 | 0x3c0 |
        | e2h0-el1t | HAS_EL2 and HAS_EL2_E2H0 | 0x3c4 |
        | e2h0-el1h | HAS_EL2 and HAS_EL2_E2H0 | 0x3c5 |
        | e2h0-el2t | HAS_EL2 and HAS_EL2_E2H0 | 0x3c8 |
        | e2h0-el2h | HAS_EL2 and HAS_EL2_E2H0 | 0x3c9 |

      @since-upstream @NV-50 @needs-e2h0
      Examples: without EL2, whatever is said of E2H
        | case       | features     | value |
        | alone-el0t | HAS_EL2_E2H0 | 0x3c0 |
        | alone-el1t | HAS_EL2_E2H0 | 0x3c4 |
        | alone-el1h | HAS_EL2_E2H0 | 0x3c5 |

    @nv.set-user @needs-el0-32bit
    Scenario Outline: <case>: where the host CPU has AArch32 at EL0, a vCPU with <features> takes User
      Given the host CPU has AArch32 at EL0
      And a vCPU with <features>
      When userspace sets PSTATE to 0x3d0
      Then it succeeds
      And PSTATE holds 0x3d0

      @since-seed @NV-41
      Examples: a 64-bit EL1
        | case      | features   |
        | none-user | no feature |
        | el2-user  | HAS_EL2    |

      @since-seed @NV-41 @needs-el1-32bit
      Examples: a 32-bit EL1
        | case     | features  |
        | a32-user | EL1_32BIT |

      @since-upstream @NV-47 @needs-e2h0
      Examples: without E2H
        | case       | features                 |
        | e2h0-user  | HAS_EL2 and HAS_EL2_E2H0 |

      @since-upstream @NV-50 @needs-e2h0
      Examples: without EL2, whatever is said of E2H
        | case       | features     |
        | alone-user | HAS_EL2_E2H0 |

    @nv.set-refused
    Scenario Outline: <case>: a vCPU with <features> refuses <value>
      Given a vCPU with <features>
      When userspace sets PSTATE to <value>
      Then it fails with EINVAL
      And nothing else changes

      @since-seed @NV-40
      Examples: EL2 without EL2
        | case      | features   | value |
        | none-el2t | no feature | 0x3c8 |
        | none-el2h | no feature | 0x3c9 |

      @since-seed @NV-41
      Examples: without EL2
        | case            | features   | value |
        | none-m-01       | no feature | 0x3c1 |
        | none-m-02       | no feature | 0x3c2 |
        | none-m-06       | no feature | 0x3c6 |
        | none-m-07       | no feature | 0x3c7 |
        | none-m-0a       | no feature | 0x3ca |
        | none-el3t       | no feature | 0x3cc |
        | none-el3h       | no feature | 0x3cd |
        | none-m-0f       | no feature | 0x3cf |
        | none-fiq        | no feature | 0x3d1 |
        | none-supervisor | no feature | 0x3d3 |
        | none-m-14       | no feature | 0x3d4 |
        | none-m-15       | no feature | 0x3d5 |
        | none-monitor    | no feature | 0x3d6 |
        | none-hyp        | no feature | 0x3da |
        | none-system     | no feature | 0x3df |

      @since-seed @NV-41
      Examples: with EL2
        | case           | features | value |
        | el2-m-01       | HAS_EL2  | 0x3c1 |
        | el2-m-06       | HAS_EL2  | 0x3c6 |
        | el2-m-07       | HAS_EL2  | 0x3c7 |
        | el2-m-0a       | HAS_EL2  | 0x3ca |
        | el2-m-0b       | HAS_EL2  | 0x3cb |
        | el2-el3t       | HAS_EL2  | 0x3cc |
        | el2-el3h       | HAS_EL2  | 0x3cd |
        | el2-m-0f       | HAS_EL2  | 0x3cf |
        | el2-fiq        | HAS_EL2  | 0x3d1 |
        | el2-supervisor | HAS_EL2  | 0x3d3 |
        | el2-m-14       | HAS_EL2  | 0x3d4 |
        | el2-m-15       | HAS_EL2  | 0x3d5 |
        | el2-m-18       | HAS_EL2  | 0x3d8 |
        | el2-m-19       | HAS_EL2  | 0x3d9 |
        | el2-system     | HAS_EL2  | 0x3df |

      @since-seed @NV-41 @needs-el1-32bit
      Examples: with a 32-bit EL1
        | case        | features  | value |
        | a32-el0t    | EL1_32BIT | 0x3c0 |
        | a32-el1t    | EL1_32BIT | 0x3c4 |
        | a32-el1h    | EL1_32BIT | 0x3c5 |
        | a32-el2t    | EL1_32BIT | 0x3c8 |
        | a32-el2h    | EL1_32BIT | 0x3c9 |
        | a32-el3t    | EL1_32BIT | 0x3cc |
        | a32-m-14    | EL1_32BIT | 0x3d4 |
        | a32-m-15    | EL1_32BIT | 0x3d5 |
        | a32-monitor | EL1_32BIT | 0x3d6 |
        | a32-m-18    | EL1_32BIT | 0x3d8 |
        | a32-hyp     | EL1_32BIT | 0x3da |
        | a32-m-1e    | EL1_32BIT | 0x3de |

      @since-upstream @NV-47 @needs-e2h0
      Examples: with EL2 and without E2H
        | case      | features                 | value |
        | e2h0-el3t | HAS_EL2 and HAS_EL2_E2H0 | 0x3cc |
        | e2h0-el3h | HAS_EL2 and HAS_EL2_E2H0 | 0x3cd |
        | e2h0-fiq  | HAS_EL2 and HAS_EL2_E2H0 | 0x3d1 |
        | e2h0-m-14 | HAS_EL2 and HAS_EL2_E2H0 | 0x3d4 |

      @since-upstream @NV-50 @needs-e2h0
      Examples: without EL2, whatever is said of E2H
        | case       | features     | value |
        | alone-el2t | HAS_EL2_E2H0 | 0x3c8 |
        | alone-el2h | HAS_EL2_E2H0 | 0x3c9 |
        | alone-el3t | HAS_EL2_E2H0 | 0x3cc |
        | alone-fiq  | HAS_EL2_E2H0 | 0x3d1 |

    @nv.user-needs-the-cpu @since-seed @needs-el0-64bit-only @NV-41
    Scenario Outline: <case>: on a host CPU without AArch32, <value> <fate>
      Given the host CPU has no AArch32 at EL0
      And a vCPU with HAS_EL2
      When userspace sets PSTATE to <value>
      Then it answers:
        | outcome | <outcome> |
        | error   | <error>   |
      And PSTATE holds <after>

      Examples:
        | case | value | fate       | outcome | error  | after |
        | user | 0x1d0 | is refused | error   | EINVAL | 0x3c9 |
        | el0  | 0x3c0 | is taken   | ok      | none   | 0x3c0 |
