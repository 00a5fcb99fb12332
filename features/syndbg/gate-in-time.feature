@syndbg @since-upstream
Feature: When the gate may move
  Until its first run userspace may give a vCPU leaves as often as it likes. Then they are fixed, and with them the
  gate: a guest that has looked at its CPUID must be able to rely on it.

  @SYNDBG-42
  Rule: The vCPU's CPUID, set by userspace before the first run, MUST be the switch, with no capability beside it
    The patch first had a capability; at the merge it was dropped, since CPUID says the same already.
    Source: https://lore.kernel.org/r/d4c0a79c-6048-43d2-a111-f206032ffbb6@redhat.com (v12: the capability is
    dropped); https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, kvm_hv_is_syndbg_enabled();
    recordings/syndbg, ids partition/cpuid_*

    @syndbg.cpuid-is-the-switch @needs-cpuid-tables
    Example: Leaves turn SynDbg off and on again before the first run, and the guest reads what was there
      Given a VM with SynDbg on
      And the host writes 0xddd2 to SEND_BUFFER
      And userspace gives vCPU 0 the leaves with SynDbg off
      And userspace gives vCPU 0 the leaves with SynDbg on
      When the guest reads SEND_BUFFER
      Then it returns 0xddd2
      And nothing else changes

    @syndbg.switched-on
    Example: Switched on, SynDbg shows the guest what the host had written before
      Given a VM with SynDbg off
      And the host writes 0xddd2 to SEND_BUFFER
      And SynDbg on vCPU 0 is switched on
      When the guest reads SEND_BUFFER
      Then it returns 0xddd2
      And nothing else changes

    @syndbg.capability-has-no-name @needs-capabilities
    Example: The name KVM_CAP_HYPERV_SYNDBG stands for no number
      Given a VM with SynDbg on
      When userspace looks up the number of KVM_CAP_HYPERV_SYNDBG
      Then it fails with ENOENT
      And nothing else changes

    @syndbg.capability-cannot-be-enabled @needs-capabilities
    Scenario Outline: <case>: with SynDbg in use capability 180 still cannot be enabled on <fd>
      Given a VM with SynDbg on
      And the guest reads OPTIONS
      When userspace enables capability 180 on <fd> with <arg>
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case | fd     | arg |
        | vcpu | vCPU 0 | 0x0 |
        | vm   | VM 0   | 0x1 |

    @syndbg.capability-cannot-be-enabled-with-irqchip @needs-capabilities @needs-synic
    Example: Capability 180 is none of those that an in-kernel irqchip allows
      Given a VM with an in-kernel irqchip and SynDbg on
      When userspace enables capability 180 on vCPU 0 with 0x0
      Then it fails with EINVAL
      And nothing else changes

  @SYNDBG-100
  Rule: Switching SynDbg by CPUID MUST leave every stored value as it is
    The switch is about who may reach the values, not about what they are.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, kvm_hv_set_cpuid();
    recordings/syndbg, ids partition/cpuid_*

    @syndbg.leaves-off-keep-values @needs-cpuid-tables
    Example: Leaves that turn SynDbg off leave SEND_BUFFER as it was
      Given a VM with SynDbg on
      And the host writes 0xddd2 to SEND_BUFFER
      When userspace gives vCPU 0 the leaves with SynDbg off
      Then it succeeds
      And nothing else changes

    @syndbg.invariant-switching @invariant-11
    Example: However often SynDbg is switched, the six values stay
      Given a VM of 2 vCPUs with SynDbg off
      Then however often SynDbg is switched, no stored value changes

  @SYNDBG-73 @needs-cpuid-tables
  Rule: After the vCPU's first run KVM_SET_CPUID2 MUST return -EINVAL for leaves that turn SynDbg on, and the gate stay closed
    A guest that has looked at its CPUID once need not look again.
    Source: https://lore.kernel.org/r/20220118141801.2219924-1-vkuznets@redhat.com (v3);
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/cpuid.c, kvm_set_cpuid(); recordings/syndbg, ids
    cpuid_late/*

    @syndbg.leaves-fixed-after-run
    Example: Turning SynDbg on after the first run fails
      Given a VM with SynDbg off
      And userspace enters vCPU 0
      When userspace gives vCPU 0 the leaves with SynDbg on
      Then it fails with EINVAL
      And nothing else changes

    @syndbg.gate-closed-after-refused-leaves
    Example: The gate stays closed after leaves that came too late
      Given a VM with SynDbg off
      And userspace enters vCPU 0
      When userspace gives vCPU 0 the leaves with SynDbg on
      And the guest reads OPTIONS
      Then it is refused with #GP
      And nothing else changes

  @SYNDBG-104 @needs-cpuid-tables
  Rule: After the vCPU's first run KVM_SET_CPUID2 MUST accept the leaves that the vCPU has already
    A VMM that plugs a vCPU in again gives it the same leaves once more, and must not be turned away.
    Source: https://lore.kernel.org/r/20220118141801.2219924-1-vkuznets@redhat.com (v3);
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/cpuid.c, kvm_set_cpuid(); recordings/syndbg, ids
    cpuid_late/*

    @syndbg.same-leaves-after-run
    Example: After the first run the leaves that a vCPU has already are accepted again
      Given a VM with SynDbg off
      And userspace enters vCPU 0
      When userspace gives vCPU 0 the leaves with SynDbg off
      Then it succeeds
      And nothing else changes

  @SYNDBG-87 @needs-capabilities
  Rule: KVM_CHECK_EXTENSION(180) and (181) MUST return 0
    The numbers that the patch and its review had used went to other architectures.
    Source: https://github.com/torvalds/linux/blob/v6.12/include/uapi/linux/kvm.h, where other architectures have
    these numbers; recordings/syndbg, ids cap_number/*

    @syndbg.no-capability
    Scenario Outline: <case>: KVM_CHECK_EXTENSION(<cap>) gives 0 on <fd>
      Given a VM with SynDbg on
      When userspace calls KVM_CHECK_EXTENSION on <fd> with cap <cap>
      Then it returns 0x0
      And nothing else changes

      Examples:
        | case       | cap | fd       |
        | system-180 | 180 | /dev/kvm |
        | vm-181     | 181 | VM 0     |

  @SYNDBG-111 @needs-capabilities
  Rule: KVM_CHECK_EXTENSION MUST report what the debugger is set up with: the capabilities 149, 167, 191 and 199 of Hyper-V, and 188 and 189 for MSRs
    A VMM asks for each of them before it uses it: one that is not reported is not used.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/x86.c, kvm_vm_ioctl_check_extension();
    https://github.com/torvalds/linux/blob/v6.12/Documentation/virt/kvm/api.rst, on these capabilities;
    recordings/syndbg, ids cap_number/*

    @syndbg.helpers-reported
    Scenario Outline: <case>: KVM_CHECK_EXTENSION(<cap>) gives 1 on <fd>
      Given a VM with SynDbg on
      When userspace calls KVM_CHECK_EXTENSION on <fd> with cap <cap>
      Then it returns 0x1
      And nothing else changes

      Examples:
        | case          | cap | fd       |
        | vp-index      | 149 | VM 0     |
        | list-of-vcpu  | 167 | VM 0     |
        | list-of-kvm   | 191 | /dev/kvm |
        | enforce-cpuid | 199 | VM 0     |
        | msr-exits     | 188 | /dev/kvm |
        | msr-filter    | 189 | VM 0     |
