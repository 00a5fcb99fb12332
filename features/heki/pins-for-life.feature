@heki @needs-control-registers @needs-hypercalls
Feature: A pin is one of the VM, and for its life
  Whatever a guest can do to be rid of a pin, an attacker can do: write from another vCPU, reset one, boot a kernel of
  his own. The price is paid by whoever resets or boots for a good reason; no version says what he is to do.

  Background:
    Given a host with 8/9

  @HEKI-122
  Rule: A pinned bit MUST stay pinned for as long as the VM lives, whichever kernel boots in it
    An attacker who could boot his own kernel, by kexec or by a reset, would otherwise be rid of the pins. What a kernel
    that needs such a bit clear should then do, no version says.
    Source: https://lore.kernel.org/r/20230505152046.6575-6-mic@digikod.net (v1 5/9), struct kvm;
    https://lore.kernel.org/r/20231113022326.24388-5-mic@digikod.net (RFC v2 4/19);
    https://lore.kernel.org/r/ZFUyhPuhtMbYdJ76@google.com and
    https://lore.kernel.org/r/ZjTre6BYRpkI_H4o@google.com (kexec and reboot)

    @heki.reboot-keeps-pins @since-v1 @until-v2 @needs-reboot @HEKI-62 @HEKI-109
    Scenario Outline: <case>: what one kernel has pinned in CR<cr> the next one cannot clear
      Given the guest pins <pins> in CR<cr>
      And another kernel boots in the VM
      When vCPU 0 writes <value> to CR<cr>
      Then it succeeds
      And these events follow:
        | level   | line                                     |
        | warning | heki-kvm: Blocked CR<cr> update: <shown> |
      And vCPU 0 has:
        | CR<cr> | the old value |
      And nothing else changes

      Examples:
        | case | cr | pins | value                      | shown      |
        | wp   | 0  | WP   | the old value without WP   | 0x80040033 |
        | smep | 4  | SMEP | the old value without SMEP | 0xa70ef0   |

    @heki.reboot-pins-none @neighbour @since-v1 @until-v2 @needs-reboot @HEKI-123
    Example: The neighbour: after a reboot without pins the next kernel clears WP
      Given another kernel boots in the VM
      When vCPU 0 writes the old value without WP to CR0
      Then it succeeds
      And vCPU 0 has:
        | CR0 | the old value without WP |
      And nothing else changes

    @heki.reboot-adds-pins @since-v1 @until-v2 @needs-reboot @needs-insight @HEKI-61
    Example: The next kernel adds its pins to those of the last one
      Given the guest pins SMEP in CR4
      And another kernel boots in the VM
      When the guest pins UMIP in CR4
      Then it returns 0x0
      And the host has:
        | pinned in CR4 | UMIP+SMEP |
      And nothing else changes

    @heki.reboot-keeps-pins-v2 @since-v2 @needs-reboot @HEKI-62 @HEKI-112
    Scenario Outline: <case>: in v2 a kernel that clears what the last one has pinned in CR<cr> gets #GP
      Given the guest pins <pins> in CR<cr>
      And another kernel boots in the VM
      When vCPU 0 writes <value> to CR<cr>
      Then it is refused with #GP
      And vCPU 0 has:
        | CR<cr> | the old value |

      Examples:
        | case | cr | pins | value                      |
        | wp   | 0  | WP   | the old value without WP   |
        | smep | 4  | SMEP | the old value without SMEP |

  @HEKI-113
  Rule: Pinned bits MUST hold for all vCPUs of the VM
    An attacker would otherwise clear the bit on a vCPU that did not ask.
    Source: https://lore.kernel.org/r/20230505152046.6575-6-mic@digikod.net (v1 5/9), heki_check_cr();
    https://lore.kernel.org/r/20231113022326.24388-3-mic@digikod.net (RFC v2 2/19);
    recordings/heki/control-registers.ndjson

    @heki.cr-any-vcpu @since-v1 @until-v2 @needs-hypercalls @HEKI-62 @HEKI-109
    Scenario Outline: <case>: a pin of <pins> in CR<cr> holds for vCPU 1
      Given the guest pins <pins> in CR<cr>
      When vCPU 1 writes <value> to CR<cr>
      Then it succeeds
      And these events follow:
        | level   | line                                     |
        | warning | heki-kvm: Blocked CR<cr> update: <value> |
      And vCPU 1 has:
        | CR<cr> | the old value |
      And nothing else changes

      Examples:
        | case | cr | pins | value |
        | cr0  | 0  | WP   | 0x21  |
        | cr4  | 4  | SMAP | 0x20  |

    @heki.cr-any-vcpu-v2 @since-v2 @needs-hypercalls @HEKI-62 @HEKI-112
    Scenario Outline: <case>: in v2 a pin of <pins> in CR<cr> holds for vCPU 1
      Given the guest pins <pins> in CR<cr>
      When vCPU 1 writes <value> to CR<cr>
      Then it is refused with #GP
      And vCPU 1 has:
        | CR<cr> | the old value |

      Examples:
        | case | cr | pins | value |
        | cr0  | 0  | WP   | 0x21  |
        | cr4  | 4  | SMAP | 0x20  |

  @since-v1 @until-v2 @HEKI-128
  Rule: A pinned bit MUST hold against the value to which a vCPU is reset
    A reset clears WP and PG: a vCPU could be reset to be rid of its pins. The price is that no vCPU of such a VM can be
    reset.
    Source: https://lore.kernel.org/r/20230505152046.6575-6-mic@digikod.net (v1 5/9), vmx_set_cr0() and
    vmx_set_cr4(); recordings/heki/control-registers.ndjson

    @heki.cr-other-vcpu @needs-hypercalls @HEKI-62 @HEKI-109
    Example: With WP pinned vCPU 1 does not take the value of a reset
      Given the guest pins WP in CR0
      When vCPU 1 writes ET+NW+CD to CR0
      Then it succeeds
      And these events follow:
        | level   | line                                     |
        | warning | heki-kvm: Blocked CR0 update: 0x60000010 |
      And vCPU 1 has:
        | CR0 | the old value |
      And nothing else changes

  @since-v2 @HEKI-137
  Rule: In v2 KVM_SET_SREGS cleared a pinned bit like any other
    Userspace restores a VM so, or resets it: it is trusted with all that the VM has.
    Source: https://lore.kernel.org/r/20231113022326.24388-3-mic@digikod.net (RFC v2 2/19), heki_check_cr() in
    handle_cr() and emulator_set_cr() alone

    @heki.sregs-clear-pins @needs-set-sregs
    Scenario Outline: <case>: KVM_SET_SREGS clears what is pinned in CR<cr>
      Given the guest pins <pins> in CR<cr>
      When KVM_SET_SREGS writes <value> to CR<cr>
      Then it succeeds
      And vCPU 0 has:
        | CR<cr> | <value> |
      And nothing else changes

      Examples:
        | case | cr | pins | value                      |
        | wp   | 0  | WP   | the old value without WP   |
        | smep | 4  | SMEP | the old value without SMEP |

    @heki.sregs-keep-pins @neighbour @needs-set-sregs @HEKI-112 @HEKI-62
    Example: The neighbour: after KVM_SET_SREGS has cleared WP a write of the guest without it still faults
      Given the guest pins WP in CR0
      And KVM_SET_SREGS writes PE+PG to CR0
      When vCPU 0 writes PE+NE+PG to CR0
      Then it is refused with #GP
      And vCPU 0 has:
        | CR0 | PE+PG |
