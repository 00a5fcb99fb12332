@heki @needs-control-registers @needs-hypercalls
Feature: In v2 a guest that clears a pinned bit is told
  The register stays as it was, as in v1, but the guest faults, as it does where it sets a reserved bit. The old value of
  CR0 is 0x80050033, that of CR4 0xb70ef0.

  Background:
    Given a host with 8/9

  @since-v2 @HEKI-112
  Rule: A write that clears a pinned bit MUST fault with #GP in the guest, by whichever way it comes to the host
    A kernel that clears such a bit by mistake goes on with a wrong idea of itself, unless it is told.
    Source: https://lore.kernel.org/r/20231113022326.24388-3-mic@digikod.net (RFC v2 2/19), heki_check_cr() in
    handle_cr() and emulator_set_cr()

    @heki.cr-refused-v2 @HEKI-62 @HEKI-127
    Scenario Outline: <case>: by <writer>, <value> to CR<cr> faults with #GP and changes nothing
      Given the guest pins <pins> in CR<cr>
      When <writer> writes <value> to CR<cr>
      Then it is refused with #GP
      And these events follow:
        | level   | line                                 |
        | warning | heki: Blocked CR<cr> update: <shown> |
      And vCPU 0 has:
        | CR<cr> | the old value |
      And nothing else changes

      Examples:
        | case         | writer         | cr | pins                        | value                      | shown      |
        | wp           | vCPU 0         | 0  | WP                          | the old value without WP   | 0x80040033 |
        | smep         | vCPU 0         | 4  | SMEP                        | the old value without SMEP | 0xa70ef0   |
        | umip-of-five | vCPU 0         | 4  | UMIP+FSGSBASE+SMEP+SMAP+CET | the old value without UMIP | 0xb706f0   |
        | emulator-cr0 | KVM's emulator | 0  | WP                          | the old value without WP   | 0x80040033 |
        | emulator-cr4 | KVM's emulator | 4  | SMEP                        | the old value without SMEP | 0xa70ef0   |

  @since-v2 @HEKI-127
  Rule: A write that clears a pinned bit MUST be logged as heki: Blocked CR0 update: 0x… (or CR4), with the value that was written
    The series has one log for guest and host, and one prefix.
    Source: https://lore.kernel.org/r/20231113022326.24388-3-mic@digikod.net (RFC v2 2/19), heki_check_cr()

    @heki.blocked-line-v2
    Scenario Outline: <case>: in v2 the line names CR<cr> and the value that was written
      Given the guest pins <pins> in CR<cr>
      When vCPU 0 writes <value> to CR<cr>
      Then these events follow:
        | level   | line                                 |
        | warning | heki: Blocked CR<cr> update: <value> |
      And nothing else changes

      Examples:
        | case | cr | pins | value |
        | cr0  | 0  | WP   | 0xa0  |
        | cr4  | 4  | SMEP | 0x6f0 |
