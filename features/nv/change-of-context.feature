@nv @since-seed
Feature: How KVM changes the context
  No step of the guest changes the context without KVM: an ERET of vEL2 traps, and an exception into vEL2 is injected.
  KVM saves the registers of the level that is left, changes PSTATE and PC, and loads those of the other level.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-36
  Rule: An emulated ERET or exception that changes the context MUST be framed by vcpu_put before and vcpu_load after the change
    vcpu_put and vcpu_load decide by the context whose registers they move: it may change only between the two.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/emulate-nested.c,
    kvm_emulate_nested_eret() and kvm_inject_nested(); recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.eret-to-guest
    Scenario Outline: <case>: ERET to <mode> with TGE clear leaves host context
      Given the guest is entered at EL2h with E2H
      When the guest returns to <mode> at 0x4000_0200
      Then PSTATE.M reads <mode>
      And the vCPU is in guest context
      And the vCPU is in KVM at 0x4000_0200

      Examples:
        | case        | mode |
        | guest-user  | EL0t |
        | vel1-kernel | EL1h |
        | vel1-thread | EL1t |

    @nv.eret-framed @needs-insight
    Example: ERET to EL1h saves vEL2's registers and loads vEL1's
      Given the guest is entered at EL2h with E2H
      When the guest returns to EL1h at 0x4000_0200
      Then these events follow:
        | what    | with         |
        | sync    | EL2h         |
        | esr     | 0x6a00_0000  |
        | handler | host context |
        | eret    | slow         |
        | put     | vEL2         |
        | load    | vEL1         |
      And the CPU holds the registers of vEL1
      And PSTATE.M reads EL1h
      And the vCPU is in KVM at 0x4000_0200
      And the vCPU is in guest context
      And KVM's copy of ESR_EL2 reads 0x6a00_0000
      And nothing else changes

    @nv.registers-over-eret
    Example: vEL2 finds its registers as they were when its guest comes back by HVC
      Given the guest is entered at EL2h with E2H
      And the guest returns to EL1h at 0x4000_0200
      And KVM enters the guest
      And the guest writes 0x77 to SPSR_EL1
      And the guest executes HVC 0x5
      And KVM enters the guest
      When the guest reads SPSR_EL2
      Then it returns 0x3c5
      And SPSR_EL1 reads 0x77
      And ESR_EL2 reads 0x5a00_0005
      And ELR_EL2 reads 0x4000_0208
      And the vCPU is in the guest at 0x4000_0c04
      And nothing else changes

    @nv.hvc-from-vel1
    Example: HVC from vEL1 is delivered by KVM, and enters host context
      Given the guest is entered at EL1h with E2H
      When the guest executes HVC 0x9
      Then these events follow:
        | what      | with           |
        | exception | by KVM to vEL2 |
      And PSTATE.M reads EL2h
      And the vCPU is in host context
      And SPSR_EL2 reads EL1h
      And the vCPU is in KVM at 0x4000_0c00
      And ELR_EL2 reads 0x4000_0064
      And ESR_EL2 reads 0x5a00_0009
      And nothing else changes

    @nv.hvc-from-vel1-framed @needs-insight
    Example: HVC from vEL1 saves vEL1's registers and loads vEL2's
      Given the guest is entered at EL1h with E2H
      When the guest executes HVC 0x9
      Then these events follow:
        | what      | with           |
        | sync      | EL1h           |
        | esr       | 0x5a00_0009    |
        | handler   | guest context  |
        | put       | vEL1           |
        | exception | by KVM to vEL2 |
        | load      | vEL2           |
      And PSTATE.M reads EL2h
      And the vCPU is in KVM at 0x4000_0c00
      And the vCPU is in host context
      And the CPU holds the registers of vEL2
      And SPSR_EL2 reads EL1h
      And ELR_EL2 reads 0x4000_0064
      And ESR_EL2 reads 0x5a00_0009
      And KVM's copy of ESR_EL2 reads 0x5a00_0009
      And nothing else changes
