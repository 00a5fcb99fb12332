@heki @since-v1 @until-v2 @needs-hypercalls
Feature: With mode-based execution control a guest names the frames that its kernel may execute
  EXEC ranges are an allow list: once one request with such a range has succeeded, the kernel faults anywhere else,
  for good. They have sixteen slots of their own. User mode is another matter: it has its own bit in the tables.

  Background:
    Given a host with 8/9

  @HEKI-58
  Rule: Once execution is locked, the kernel MUST fault on executing a frame outside the EXEC ranges, for as long as the VM lives
    Code that an attacker brings along lies outside the text: it can be written, but not run.
    Source: https://lore.kernel.org/r/20230505152046.6575-9-mic@digikod.net (v1 8/9), heki_exec_is_allowed();
    recordings/heki/locks.ndjson

    @heki.fetch-outside @needs-locks
    Scenario Outline: <case>: the kernel cannot execute GFN <gfn>
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes   |
        | 0x10      | 0x12    | NOWRITE+EXEC |
      When the guest kernel executes GFN <gfn>
      Then it is refused with #PF
      And these events follow:
        | level   | line                                               |
        | warning | heki-kvm: Creating fetch #PF at 0x0000000000000000 |
      And nothing else changes

      Examples:
        | case       | gfn    |
        | one-before | 0xf    |
        | one-after  | 0x13   |
        | far-away   | 0x9999 |
        | frame-0    | 0x0    |

    @heki.fetch-inside @neighbour @needs-locks @HEKI-58
    Scenario Outline: <case>: The neighbour: the kernel may execute GFN <gfn>
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes   |
        | 0x10      | 0x12    | NOWRITE+EXEC |
      When the guest kernel executes GFN <gfn>
      Then it succeeds
      And nothing else changes

      Examples:
        | case  | gfn  |
        | first | 0x10 |
        | last  | 0x12 |

    @heki.module-cannot-run @needs-locks
    Example: A module, or a BPF program that is compiled after the boot, can be written, and cannot run
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes   |
        | 0x1000    | 0x1fff  | NOWRITE+EXEC |
      And the guest kernel writes GFN 0x4000
      When the guest kernel executes GFN 0x4000
      Then it is refused with #PF
      And these events follow:
        | level   | line                                               |
        | warning | heki-kvm: Creating fetch #PF at 0x0000000000000000 |
      And nothing else changes

    @heki.module-can-run @neighbour @needs-locks @HEKI-58
    Example: The neighbour: a module that a later request names can run
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes   |
        | 0x1000    | 0x1fff  | NOWRITE+EXEC |
      And the guest kernel writes GFN 0x4000
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x4000    | 0x4000  | EXEC       |
      When the guest kernel executes GFN 0x4000
      Then it succeeds
      And nothing else changes

    @heki.lock-stays @needs-locks
    Example: A later request without EXEC leaves execution locked
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x20      | 0x22    | NOWRITE    |
      When the guest kernel executes GFN 0x21
      Then it is refused with #PF
      And these events follow:
        | level   | line                                               |
        | warning | heki-kvm: Creating fetch #PF at 0x0000000000000000 |
      And nothing else changes

    @heki.reboot-keeps-execution-locked @needs-locks @needs-reboot
    Example: The next kernel cannot execute what the last one did not name
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
      And another kernel boots in the VM
      When the guest kernel executes GFN 0x20
      Then it is refused with #PF
      And these events follow:
        | level   | line                                               |
        | warning | heki-kvm: Creating fetch #PF at 0x0000000000000000 |
      And nothing else changes

    @heki.mapped-frames @needs-insight @HEKI-56
    Example: Each mapped frame is named, and those outside lose kernel execution at once
      Given the host comes with:
        | mapped GFNs | 0x0, 0x10, 0x12, 0x13 |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes   |
        | 0x10      | 0x12    | NOWRITE+EXEC |
      Then it returns 0x0
      And these events follow:
        | level   | line                                                 |
        | warning | heki-kvm: Locking GFN 0x10-0x12 with [nowrite][exec] |
        | warning | heki-kvm: Denying kernel execution for GFN 0x0       |
        | warning | heki-kvm: Allowing kernel execution for GFN 0x10     |
        | warning | heki-kvm: Allowing kernel execution for GFN 0x12     |
        | warning | heki-kvm: Denying kernel execution for GFN 0x13      |
        | warning | heki-kvm: Locked executable kernel memory            |
      And the host's locks are:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0x10      | 0x12    |
        | EXEC  | 15   | 0x10      | 0x12    |
      And the host has:
        | execution locked           | yes         |
        | mapped GFNs not executable | [0x0, 0x13] |
      And nothing else changes

  @HEKI-76
  Rule: Execution MUST be locked only by a request that succeeded as a whole and held an EXEC range
    Half an allow list would stop the kernel in the middle of its own text.
    Source: https://lore.kernel.org/r/20230505152046.6575-9-mic@digikod.net (v1 8/9),
    kvm_heki_fix_all_ept_exec_perm(); recordings/heki/locks.ndjson

    @heki.exec-then-bad-range @needs-insight @HEKI-52
    Example: An EXEC range before a wrong one is stored, and nothing is locked
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
        | 0x20      | 0x1f    | NOWRITE    |
      Then it fails with EINVAL
      And the host's locks are:
        | table | slot | gfn_start | gfn_end |
        | EXEC  | 15   | 0x10      | 0x12    |
      And the host has:
        | execution locked | no |
      And these events follow:
        | level   | line                                        |
        | warning | heki-kvm: Locking GFN 0x10-0x12 with [exec] |
      And nothing else changes

    @heki.exec-then-bad-fetch @needs-locks
    Example: After a request that ended at a wrong range the kernel executes what it likes
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
        | 0x20      | 0x1f    | NOWRITE    |
      And the guest kernel executes GFN 0x99
      Then it succeeds
      And nothing else changes

    @heki.fetch-not-locked @needs-locks @HEKI-58
    Example: While nothing is locked the kernel executes what it likes
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      When the guest kernel executes GFN 0x99
      Then it succeeds
      And nothing else changes
