@nv @since-upstream
Feature: PC between instructions, and reserved bits of VBAR
  KVM hands PC and VBAR to the CPU as userspace and the guest hypervisor wrote them. What is wrong with them is found by
  the CPU, in the context of the guest.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-108
  Rule: A guest whose PC is no multiple of 4 MUST execute nothing and take EC 0x22 at that PC, to vEL2 in host context and to vEL1 if not
    An address that no instruction has is the guest's mistake: it learns of it where it is, and KVM has no part in it.
    Source: Arm ARM (DDI 0487), PC alignment checking, and ESR_EL1 (EC 0x22); QEMU, commit ee03027a2cef
    "target/arm: Take an exception if PC is misaligned"

    @nv.pc-between
    Scenario Outline: <case>: a guest at <mode> with <hcr> and PC <pc> executes nothing
      Given the guest is placed at <mode> with <hcr>
      And userspace writes <pc> to PC
      And userspace calls KVM_RUN
      And KVM enters the guest
      When the guest runs on
      Then the exception goes to <file> at vector <vector> with ESR 0x8a00_0000
      And <spsr> reads <mode>
      And <elr> reads <pc>
      And the vCPU is in the guest at <at>
      And nothing else changes

      Examples:
        | case       | mode | hcr      | pc          | file | vector | spsr     | elr     | at          |
        | vel2h      | EL2h | E2H      | 0x4000_0061 | vEL2 | 0x200  | SPSR_EL2 | ELR_EL2 | 0x4000_0a00 |
        | vel2t-tge  | EL2t | E2H\|TGE | 0x4000_0062 | vEL2 | 0x0    | SPSR_EL2 | ELR_EL2 | 0x4000_0800 |
        | host-user  | EL0t | E2H\|TGE | 0x4000_0063 | vEL2 | 0x400  | SPSR_EL2 | ELR_EL2 | 0x4000_0c00 |
        | vel1h      | EL1h | E2H      | 0x4000_0062 | vEL1 | 0x200  | SPSR_EL1 | ELR_EL1 | 0x4000_1200 |
        | guest-user | EL0t | E2H      | 0x4000_0061 | vEL1 | 0x400  | SPSR_EL1 | ELR_EL1 | 0x4000_1400 |

    @nv.pc-between-after-eret @NV-60
    Scenario Outline: <case>: a guest that vEL2 has returned to <mode> at <pc> executes nothing
      Given the guest is entered at EL2h with E2H
      And the guest returns to <mode> at <pc>
      And KVM enters the guest
      When the guest runs on
      Then the exception goes to vEL1 at vector <vector> with ESR 0x8a00_0000
      And SPSR_EL1 reads <mode>
      And ELR_EL1 reads <pc>
      And nothing else changes

      Examples:
        | case | mode | pc          | vector |
        | el1h | EL1h | 0x4000_0202 | 0x200  |
        | el0t | EL0t | 0x4000_0201 | 0x400  |

    @nv.pc-of-an-instruction @neighbour @NV-33
    Scenario Outline: The neighbour: <case>: a guest at <mode> with PC 0x4000_0064 runs on
      Given the guest is placed at <mode> with E2H
      And userspace writes 0x4000_0064 to PC
      And userspace calls KVM_RUN
      And KVM enters the guest
      When the guest runs on
      Then the vCPU is in the guest at 0x4000_0064
      And nothing else changes

      Examples:
        | case  | mode |
        | vel2h | EL2h |
        | vel1h | EL1h |

  @NV-109
  Rule: EC 0x22 MUST come before EC 0x0e where PC is no multiple of 4 and IL is set
    PC is looked at when the instruction is fetched, and IL when it would execute.
    Source: Arm ARM (DDI 0487), Synchronous exception prioritization for exceptions taken to AArch64 state

    @nv.pc-before-il
    Scenario Outline: <case>: with IL set and PC 0x4000_0062 at <mode> the fault is that of PC
      Given the guest is placed at <mode>|DAIF|IL with E2H
      And userspace writes 0x4000_0062 to PC
      And userspace calls KVM_RUN
      And KVM enters the guest
      When the guest runs on
      Then the exception goes to <file> at vector 0x200 with ESR 0x8a00_0000
      And <spsr> reads <mode>|DAIF|IL
      And nothing else changes

      Examples:
        | case  | mode | file | spsr     |
        | vel2h | EL2h | vEL2 | SPSR_EL2 |
        | vel1h | EL1h | vEL1 | SPSR_EL1 |

  @NV-110
  Rule: The CPU takes vectors from bits 63:11 of VBAR, as the Arm ARM has it, or adds them to more of VBAR, as the CPU that QEMU emulates
    What lies in reserved bits is nothing that a vector may depend on, and one emulator does.
    Source: Arm ARM (DDI 0487), VBAR_EL1 (bits 10:0 are RES0) and AArch64.TakeException(); QEMU,
    target/arm/helper.c, vbar_write(), which clears bits 4:0 only

    @nv.vbar-by-the-cpu
    Scenario Outline: <case>: SVC at <mode> with <vbar> at 0x4000_1400 goes to <pc>
      Given the guest is placed at <mode> with E2H
      And userspace writes 0x4000_1400 to <vbar>
      And userspace calls KVM_RUN
      And KVM enters the guest
      When the guest executes SVC 0x1
      Then the vCPU is in the guest at <pc>

      @choice-vector_base=bits-63-11
      Examples: from bits 63:11
        | case        | mode | vbar     | pc          |
        | vel2-masked | EL2h | VBAR_EL2 | 0x4000_1200 |
        | vel1-masked | EL1h | VBAR_EL1 | 0x4000_1200 |
        | user-masked | EL0t | VBAR_EL1 | 0x4000_1400 |

      @choice-vector_base=as-it-is
      Examples: from more of it
        | case      | mode | vbar     | pc          |
        | vel2-sum  | EL2h | VBAR_EL2 | 0x4000_1600 |
        | vel1-sum  | EL1h | VBAR_EL1 | 0x4000_1600 |
        | user-sum  | EL0t | VBAR_EL1 | 0x4000_1800 |

  @NV-111
  Rule: In the source of Linux 6.17 and 7.2 KVM adds a vector to VBAR_EL2 as it stands
    KVM computes this address itself, from a register that the guest hypervisor wrote.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/exception.c,
    enter_exception64(), which does not mask bits 10:0

    @nv.vbar-by-kvm
    Example: HVC at EL1h with VBAR_EL2 at 0x4000_1400 goes to 0x4000_1800
      Given the guest is placed at EL1h with E2H
      And userspace writes 0x4000_1400 to VBAR_EL2
      And userspace calls KVM_RUN
      And KVM enters the guest
      When the guest executes HVC 0x1
      Then PC reads 0x4000_1800
