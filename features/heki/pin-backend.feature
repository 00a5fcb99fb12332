@heki @needs-pin-backend
Feature: The backend of a KVM guest pins without flags in v2
  The pair of v1 is one function now, since this half of the series locks no memory: two hypercalls of three arguments.

  @HEKI-130
  Rule: The guest backend MUST pin CR0.WP by hypercall 13 without flags, then the pinnable bits of its CR4, and stop at an error
    WP comes first: while it can be cleared, every read-only page of the guest is writable to its kernel.
    Source: https://lore.kernel.org/r/20231113022326.24388-5-mic@digikod.net (RFC v2 4/19), kvm_lock_crs()

    @heki.lock-arguments-v2 @since-v2 @needs-insight
    Scenario Outline: <case>: in v2, with CR4 <cr4>, the second mask is <mask>
      Given a 6.12 kernel with ORC tables
      And the kernel comes with:
        | CR4 | <cr4> |
      And next time the host answers 0, 0
      When lock_crs() runs
      Then Heki calls:
        | hypercall 13 0x0 0x10000 0x0 |
        | hypercall 13 0x4 <mask> 0x0  |
      And it returns 0
      And nothing else changes

      Examples:
        | case      | cr4                             | mask     |
        | all-five  | PAE+UMIP+FSGSBASE+SMEP+SMAP+CET | 0xb10800 |
        | smep-only | PAE+SMEP                        | 0x100000 |

    @heki.lock-without-fred @since-v2 @until-v3 @needs-insight
    Example: In v2 a guest with FRED does not ask for it
      Given a 6.12 kernel with ORC tables
      And the kernel comes with:
        | CR4 | PAE+SMEP+FRED |
      And next time the host answers 0, 0
      When lock_crs() runs
      Then Heki calls:
        | hypercall 13 0x0 0x10000 0x0 |
        | hypercall 13 0x4 0x100000 0x0 |
      And it returns 0
      And nothing else changes

    @heki.lock-with-fred @since-v3 @needs-insight
    Example: In v3 a guest with FRED asks for it
      Given a 6.12 kernel with ORC tables
      And the kernel comes with:
        | CR4 | PAE+SMEP+FRED |
      And next time the host answers 0, 0
      When lock_crs() runs
      Then Heki calls:
        | hypercall 13 0x0 0x10000 0x0 |
        | hypercall 13 0x4 0x100100000 0x0 |
      And it returns 0
      And nothing else changes

    @heki.lock-stops-v2 @since-v2 @needs-insight
    Example: In v2, where the mask for CR0 is refused, CR4 is not asked for
      Given a 6.12 kernel with ORC tables
      And next time the host answers -22, 0
      When lock_crs() runs
      Then Heki calls:
        | hypercall 13 0x0 0x10000 0x0 |
      And it returns -22
      And nothing else changes

    @heki.lock-second-fails-v2 @since-v2
    Example: In v2, where the mask for CR4 is refused, that is the result
      Given a 6.12 kernel with ORC tables
      And next time the host answers 0, -22
      When lock_crs() runs
      Then it returns -22
      And nothing else changes

    @heki.lock-real-host-v2 @since-v2 @needs-insight @needs-hypercalls
    Example: In v2 a backend pins WP and five bits of CR4 on a host with all of them
      Given a 6.12 kernel with ORC tables
      And a host with 8/9
      When lock_crs() runs
      Then it returns 0
      And the host has:
        | pinned in CR0 | WP                          |
        | pinned in CR4 | UMIP+FSGSBASE+SMEP+SMAP+CET |
      And Heki calls:
        | hypercall 13 0x0 0x10000 0x0  |
        | hypercall 13 0x4 0xb10800 0x0 |
      And nothing else changes
