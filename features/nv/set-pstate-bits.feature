@nv @since-upstream
Feature: What a SET of PSTATE does not look at
  Only M[4:0] is judged. Whatever else is set is kept until the vCPU is entered; what is refused is not.

  @NV-48
  Rule: Any other bit is taken and read back

    @nv.set-any-bit
    Scenario Outline: <case>: <value> is taken and read back
      Given a vCPU with no feature
      When userspace sets PSTATE to <value>
      And userspace reads PSTATE
      Then it returns <value>

      Examples:
        | case   | value              |
        | bit-5  | 0x25               |
        | bit-6  | 0x45               |
        | bit-10 | 0x405              |
        | bit-13 | 0x2005             |
        | bit-20 | 0x100005           |
        | bit-21 | 0x200005           |
        | bit-22 | 0x400005           |
        | bit-25 | 0x2000005          |
        | bit-27 | 0x8000005          |
        | bit-31 | 0x80000005         |
        | bit-32 | 0x100000005        |
        | bit-52 | 0x10000000000005   |
        | bit-63 | 0x8000000000000005 |

  @NV-41
  Rule: A refused SET changes nothing

    @nv.refused-leaves-it
    Scenario Outline: <case>: a refused SET leaves PSTATE at <before>
      Given a vCPU with HAS_EL2
      When userspace sets PSTATE to <before>
      And userspace sets PSTATE to <refused>
      And userspace reads PSTATE
      Then it answers:
        | outcome | ok       |
        | mode    | <mode>   |
        | value   | <before> |

      Examples:
        | case     | before      | refused | mode |
        | el3      | 0x3c5       | 0x3cd   | EL1h |
        | flags    | 0xf000_03c8 | 0x3c1   | EL2t |
        | aarch32  | 0x3c9       | 0x3d3   | EL2h |

  @NV-53
  Rule: The reset mode is the highest that the vCPU has

    @nv.reset
    Scenario Outline: <case>: a vCPU with <features> resets to <pstate>
      Given a vCPU with <features>
      When userspace reads PSTATE
      Then it answers:
        | outcome | ok       |
        | mode    | <mode>   |
        | value   | <pstate> |

      Examples:
        | case | features   | mode | pstate |
        | none | no feature | EL1h | 0x3c5  |
        | el2  | HAS_EL2    | EL2h | 0x3c9  |

      @needs-e2h0
      Examples: E2H
        | case  | features                 | mode | pstate |
        | e2h0  | HAS_EL2 and HAS_EL2_E2H0 | EL2h | 0x3c9  |

      @needs-e2h0 @NV-50
      Examples: without EL2, whatever is said of E2H
        | case  | features     | mode | pstate |
        | alone | HAS_EL2_E2H0 | EL1h | 0x3c5  |

      @needs-el1-32bit
      Examples: AArch32
        | case | features  | mode       | pstate |
        | a32  | EL1_32BIT | Supervisor | 0x1d3  |

  Rule: EL2 and a 32-bit EL1 exclude each other

    @nv.init-refused @needs-el1-32bit @NV-49
    Example: KVM_ARM_VCPU_INIT with both is refused
      When userspace initialises a vCPU with HAS_EL2 and EL1_32BIT
      Then it fails with EINVAL
      And nothing else changes

    @nv.init-allowed @NV-49
    Scenario Outline: <case>: <features> alone is fine
      When userspace initialises a vCPU with <features>
      Then it succeeds

      Examples:
        | case | features |
        | el2  | HAS_EL2  |

      @needs-el1-32bit
      Examples: AArch32
        | case | features  |
        | a32  | EL1_32BIT |

    @nv.e2h0-alone @needs-e2h0 @NV-50
    Example: HAS_EL2_E2H0 alone runs without a vGIC, as a vCPU without EL2 does
      Given there is no in-kernel vGIC
      And a vCPU with HAS_EL2_E2H0
      When userspace sets PSTATE to 0x3c4
      And userspace calls KVM_RUN
      Then it succeeds
      And PSTATE holds 0x3c4
