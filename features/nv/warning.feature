@nv @needs-insight
Feature: What the host says of TGE without E2H
  A guest that sets TGE and not E2H misbehaves. Each time that KVM asks for the context it meets such a guest again.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-78 @only-seed
  Rule: As posted, TGE without E2H MUST be warned of in the host's log where M is neither EL2t nor EL2h
    Such a guest was held to be a mistake that its author wants to hear of.
    Source: https://lore.kernel.org/r/20200211174938.27809-9-maz@kernel.org (v2 08/94, the WARN_ON in
    __is_hyp_ctxt())

    @nv.tge-alone-warns
    Example: As posted, the host warns of a guest with TGE and without E2H
      Given the guest is placed at EL0t with TGE
      And userspace calls KVM_RUN
      When KVM enters the guest
      Then these events follow:
        | what | with |
        | warn |      |
      And the run is in host context
      And the vCPU is in the guest
      And nothing else changes

    @nv.tge-with-e2h-is-silent
    Example: The neighbour: as posted, the host does not warn of a guest with TGE and E2H
      Given the guest is placed at EL0t with E2H|TGE
      And userspace calls KVM_RUN
      When KVM enters the guest
      Then the run is in host context
      And the vCPU is in the guest
      And nothing else changes

  @NV-79 @since-upstream @needs-e2h0
  Rule: TGE without E2H MUST NOT be warned of in the host's log
    A guest that asks for the warning again and again fills the log of the host.
    Source: https://lore.kernel.org/r/Yfp0fTypgtqYzNdD@monolith.localdoman (review of v6 06/64: a guest could
    flood dmesg of the host); Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/include/asm/kvm_emulate.h, is_hyp_ctxt(), which has no
    WARN_ON

    @nv.tge-alone-is-silent
    Example: A guest with TGE and without E2H leaves the log of the host alone
      Given a vCPU with HAS_EL2 and HAS_EL2_E2H0
      And the guest is placed at EL0t with TGE
      And userspace calls KVM_RUN
      When KVM enters the guest
      Then the vCPU is in the guest
      And the run is in host context
      And nothing else changes
