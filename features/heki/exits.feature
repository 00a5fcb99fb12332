@heki @since-v2 @needs-hypercalls @needs-control-registers @needs-exits
Feature: The host's userspace hears of pins and of refused writes
  A reviewer wanted the VMM to have the last word. It may ask for an exit at each mask that is accepted, and at each
  write that is refused, for each of the two registers. When it runs the vCPU again, what would have come without the
  exit comes: 0 in RAX, or #GP.

  Background:
    Given a host with 8/9

  @HEKI-131
  Rule: KVM_CAP_HEKI_CONFIGURE and KVM_CAP_HEKI_DENIAL MUST take a mask of bit 0 for CR0 and bit 1 for CR4, and refuse any other bit with EINVAL
    A bit that is ignored today cannot be given a meaning tomorrow.
    Source: https://lore.kernel.org/r/20231113022326.24388-4-mic@digikod.net (RFC v2 3/19),
    kvm_vm_ioctl_enable_cap()

    @heki.exits-refused
    Scenario Outline: <case>: <cap> with <mask> gets EINVAL
      When userspace enables <cap> with <mask>
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case             | cap                    | mask               |
        | configure-third  | KVM_CAP_HEKI_CONFIGURE | 0x4                |
        | configure-top    | KVM_CAP_HEKI_CONFIGURE | 0x8000000000000001 |
        | denial-cr4-above | KVM_CAP_HEKI_DENIAL    | 0x12               |

    @heki.exits-taken @neighbour @HEKI-131
    Scenario Outline: <case>: The neighbour: <cap> with <mask> is taken
      When userspace enables <cap> with <mask>
      Then it returns 0
      And nothing else changes

      Examples:
        | case           | cap                    | mask |
        | configure-none | KVM_CAP_HEKI_CONFIGURE | 0x0  |
        | configure-both | KVM_CAP_HEKI_CONFIGURE | 0x3  |
        | denial-cr0     | KVM_CAP_HEKI_DENIAL    | 0x1  |
        | denial-cr4     | KVM_CAP_HEKI_DENIAL    | 0x2  |

  @HEKI-145
  Rule: A mask of either capability that is refused MUST leave the exits as they were
    Userspace that asks for too much keeps what it has: it would otherwise lose what it relies on, and not know.
    Source: https://lore.kernel.org/r/20231113022326.24388-4-mic@digikod.net (RFC v2 3/19),
    kvm_vm_ioctl_enable_cap()

    @heki.exits-as-before @HEKI-134
    Example: A mask that is refused leaves the exits as they were
      Given userspace enables KVM_CAP_HEKI_DENIAL with 0x1
      And the guest pins WP in CR0
      When userspace enables KVM_CAP_HEKI_DENIAL with 0x6
      And vCPU 0 writes 0x21 to CR0
      Then it is refused with #GP
      And these events follow:
        | level   | line                           |
        | warning | heki: Blocked CR0 update: 0x21 |
        | exit    | denial of CR0: 0x21            |

  @HEKI-132
  Rule: KVM_CHECK_EXTENSION of either capability MUST answer 3, the bits that its mask may have
    A VMM that is older than its host must not ask for what it does not know, nor one that is newer.
    Source: https://lore.kernel.org/r/20231113022326.24388-4-mic@digikod.net (RFC v2 3/19),
    kvm_vm_ioctl_check_extension()

    @heki.exits-known
    Scenario Outline: <case>: userspace is told 3 for <cap>
      When userspace asks for <cap>
      Then it returns 3
      And nothing else changes

      Examples:
        | case      | cap                    |
        | configure | KVM_CAP_HEKI_CONFIGURE |
        | denial    | KVM_CAP_HEKI_DENIAL    |

  @HEKI-133
  Rule: A mask that is accepted MUST exit to userspace with the bits that it pins, where KVM_CAP_HEKI_CONFIGURE names the register
    The VMM learns what its guest holds for settled, which it can write down, or take with it in a migration.
    Source: https://lore.kernel.org/r/20231113022326.24388-4-mic@digikod.net (RFC v2 3/19), heki_lock_cr()

    @heki.exit-at-pin @needs-insight
    Scenario Outline: <case>: <mask> in CR<cr> exits with <shown>
      Given the host comes with:
        | CR4 | PAE+UMIP+SMEP |
      And userspace enables KVM_CAP_HEKI_CONFIGURE with 0x3
      When the guest pins <mask> in CR<cr>
      Then it returns 0x0
      And these events follow:
        | level | line                         |
        | exit  | configure of CR<cr>: <shown> |
      And the host has:
        | pinned in CR<cr> | <shown> |
      And nothing else changes

      Examples:
        | case         | cr | mask           | shown    |
        | wp           | 0  | WP             | 0x10000  |
        | smep         | 4  | SMEP           | 0x100000 |
        | smap-dropped | 4  | SMEP+SMAP+UMIP | 0x100800 |

    @heki.exit-at-second-pin @needs-insight @HEKI-61
    Example: A second mask exits with its own bits, and not with the sum
      Given userspace enables KVM_CAP_HEKI_CONFIGURE with 0x3
      And the guest pins SMEP in CR4
      When the guest pins UMIP in CR4
      Then it returns 0x0
      And these events follow:
        | level | line                    |
        | exit  | configure of CR4: 0x800 |
      And the host has:
        | pinned in CR4 | UMIP+SMEP |
      And nothing else changes

    @heki.no-exit-at-refused-pin @neighbour @HEKI-135
    Scenario Outline: <case>: The neighbour: register <register>, mask <mask>, flags <flags> causes no exit
      Given userspace enables KVM_CAP_HEKI_CONFIGURE with 0x3
      When the guest makes hypercall 13 with:
        | a0 | <register> |
        | a1 | <mask>     |
        | a2 | <flags>    |
      Then these events follow:
        | level | line |
      And nothing else changes

      Examples:
        | case        | register | mask  | flags |
        | wrong-mask  | 0x4      | 0x20  | 0x0   |
        | no-register | 0x3      | 0x800 | 0x0   |
        | version     | 0x0      | 0x0   | 0x1   |

  @HEKI-134
  Rule: A write that is refused MUST exit to userspace with its value before the guest faults, where KVM_CAP_HEKI_DENIAL names the register
    The VMM may stop the VM before the attacker goes on; if it does not, the guest faults as without it.
    Source: https://lore.kernel.org/r/20231113022326.24388-4-mic@digikod.net (RFC v2 3/19), heki_check_cr()

    @heki.exit-at-denial @HEKI-112 @HEKI-127
    Scenario Outline: <case>: by <writer>, <value> to CR<cr> exits with <shown>, and then faults
      Given userspace enables KVM_CAP_HEKI_DENIAL with 0x3
      And the guest pins <pins> in CR<cr>
      When <writer> writes <value> to CR<cr>
      Then it is refused with #GP
      And these events follow:
        | level   | line                                 |
        | warning | heki: Blocked CR<cr> update: <shown> |
        | exit    | denial of CR<cr>: <shown>            |
      And nothing else changes

      Examples:
        | case     | writer         | cr | pins | value                      | shown      |
        | wp       | vCPU 0         | 0  | WP   | the old value without WP   | 0x80040033 |
        | smep     | vCPU 1         | 4  | SMEP | the old value without SMEP | 0xa70ef0   |
        | emulator | KVM's emulator | 0  | WP   | 0x21                       | 0x21       |

    @heki.no-exit-at-write @neighbour @HEKI-123
    Example: The neighbour: a write that clears no pinned bit causes no exit
      Given userspace enables KVM_CAP_HEKI_DENIAL with 0x3
      And the guest pins WP in CR0
      When vCPU 0 writes the old value without AM to CR0
      Then it succeeds
      And vCPU 0 has:
        | CR0 | the old value without AM |
      And nothing else changes

  @HEKI-135
  Rule: A register that the mask of a capability does not name MUST cause none of its exits
    The two masks are apart, and so are their two bits.
    Source: https://lore.kernel.org/r/20231113022326.24388-4-mic@digikod.net (RFC v2 3/19), heki_exit_cr()

    @heki.exits-apart
    Scenario Outline: <case>: with <mask> a refused write of CR<cr> causes no exit
      Given userspace enables KVM_CAP_HEKI_DENIAL with <mask>
      And userspace enables KVM_CAP_HEKI_CONFIGURE with 0x3
      And the guest pins <pins> in CR<cr>
      When vCPU 0 writes <value> to CR<cr>
      Then it is refused with #GP
      And these events follow:
        | level   | line                                 |
        | warning | heki: Blocked CR<cr> update: <value> |
      And nothing else changes

      Examples:
        | case      | mask | cr | pins | value |
        | cr0-off   | 0x2  | 0  | WP   | 0x21  |
        | cr4-off   | 0x1  | 4  | SMEP | 0x20  |
        | taken-off | 0x0  | 0  | WP   | 0x21  |

    @heki.exits-at-one-register @needs-insight
    Scenario Outline: <case>: with <mask> a pin in CR<cr> causes no exit
      Given userspace enables KVM_CAP_HEKI_CONFIGURE with <mask>
      And userspace enables KVM_CAP_HEKI_DENIAL with 0x3
      When the guest pins <pins> in CR<cr>
      Then it returns 0x0
      And the host has:
        | pinned in CR<cr> | <pins> |
      And nothing else changes

      Examples:
        | case    | mask | cr | pins |
        | cr0-off | 0x2  | 0  | WP   |
        | cr4-off | 0x1  | 4  | SMEP |
