@heki @needs-control-registers @needs-hypercalls @needs-smm
Feature: A vCPU enters system-management mode
  KVM writes CR0 and CR4 for it: without PE, EM, TS and PG the one, 0 the other. Who pins those bits pins what the mode
  needs clear.

  Background:
    Given a host with 8/9

  @HEKI-158 @since-v1 @until-v2
  Rule: In v1 the entry to system-management mode cleared no pinned bit either
    The firmware then runs in a mode that the architecture does not know. A reviewer named it as one of the cases that
    nobody had thought of.
    Source: https://lore.kernel.org/r/20230505152046.6575-6-mic@digikod.net (v1 5/9), vmx_set_cr0() and
    vmx_set_cr4(); Linux, https://github.com/torvalds/linux/blob/v6.3/arch/x86/kvm/smm.c, enter_smm();
    https://lore.kernel.org/r/ZFU6R2pZ0Vx5RpAj@google.com (reply to v1 4/9)

    @heki.smm-pins
    Scenario Outline: <case>: with <pins> pinned, the entry to SMM does not write <value> to CR<cr>
      Given the guest pins <pins> in CR<cr>
      When the entry to SMM writes <value> to CR<cr>
      Then it succeeds
      And these events follow:
        | level   | line                                     |
        | warning | heki-kvm: Blocked CR<cr> update: <shown> |
      And vCPU 0 has:
        | CR<cr> | the old value |
      And nothing else changes

      Examples:
        | case | cr | pins  | value                       | shown   |
        | cr4  | 4  | SMEP  | 0x0                         | 0x0     |
        | pe   | 0  | WP+PE | MP+ET+NE+WP+AM              | 0x50032 |

    @heki.smm-keeps-wp @neighbour @HEKI-123
    Example: The neighbour: with WP alone pinned the entry to SMM writes CR0, since it keeps WP
      Given the guest pins WP in CR0
      When the entry to SMM writes MP+ET+NE+WP+AM to CR0
      Then it succeeds
      And vCPU 0 has:
        | CR0 | MP+ET+NE+WP+AM |
      And nothing else changes

  @HEKI-159 @since-v2
  Rule: In v2 the entry to system-management mode cleared a pinned bit like any other
    The firmware gets the registers that it expects; the old ones come back when it leaves.
    Source: https://lore.kernel.org/r/20231113022326.24388-3-mic@digikod.net (RFC v2 2/19), heki_check_cr() in
    handle_cr() and emulator_set_cr() alone; Linux,
    https://github.com/torvalds/linux/blob/v6.3/arch/x86/kvm/smm.c, enter_smm();
    https://lore.kernel.org/r/ZFU6R2pZ0Vx5RpAj@google.com (reply to v1 4/9)

    @heki.smm-clears-pins
    Example: In v2 the entry to SMM clears CR4, whatever is pinned there
      Given the guest pins SMEP+SMAP in CR4
      When the entry to SMM writes 0x0 to CR4
      Then it succeeds
      And vCPU 0 has:
        | CR4 | 0x0 |
      And nothing else changes
