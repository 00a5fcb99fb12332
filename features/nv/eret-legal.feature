@nv @since-upstream
Feature: Legal and illegal exception returns
  With TGE clear the guest hypervisor may return to EL0, EL1 and EL2; with TGE set there is no EL1 under it. An
  illegal return sets PSTATE.IL, and what is executed next is an exception to vEL2 itself.

  Background:
    Given a VHE host
    And a vCPU with HAS_EL2

  @NV-60
  Rule: A legal ERET MUST give PSTATE exactly as SPSR_EL2 has it, at the target
    An ERET that KVM emulates has to look like one that the CPU carries out.
    Source: Arm ARM (DDI 0487), SPSR_EL2 (copied to PSTATE by an exception return);
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.eret-exact
    Scenario Outline: <case>: ERET with SPSR_EL2 <spsr> gives the same PSTATE
      Given the guest is entered at EL2h with E2H set and TGE clear
      When the guest returns with SPSR_EL2 <spsr> to 0x4000_0200
      Then PSTATE reads <spsr>
      And PC holds 0x4000_0200

      Examples:
        | case       | spsr        |
        | guest-user | 0xa000_0000 |
        | vel1       | 0x6000_0345 |
        | vel2       | 0x9000_03c9 |

  @NV-58
  Rule: ERET from vEL2 MUST be legal to EL0t, EL1t, EL1h, EL2t and EL2h with TGE clear, to EL0t, EL2t and EL2h with TGE set, and to nothing else
    Legal where it is illegal would let a guest hypervisor reach a level that it does not have.
    Source: Arm ARM (DDI 0487), Illegal exception returns from AArch64 state; Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/emulate-nested.c,
    kvm_check_illegal_exception_return(), and
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/nested.c, limit_nv_id_reg() ("64bit only at any
    EL", so that no return to AArch32 is legal); recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.eret-legal @NV-60
    Scenario Outline: <case>: ERET to <mode> with TGE <tge> lands there
      Given the guest is entered at EL2h with E2H set and TGE <tge>
      When the guest returns with SPSR_EL2 <spsr> to 0x4000_0200
      Then PSTATE.M reads <mode>
      And PC holds 0x4000_0200

      Examples:
        | case           | mode | tge   | spsr  |
        | el0t-tge-clear | EL0t | clear | 0x3c0 |
        | el1t-tge-clear | EL1t | clear | 0x3c4 |
        | el1h-tge-clear | EL1h | clear | 0x3c5 |
        | el2t-tge-clear | EL2t | clear | 0x3c8 |
        | el2h-tge-clear | EL2h | clear | 0x3c9 |
        | el0t-tge-set   | EL0t | set   | 0x3c0 |
        | el2t-tge-set   | EL2t | set   | 0x3c8 |
        | el2h-tge-set   | EL2h | set   | 0x3c9 |

    @nv.eret-illegal @NV-38 @NV-59
    Scenario Outline: <case>: ERET with SPSR_EL2 <spsr> and TGE clear is illegal
      Given the guest is entered at EL2h with E2H set and TGE clear
      When the guest returns with SPSR_EL2 <spsr> to 0x4000_0200
      Then PSTATE reads 0x10_03c9
      And PC holds 0x4000_0200

      Examples:
        | case | spsr  |
        | m-01 | 0x3c1 |
        | m-02 | 0x3c2 |
        | m-03 | 0x3c3 |
        | m-06 | 0x3c6 |
        | m-07 | 0x3c7 |
        | m-0a | 0x3ca |
        | m-0b | 0x3cb |
        | m-0c | 0x3cc |
        | m-0d | 0x3cd |
        | m-0e | 0x3ce |
        | m-0f | 0x3cf |
        | m-10 | 0x3d0 |
        | m-11 | 0x3d1 |
        | m-12 | 0x3d2 |
        | m-13 | 0x3d3 |
        | m-14 | 0x3d4 |
        | m-15 | 0x3d5 |
        | m-16 | 0x3d6 |
        | m-17 | 0x3d7 |
        | m-18 | 0x3d8 |
        | m-19 | 0x3d9 |
        | m-1a | 0x3da |
        | m-1b | 0x3db |
        | m-1c | 0x3dc |
        | m-1d | 0x3dd |
        | m-1e | 0x3de |
        | m-1f | 0x3df |

    @nv.eret-illegal-tge @NV-38 @NV-59
    Scenario Outline: <case>: ERET with SPSR_EL2 <spsr> and TGE set is illegal
      Given the guest is entered at EL2h with E2H set and TGE set
      When the guest returns with SPSR_EL2 <spsr> to 0x4000_0200
      Then PSTATE reads 0x10_03c9
      And PC holds 0x4000_0200

      Examples:
        | case     | spsr  |
        | m-01-tge | 0x3c1 |
        | m-02-tge | 0x3c2 |
        | m-03-tge | 0x3c3 |
        | m-04-tge | 0x3c4 |
        | m-05-tge | 0x3c5 |
        | m-06-tge | 0x3c6 |
        | m-07-tge | 0x3c7 |
        | m-0a-tge | 0x3ca |
        | m-0b-tge | 0x3cb |
        | m-0c-tge | 0x3cc |
        | m-0d-tge | 0x3cd |
        | m-0e-tge | 0x3ce |
        | m-0f-tge | 0x3cf |
        | m-10-tge | 0x3d0 |
        | m-11-tge | 0x3d1 |
        | m-12-tge | 0x3d2 |
        | m-13-tge | 0x3d3 |
        | m-14-tge | 0x3d4 |
        | m-15-tge | 0x3d5 |
        | m-16-tge | 0x3d6 |
        | m-17-tge | 0x3d7 |
        | m-18-tge | 0x3d8 |
        | m-19-tge | 0x3d9 |
        | m-1a-tge | 0x3da |
        | m-1b-tge | 0x3db |
        | m-1c-tge | 0x3dc |
        | m-1d-tge | 0x3dd |
        | m-1e-tge | 0x3de |
        | m-1f-tge | 0x3df |
