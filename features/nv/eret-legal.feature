@nv @since-upstream
Feature: Legal and illegal exception returns
  With TGE clear the guest hypervisor may return to EL0, EL1 and EL2; with TGE set there is no EL1 under it. An
  illegal return sets PSTATE.IL, and what is executed next is an exception to vEL2 itself.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-60
  Rule: A legal ERET MUST give PSTATE exactly as SPSR_EL2 has it, at the target
    An ERET that KVM emulates has to look like one that the CPU carries out.
    Source: Arm ARM (DDI 0487), SPSR_EL2 (copied to PSTATE by an exception return);
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.eret-exact
    Scenario Outline: <case>: ERET with SPSR_EL2 <spsr> gives the same PSTATE
      Given the guest is entered at EL2h with E2H
      When the guest returns to <spsr> at 0x4000_0200
      Then PSTATE reads <spsr>
      And PC reads 0x4000_0200

      Examples:
        | case       | spsr                |
        | guest-user | EL0t\|N\|C          |
        | vel1       | EL1h\|Z\|C\|D\|A\|F |
        | vel2       | EL2h\|N\|V\|DAIF    |

  @NV-58
  Rule: ERET from vEL2 MUST be legal to EL0t, EL1t, EL1h, EL2t and EL2h with TGE clear, to EL0t, EL2t and EL2h with TGE set, and to nothing else
    Legal where it is illegal would let a guest hypervisor reach a level that it does not have.
    Source: Arm ARM (DDI 0487), Illegal exception returns from AArch64 state; Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/emulate-nested.c,
    kvm_check_illegal_exception_return(), and
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/nested.c, limit_nv_id_reg() ("64bit only at any
    EL", so that no return to AArch32 is legal); recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.eret-legal @NV-60
    Scenario Outline: <case>: ERET to <mode> with <hcr> lands there
      Given the guest is entered at EL2h with <hcr>
      When the guest returns to <mode> at 0x4000_0200
      Then PSTATE.M reads <mode>
      And PC reads 0x4000_0200

      Examples:
        | case           | mode | hcr      |
        | el0t-tge-clear | EL0t | E2H      |
        | el1t-tge-clear | EL1t | E2H      |
        | el1h-tge-clear | EL1h | E2H      |
        | el2t-tge-clear | EL2t | E2H      |
        | el2h-tge-clear | EL2h | E2H      |
        | el0t-tge-set   | EL0t | E2H\|TGE |
        | el2t-tge-set   | EL2t | E2H\|TGE |
        | el2h-tge-set   | EL2h | E2H\|TGE |

    @nv.eret-illegal @NV-38 @NV-59
    Scenario Outline: <case>: ERET to M = <m> with TGE clear is illegal
      Given the guest is entered at EL2h with E2H
      When the guest returns to DAIF|<m> at 0x4000_0200
      Then PSTATE reads EL2h|IL|DAIF
      And PC reads 0x4000_0200

      Examples:
        | case | m          |
        | m-01 | 0x01       |
        | m-02 | 0x02       |
        | m-03 | 0x03       |
        | m-06 | 0x06       |
        | m-07 | 0x07       |
        | m-0a | 0x0a       |
        | m-0b | 0x0b       |
        | m-0c | EL3t       |
        | m-0d | EL3h       |
        | m-0e | 0x0e       |
        | m-0f | 0x0f       |
        | m-10 | User       |
        | m-11 | FIQ        |
        | m-12 | IRQ        |
        | m-13 | Supervisor |
        | m-14 | 0x14       |
        | m-15 | 0x15       |
        | m-16 | Monitor    |
        | m-17 | Abort      |
        | m-18 | 0x18       |
        | m-19 | 0x19       |
        | m-1a | Hyp        |
        | m-1b | Undefined  |
        | m-1c | 0x1c       |
        | m-1d | 0x1d       |
        | m-1e | 0x1e       |
        | m-1f | System     |

    @nv.eret-illegal-tge @NV-38 @NV-59
    Scenario Outline: <case>: ERET to M = <m> with TGE set is illegal
      Given the guest is entered at EL2h with E2H|TGE
      When the guest returns to DAIF|<m> at 0x4000_0200
      Then PSTATE reads EL2h|IL|DAIF
      And PC reads 0x4000_0200

      Examples:
        | case     | m          |
        | m-01-tge | 0x01       |
        | m-02-tge | 0x02       |
        | m-03-tge | 0x03       |
        | m-04-tge | EL1t       |
        | m-05-tge | EL1h       |
        | m-06-tge | 0x06       |
        | m-07-tge | 0x07       |
        | m-0a-tge | 0x0a       |
        | m-0b-tge | 0x0b       |
        | m-0c-tge | EL3t       |
        | m-0d-tge | EL3h       |
        | m-0e-tge | 0x0e       |
        | m-0f-tge | 0x0f       |
        | m-10-tge | User       |
        | m-11-tge | FIQ        |
        | m-12-tge | IRQ        |
        | m-13-tge | Supervisor |
        | m-14-tge | 0x14       |
        | m-15-tge | 0x15       |
        | m-16-tge | Monitor    |
        | m-17-tge | Abort      |
        | m-18-tge | 0x18       |
        | m-19-tge | 0x19       |
        | m-1a-tge | Hyp        |
        | m-1b-tge | Undefined  |
        | m-1c-tge | 0x1c       |
        | m-1d-tge | 0x1d       |
        | m-1e-tge | 0x1e       |
        | m-1f-tge | System     |
