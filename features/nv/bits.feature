@nv @since-upstream
Feature: The other bits of PSTATE, over entry, run and exit
  The synchronisation keeps every bit. What is missing after a run was dropped by the CPU, which holds only the
  bits that it has, and uses up SS and BTYPE by running. IL is an exception that waits.

  Background:
    Given a VHE host
    And a vCPU with HAS_EL2

  @NV-55
  Rule: Over entry, run and exit DAIF, PAN, UAO, DIT and NZCV MUST come back as set, in every context
    Every CPU that can run a guest hypervisor has these bits, so none may be lost on the way.
    Source: Arm ARM (DDI 0487), SPSR_EL2 (these bits are copied to PSTATE by an exception return; PAN is of
    Armv8.1, UAO of 8.2, DIT of 8.4); recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.bits-held
    Scenario Outline: <case>: PSTATE <pstate> with one bit set comes back
      Given the guest is entered with PSTATE <pstate> and HCR_EL2 0x4_8000_0000
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE reads <pstate>
      And the vCPU is in KVM
      And nothing else changes

      Examples:
        | case | pstate     |
        | f    | 0x49       |
        | i    | 0x89       |
        | a    | 0x109      |
        | d    | 0x209      |
        | pan  | 0x400009   |
        | uao  | 0x800009   |
        | dit  | 0x1000009  |
        | v    | 0x10000009 |
        | c    | 0x20000009 |
        | z    | 0x40000009 |
        | n    | 0x80000009 |

    @nv.bits-in-every-context @NV-56 @NV-73
    Scenario Outline: <case>: PSTATE with all bits but IL set gives <read>
      Given the guest is entered with PSTATE <pstate> and HCR_EL2 <hcr>
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE reads <read>
      And the vCPU is in KVM
      And nothing else changes

      Examples:
        | case       | pstate             | hcr           | read       |
        | vel2h      | 0xffffffffffefffe9 | 0x4_8000_0000 | 0xf1c033c9 |
        | vel2h-tge  | 0xffffffffffefffe9 | 0x4_8800_0000 | 0xf1c033c9 |
        | vel2t      | 0xffffffffffefffe8 | 0x4_8000_0000 | 0xf1c033c8 |
        | vel2t-tge  | 0xffffffffffefffe8 | 0x4_8800_0000 | 0xf1c033c8 |
        | host-user  | 0xffffffffffefffe0 | 0x4_8800_0000 | 0xf1c033c0 |
        | guest-user | 0xffffffffffefffe0 | 0x4_8000_0000 | 0xf1c033c0 |
        | vel1h      | 0xffffffffffefffe5 | 0x4_8000_0000 | 0xf1c033c5 |

    @nv.bits-without-el2 @NV-56 @NV-73
    Scenario Outline: <case>: without HAS_EL2 PSTATE with all bits but IL set gives <read>
      Given a vCPU with no feature
      And the guest is entered with PSTATE <pstate>
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE reads <read>
      And the vCPU is in KVM
      And nothing else changes

      Examples:
        | case   | pstate             | read       |
        | kernel | 0xffffffffffefffe5 | 0xf1c033c5 |
        | thread | 0xffffffffffefffe4 | 0xf1c033c4 |
        | user   | 0xffffffffffefffe0 | 0xf1c033c0 |

  @NV-73
  Rule: On Linux 6.17 and 7.2, on one emulated CPU that has SSBS and ALLINT, these come back as set over entry, run and exit
    A CPU without one of them drops it, and is no worse for that.
    Source: recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.bits-optional
    Scenario Outline: <case>: PSTATE <pstate> with a bit that a CPU may lack comes back
      Given the guest is entered with PSTATE <pstate> and HCR_EL2 0x4_8000_0000
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE reads <pstate>
      And the vCPU is in KVM
      And nothing else changes

      Examples:
        | case   | pstate |
        | ssbs   | 0x1009 |
        | allint | 0x2009 |

  @NV-56
  Rule: On Linux 6.17 and 7.2, on one emulated CPU, SS, BTYPE and the bits that the CPU lacks come back clear over entry, run and exit, in every context
    SS and BTYPE are used up by running; the others are not there.
    Source: recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.bits-dropped
    Scenario Outline: <case>: PSTATE <pstate> comes back as 0x3c9
      Given the guest is entered with PSTATE <pstate> and HCR_EL2 0x4_8000_0000
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE reads 0x3c9
      And the vCPU is in KVM
      And nothing else changes

      Examples:
        | case    | pstate             |
        | bit-5   | 0x3e9              |
        | btype-0 | 0x7c9              |
        | btype-1 | 0xbc9              |
        | bit-14  | 0x43c9             |
        | bit-15  | 0x83c9             |
        | bit-19  | 0x803c9            |
        | ss      | 0x2003c9           |
        | tco     | 0x20003c9          |
        | bit-26  | 0x40003c9          |
        | bit-27  | 0x80003c9          |
        | bit-32  | 0x1000003c9        |
        | bit-47  | 0x8000000003c9     |
        | bit-63  | 0x80000000000003c9 |

    @nv.btype-of-a-branch
    Scenario Outline: <case>: BTYPE of an indirect branch is clear after a write of NZCV that gives <spsr>
      Given the guest is entered with PSTATE 0x3c9 and HCR_EL2 0x4_8000_0000
      When the guest branches to 0x4000_0180
      And the guest writes <flags> to NZCV
      And a host interrupt arrives
      Then PSTATE reads <spsr>
      And KVM has the vCPU back at 0x4000_0184
      And nothing else changes

      Examples:
        | case     | flags       | spsr        |
        | used-up  | 0x0         | 0x3c9       |
        | and-nzcv | 0x6000_0000 | 0x6000_03c9 |

  @NV-57
  Rule: A guest entered with IL set MUST execute nothing and take EC 0x0e, to vEL2 in host context and to vEL1 if not, at the vector of the entered mode
    IL says that the state is illegal. It is taken where the guest is, by the same context as every exception.
    Source: Arm ARM (DDI 0487), The Illegal Execution state exception; recordings/nv/linux-6.17.ndjson and
    linux-7.2.ndjson

    @nv.il-on-entry
    Scenario Outline: <case>: PSTATE <pstate> with IL and TGE <tge> faults to <level> at <vector>
      Given the guest is entered with PSTATE <pstate> and HCR_EL2 <hcr>
      When the guest runs on
      Then the exception goes to <level> at vector <vector> with ESR 0x3a00_0000
      And <spsr> holds <pstate>
      And <elr> holds 0x4000_0060

      Examples:
        | case       | pstate    | tge   | hcr           | level | vector | spsr     | elr     |
        | vel2h      | 0x10_03c9 | clear | 0x4_8000_0000 | vEL2  | 0x200  | SPSR_EL2 | ELR_EL2 |
        | vel2h-tge  | 0x10_03c9 | set   | 0x4_8800_0000 | vEL2  | 0x200  | SPSR_EL2 | ELR_EL2 |
        | vel2t      | 0x10_03c8 | clear | 0x4_8000_0000 | vEL2  | 0x0    | SPSR_EL2 | ELR_EL2 |
        | host-user  | 0x10_03c0 | set   | 0x4_8800_0000 | vEL2  | 0x400  | SPSR_EL2 | ELR_EL2 |
        | vel1h      | 0x10_03c5 | clear | 0x4_8000_0000 | vEL1  | 0x200  | SPSR_EL1 | ELR_EL1 |
        | vel1t      | 0x10_03c4 | clear | 0x4_8000_0000 | vEL1  | 0x0    | SPSR_EL1 | ELR_EL1 |
        | guest-user | 0x10_03c0 | clear | 0x4_8000_0000 | vEL1  | 0x400  | SPSR_EL1 | ELR_EL1 |

    @nv.il-without-el2
    Example: On a vCPU with no feature PSTATE with IL faults to vEL1
      Given a vCPU with no feature
      And the guest is entered with PSTATE 0x10_03c4
      When the guest runs on
      Then the exception goes to vEL1 at vector 0x0 with ESR 0x3a00_0000
      And SPSR_EL1 holds 0x10_03c4
      And ELR_EL1 holds 0x4000_0060
