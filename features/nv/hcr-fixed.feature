@nv
Feature: Bits of HCR_EL2 that the features of the vCPU fix
  RW and E2H are not for the guest hypervisor to choose. They are put right at the first KVM_RUN and stay so.

  Background:
    Given a vCPU with HAS_EL2

  @NV-83 @since-upstream
  Rule: HCR_EL2.RW MUST read set after a run, whatever was set or written
    EL1 of such a vCPU has no AArch32 to choose, so that there is nothing for the bit to say.
    Source: Arm ARM (DDI 0487), HCR_EL2.RW (RAO/WI where EL1 has no AArch32); Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/config.c, compute_hcr_rw(); observed on Linux 7.2

    @nv.rw-forced
    Scenario Outline: <case>: HCR_EL2 set to <set> reads <read> after a run
      Given userspace writes <set> to HCR_EL2
      And userspace calls KVM_RUN
      When a signal ends KVM_RUN
      And userspace reads HCR_EL2
      Then it returns <read>
      And nothing else changes

      Examples:
        | case         | set          | read          |
        | rw-clear     | E2H          | 0x4_8000_0000 |
        | rw-clear-tge | E2H\|TGE     | 0x4_8800_0000 |
        | no-bit       | 0x0          | 0x4_8000_0000 |
        | rw-set       | RW\|E2H\|TGE | 0x4_8800_0000 |

    @nv.rw-unset @NV-45
    Example: HCR_EL2 that nobody has set reads with E2H and RW after a KVM_RUN with a signal waiting
      When userspace calls KVM_RUN with a signal waiting
      And userspace reads HCR_EL2
      Then it returns 0x4_8000_0000
      And nothing else changes

    @nv.rw-forced-e2h0 @needs-e2h0
    Example: Where E2H does not exist, HCR_EL2 set to TGE alone reads with RW after a run
      Given a vCPU with HAS_EL2 and HAS_EL2_E2H0
      And userspace writes TGE to HCR_EL2
      And userspace calls KVM_RUN
      When a signal ends KVM_RUN
      And userspace reads HCR_EL2
      Then it returns 0x8800_0000
      And nothing else changes

    @nv.rw-by-the-guest
    Example: HCR_EL2 that the guest writes with RW clear is read by userspace with RW set
      Given the guest is entered at EL2h with E2H
      And the guest writes E2H|TGE to HCR_EL2
      And a host interrupt arrives
      When a signal ends KVM_RUN
      And userspace reads HCR_EL2
      Then it returns 0x4_8800_0000
      And nothing else changes

    @nv.rw-set-again
    Example: HCR_EL2 that userspace sets with RW clear after a run reads with RW set at once
      Given the guest is entered at EL2h with E2H
      When a host interrupt arrives
      And a signal ends KVM_RUN
      And userspace writes TGE to HCR_EL2
      And userspace reads HCR_EL2
      Then it returns 0x4_8800_0000
      And nothing else changes

    @nv.rw-not-yet @neighbour @NV-44
    Example: The neighbour: HCR_EL2 set with RW clear reads as it was set before the first run
      Given userspace writes E2H|TGE to HCR_EL2
      When userspace reads HCR_EL2
      Then it returns 0x4_0800_0000
      And nothing else changes

  @NV-84 @since-upstream
  Rule: On Linux 7.2 a KVM_RUN that fails for want of a vGIC fixes E2H and RW of HCR_EL2 as a run does
    What a vCPU's registers may hold is settled before anything is looked at that can fail.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/arm.c,
    kvm_arch_vcpu_run_pid_change(), where kvm_finalize_sys_regs() comes first; observed on Linux 7.2, in none of
    recordings/nv/*.ndjson

    @nv.hcr-after-no-vgic
    Example: HCR_EL2 reads with E2H and RW after a KVM_RUN that failed for want of a vGIC
      Given a VM without an in-kernel vGIC
      And userspace writes 0x0 to HCR_EL2
      When userspace calls KVM_RUN
      And userspace reads HCR_EL2
      Then it returns 0x4_8000_0000
      And nothing else changes

    @nv.hcr-after-no-vgic-kept
    Example: TGE that userspace had set stays where KVM_RUN failed for want of a vGIC
      Given a VM without an in-kernel vGIC
      And userspace writes TGE to HCR_EL2
      When userspace calls KVM_RUN
      And userspace reads HCR_EL2
      Then it returns 0x4_8800_0000
      And nothing else changes

  @NV-85 @since-upstream
  Rule: A new KVM_ARM_VCPU_INIT after a run MUST leave HCR_EL2 with RW set, E2H as the features have it and TGE clear
    What the features reserve is of the VM, and not of one life of the vCPU.
    Source: https://lore.kernel.org/r/20250112165029.1181056-3-maz@kernel.org (RESx settings applied to the reset
    values); Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/sys_regs.c, kvm_reset_sys_regs()

    @nv.hcr-reset-again
    Scenario Outline: <case>: after a run with TGE a new KVM_ARM_VCPU_INIT with <features> leaves HCR_EL2 as <read>
      Given a vCPU with <features>
      And the guest is entered at EL2h with <before>
      When a host interrupt arrives
      And a signal ends KVM_RUN
      And userspace initialises a vCPU with <features>
      And userspace reads HCR_EL2
      Then it returns <read>

      Examples:
        | case      | features | before   | read          |
        | after-run | HAS_EL2  | E2H\|TGE | 0x4_8000_0000 |

      @needs-e2h0
      Examples: E2H is RES0
        | case           | features                 | before | read        |
        | after-run-e2h0 | HAS_EL2 and HAS_EL2_E2H0 | TGE    | 0x8000_0000 |

    @nv.hcr-reset-again-for-vel2
    Example: vEL2 of a vCPU that userspace has started over after a run reads HCR_EL2 with E2H and RW set and TGE clear
      Given the guest is entered at EL2h with E2H|TGE
      When a host interrupt arrives
      And a signal ends KVM_RUN
      And userspace initialises a vCPU with HAS_EL2
      And the guest is entered at EL2h
      And the guest reads HCR_EL2
      Then it returns 0x4_8000_0000

    @nv.hcr-reset-unrun @neighbour @NV-44
    Example: The neighbour: a new KVM_ARM_VCPU_INIT before any run leaves HCR_EL2 at 0
      Given userspace writes RW|E2H|TGE to HCR_EL2
      When userspace initialises a vCPU with HAS_EL2
      And userspace reads HCR_EL2
      Then it returns 0x0

  @NV-46 @since-upstream
  Rule: What the guest of a vCPU with HAS_EL2 writes to HCR_EL2 with E2H clear MUST be read by userspace with E2H set
    The guest's write does not trap either, so the bit is forced when the register is read.
    Source: https://github.com/torvalds/linux/blob/v6.17/Documentation/virt/kvm/api.rst (KVM_ARM_VCPU_INIT: with
    HAS_EL2 the VM runs with E2H RES1); recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.hcr-by-the-guest
    Scenario Outline: <case>: what the guest writes to HCR_EL2 as <written> is read by userspace with E2H set
      Given the guest is entered at EL2h with <before>
      And the guest writes <written> to HCR_EL2
      When a host interrupt arrives
      And a signal ends KVM_RUN
      And userspace reads HCR_EL2
      Then it answers:
        | outcome | ok    |
        | e2h     | yes   |
        | tge     | <tge> |
      And nothing else changes

      Examples:
        | case      | before   | written | tge |
        | clear     | E2H\|TGE | RW      | no  |
        | clear-tge | E2H      | RW\|TGE | yes |
