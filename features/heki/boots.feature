@heki @since-v1 @until-v2 @needs-guest @needs-hypercalls @needs-backend @needs-insight
Feature: A guest boots on a host, and what comes of it
  The whole way from the probe to the last line: on a host with everything, on hosts with part of it, and again in a
  VM that has kept what the kernel before it had locked.

  This needs both sides. Elsewhere a subject may be a guest alone, whose core is the capability guest, or a host
  alone, whose core is hypercalls: so no operation is one that every subject has, but a subject that declares a
  capability and refuses one of its operations fails.

  @HEKI-46
  Rule: A failure of late init MUST NOT stop the boot
    A kernel that is less protected is still better than a machine that does not start.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_late_init();
    https://lore.kernel.org/r/20231113022326.24388-5-mic@digikod.net (RFC v2 4/19);
    recordings/heki/late-init.ndjson

    @heki.boot-4-9 @needs-pin-backend @HEKI-41 @HEKI-57 @HEKI-115
    Example: On a host with 4/9 alone a boot goes on with nothing protected
      Given a 6.12 kernel with ORC tables
      And a host with 4/9
      And the probe runs
      And early init runs
      When late init runs
      Then it succeeds
      And these events follow:
        | level | line                                     |
        | WARN  | Failed to enforce memory protection: -22 |
        | WARN  | Failed to protect static sections: -22   |
      And the host has:
        | write locks | 0 |
        | EXEC ranges | 0 |
      And the guest has:
        | ranges           | null |
        | count            | 0    |
        | arrays allocated | 0    |
      And nothing else changes

  @HEKI-148
  Rule: A failure of lock_crs MUST undo no protection
    What is protected is better than nothing: it is not given up because the registers are not.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_late_init();
    recordings/heki/late-init.ndjson; recordings/heki/boots.ndjson

    @heki.boot-no-pinnable-bit @needs-pin-backend @HEKI-43 @HEKI-46 @HEKI-84
    Example: A boot without a pinnable CR4 bit keeps its ranges protected, and WP pinned
      Given a 6.12 kernel without ORC tables
      And the kernel comes with:
        | CR4 | PSE+PAE+MCE+PGE+OSFXSR+OSXMMEXCPT |
      And a host with 8/9
      And the probe runs
      And early init runs
      When late init runs
      Then these events follow:
        | level   | line                                                     |
        | warning | heki-kvm: Locking GFN 0x1000-0x1fff with [nowrite][exec] |
        | warning | heki-kvm: Locking GFN 0x2000-0x2b8c with [nowrite]       |
        | warning | heki-kvm: Locked executable kernel memory                |
        | warning | heki-guest: Static sections protected                    |
        | WARN    | Failed to lock control registers: -22                    |
      And the host's locks are:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0x1000    | 0x1fff  |
        | write | 14   | 0x2000    | 0x2b8c  |
        | EXEC  | 15   | 0x1000    | 0x1fff  |
      And the host has:
        | execution locked | yes |
        | pinned in CR0    | WP  |
        | pinned in CR4    | 0x0 |
      And the guest has:
        | ranges           | null |
        | count            | 0    |
        | arrays allocated | 0    |
      And nothing else changes

  @HEKI-115
  Rule: A failing hypercall 13 MUST make the backend WARN Failed to enforce memory protection: with the 64-bit number
    Late init prints what was cut to an int: here is the only line with the true answer.
    Source: https://lore.kernel.org/r/20230505152046.6575-7-mic@digikod.net (v1 6/9), kvm_protect_ranges();
    recordings/heki/boots.ndjson

    @heki.boot-unreadable @needs-pin-backend @HEKI-41 @HEKI-141
    Example: An array that the host cannot read protects nothing, and both sides of the backend warn
      Given a 6.12 kernel with ORC tables
      And a host with 8/9
      And the probe runs
      And early init runs
      And next time the host cannot read the array
      When late init runs
      Then these events follow:
        | level | line                                     |
        | WARN  | Failed to enforce memory protection: -14 |
        | WARN  | Failed to protect static sections: -14   |
      And the host has:
        | write locks | 0 |
        | EXEC ranges | 0 |
      And the guest has:
        | ranges           | null |
        | count            | 0    |
        | arrays allocated | 0    |
      And nothing else changes

  @HEKI-88
  Rule: The table MUST have 2 entries without the ORC tables and 5 with them, which take as many slots of the VM at each boot
    Locks outlive the kernel that asked for them: sixteen slots serve three boots of the larger table.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_va_ranges;
    https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1 4/9), its 16 slots;
    recordings/heki/boots.ndjson

    @heki.three-boots @needs-pin-backend @needs-reboot
    Scenario Outline: <case>: boot <boot> of five sections finds <slots> slots taken
      Five locks of one page each stand for every boot before.

      Given a 6.12 kernel with ORC tables
      And a host with 8/9
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes | count   |
        | 0x1000    | 0x1000  | NOWRITE    | <slots> |
      And another kernel boots in the VM
      And the probe runs
      And early init runs
      When late init runs
      Then the host has:
        | write locks      | <locks>  |
        | EXEC ranges      | 1        |
        | execution locked | <locked> |

      Examples:
        | case   | boot | slots | locks | locked |
        | second | 2    | 5     | 10    | yes    |
        | third  | 3    | 10    | 15    | yes    |
        | fourth | 4    | 15    | 16    | no     |
