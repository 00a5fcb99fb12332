@nv
Feature: A guest cannot clear TGE without exit-context mismatch
  A VHE guest hypervisor runs its own user space "in host": HCR_EL2.{E2H,TGE} = {1,1} at EL0. It goes to
  vEL2, which the hardware runs at EL1, and with ARMv8.4-NV it clears TGE by a plain memory write. If KVM asks
  after the exit where the guest is, it finds EL1 and no TGE, and takes the hypervisor for its guest.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-28 @since-seed
  Rule: A guest that is entered at host EL0, goes to vEL2, clears TGE there and is stopped by a host interrupt MUST read M = EL2h, which is host context
    None of the three steps traps. If KVM looks at HCR_EL2 to find out where the guest was, it looks too late.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94);
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.guest-cannot-clear-tge-without-exit-context-mismatch
    Example: Guest cannot clear TGE without exit-context mismatch
      Given the guest is entered at EL0t with E2H|TGE
      When the guest takes an exception to vEL2
      And the guest clears TGE
      And a host interrupt arrives
      Then PSTATE.M reads EL2h
      And the vCPU is in host context
      And HCR_EL2 reads E2H
      And the vCPU is in KVM at 0x4000_0c04
      And nothing else changes

    @nv.stack-of-el0 @NV-16 @NV-03
    Example: A guest hypervisor with SPSel = 0 that has cleared TGE reads EL2t
      Given the guest is entered at EL0t with E2H|TGE
      When the guest takes an exception to vEL2
      And the guest clears TGE
      And the guest writes 0x0 to SPSel
      And a host interrupt arrives
      Then PSTATE.M reads EL2t
      And the vCPU is in host context
      And the vCPU is in KVM at 0x4000_0c08
      And nothing else changes

  @NV-29 @only-before
  Rule: Before the patch the five steps MUST read M = EL1h with TGE clear, so that KVM takes the guest hypervisor for its guest
    What the patch replaces, kept so that before and after can be read side by side.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94);
    recordings/nv/control-late.ndjson

    @nv.five-steps-before @NV-69
    Example: Without the patch the five steps read EL1h, and KVM takes the hypervisor for its guest
      Given the guest is entered at EL0t with E2H|TGE
      When the guest takes an exception to vEL2
      And the guest clears TGE
      And a host interrupt arrives
      Then PSTATE.M reads EL1h
      And the vCPU is in guest context
      And HCR_EL2 reads E2H
      And the vCPU is in KVM at 0x4000_0c04
      And nothing else changes

  @NV-69 @only-before
  Rule: On a Linux 7.2 patched back, late translation reads a wrong M and mixes the register files where TGE was cleared since host EL0, and only there
    Whoever tests a kernel without the patch has to clear TGE: with TGE kept nobody would notice.
    Source: recordings/nv/control-late.ndjson

    @nv.five-steps-preempted-before @NV-29
    Example: Without the patch a host that is preempted saves vEL2's return state to vEL1's registers
      The guest left host EL0 at 0x4000_0060 by SVC, so its return state is EL0t and 0x4000_0064.

      Given the guest is entered at EL0t with E2H|TGE
      And the guest takes an exception to vEL2
      And the guest clears TGE
      And a host interrupt arrives
      When the host preempts KVM
      Then SPSR_EL2 reads 0x0
      And ELR_EL2 reads 0x0
      And SPSR_EL1 reads EL0t
      And ELR_EL1 reads 0x4000_0064

    @nv.stack-of-el0-before
    Example: Without the patch a guest hypervisor with SPSel = 0 that has cleared TGE reads EL1t
      Given the guest is entered at EL0t with E2H|TGE
      When the guest takes an exception to vEL2
      And the guest clears TGE
      And the guest writes 0x0 to SPSel
      And a host interrupt arrives
      Then PSTATE.M reads EL1t
      And the vCPU is in guest context
      And the vCPU is in KVM at 0x4000_0c08
      And nothing else changes

    @nv.neighbour-tge-kept-before
    Example: The neighbour: without the patch a guest hypervisor that keeps TGE reads EL2h as well
      Given the guest is entered at EL0t with E2H|TGE
      When the guest takes an exception to vEL2
      And a host interrupt arrives
      Then PSTATE.M reads EL2h
      And the vCPU is in host context
      And the vCPU is in KVM at 0x4000_0c00
      And nothing else changes

  @NV-32 @since-seed
  Rule: The registers of vEL2 MUST be unharmed when the host preempts between an exit of the guest hypervisor and its next entry
    Whose registers receive vEL2's return state is what the patch is about: mixed files are found days later.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94);
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.five-steps-preempted @NV-23
    Example: A host that is preempted after the five steps saves vEL2's return state to vEL2's registers
      The guest left host EL0 at 0x4000_0060 by SVC, so its return state is EL0t and 0x4000_0064.

      Given the guest is entered at EL0t with E2H|TGE
      And the guest takes an exception to vEL2
      And the guest clears TGE
      And a host interrupt arrives
      When the host preempts KVM
      Then SPSR_EL2 reads EL0t
      And ELR_EL2 reads 0x4000_0064
      And SPSR_EL1 reads 0x0
      And ELR_EL1 reads 0x0

    @nv.out-and-in-again
    Example: A guest hypervisor that went out to userspace after it cleared TGE reads its own ELR_EL2
      Given the guest is entered at EL0t with E2H|TGE
      And the guest takes an exception to vEL2
      And the guest clears TGE
      When a host interrupt arrives
      And a signal ends KVM_RUN
      And userspace calls KVM_RUN
      And KVM enters the guest
      And the guest reads ELR_EL2
      Then it returns 0x4000_0064
      And the vCPU is in the guest at 0x4000_0c08
      And nothing else changes

    @nv.files-stay-apart @invariant-8 @NV-23 @NV-36
    Example: No preemption mixes the registers of vEL1 and vEL2
      Then wherever the host preempts, the registers of vEL1 and vEL2 stay apart and come back
