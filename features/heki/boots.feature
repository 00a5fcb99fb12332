@heki @since-v1 @until-v2 @needs-guest @needs-hypercalls
Feature: A guest boots on a host, and what comes of it
  The whole way from the probe to the last line: on a host with everything, on hosts with part of it, and again in a
  VM that has kept what the kernel before it had locked.

  This needs both sides. Elsewhere a subject may be a guest alone, whose core is the capability guest, or a host
  alone, whose core is hypercalls: so no operation is one that every subject has, but a subject that declares a
  capability and refuses one of its operations fails.

  Rule: The host decides, and the boot goes on

    @heki.boot-8-9 @needs-backend @needs-insight @HEKI-40 @HEKI-42 @HEKI-44 @HEKI-63
    Example: With 8/9 and MBEC everything is locked
      Given a 6.12 kernel without ORC tables
      And a host with 8/9
      And the guest probes with KVM on
      And early init runs
      When late init runs
      Then Heki logs:
        | level   | line                                                       |
        | warning | heki-kvm: Locking GFN 0x1000-0x1fff with [nowrite][exec]   |
        | warning | heki-kvm: Locking GFN 0x2000-0x2b8c with [nowrite]         |
        | warning | heki-kvm: Locked executable kernel memory                  |
        | warning | heki-guest: Static sections protected                      |
        | warning | heki-guest: Control registers locked                       |
      And Heki calls:
        | hypercall 13 0x30 0x0          |
        | hypercall 14 0x0 0x10000       |
        | hypercall 14 0x4 0xb10800      |
        | free_pages_exact ranges 0x1000 |
      And the host holds:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0x1000    | 0x1fff  |
        | write | 14   | 0x2000    | 0x2b8c  |
        | EXEC  | 15   | 0x1000    | 0x1fff  |
      And the host shows:
        | exec_locked | yes      |
        | pin_cr0     | 0x10000  |
        | pin_cr4     | 0xb10800 |

    @heki.boot-4-9 @needs-backend @needs-insight @HEKI-57 @HEKI-46 @HEKI-85 @HEKI-41
    Example: With 4/9 alone the first entry is refused, and nothing is protected
      Given a 6.12 kernel with ORC tables
      And a host with 4/9
      And the guest probes with KVM on
      And early init runs
      When late init runs
      Then it succeeds
      And Heki logs:
        | level | line                                     |
        | WARN  | Failed to enforce memory protection: -22 |
        | WARN  | Failed to protect static sections: -22   |
      And the host holds 0 write locks and 0 EXEC ranges
      And the guest kernel has:
        | ranges | null |
        | num    | 0    |
        | live   | 0    |
      And nothing else changes

    @heki.boot-without-mbec @needs-backend @needs-insight @HEKI-74 @HEKI-57 @HEKI-85
    Example: Without MBEC the text is write-locked though the guest is told that nothing is
      Given a 6.12 kernel with ORC tables
      And a host with 8/9
      And the host of the VM has:
        | mbec | no |
      And the guest probes with KVM on
      And early init runs
      When late init runs
      Then Heki logs:
        | level               | line                                                               |
        | warning, no newline | heki-kvm: HEKI_ATTR_MEM_EXEC depends on MBEC, which is disabled.   |
        | WARN                | Failed to enforce memory protection: -95                           |
        | WARN                | Failed to protect static sections: -95                             |
      And the host holds:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0x1000    | 0x1fff  |

    @heki.boot-unreadable @needs-backend @needs-insight @HEKI-50 @HEKI-41 @HEKI-85
    Example: An array that the host cannot read protects nothing
      Given a 6.12 kernel with ORC tables
      And a host with 8/9
      And the guest probes with KVM on
      And early init runs
      When late init runs with an array that the host cannot read
      Then Heki logs:
        | level | line                                     |
        | WARN  | Failed to enforce memory protection: -14 |
        | WARN  | Failed to protect static sections: -14   |
      And the host holds 0 write locks and 0 EXEC ranges

    @heki.boot-no-pinnable-bit @needs-backend @needs-insight @HEKI-84 @HEKI-43
    Example: A guest without a pinnable bit keeps its ranges protected, and WP pinned
      Given a 6.12 kernel without ORC tables
      And the kernel is built with:
        | cr4 | 0x6f0 |
      And a host with 8/9
      And the guest probes with KVM on
      And early init runs
      When late init runs
      Then Heki logs:
        | level   | line                                                       |
        | warning | heki-kvm: Locking GFN 0x1000-0x1fff with [nowrite][exec]   |
        | warning | heki-kvm: Locking GFN 0x2000-0x2b8c with [nowrite]         |
        | warning | heki-kvm: Locked executable kernel memory                  |
        | warning | heki-guest: Static sections protected                      |
        | WARN    | Failed to lock control registers: -22                      |
      And the host shows:
        | pin_cr0 | 0x10000 |
        | pin_cr4 | 0x0     |

  Rule: What a kernel has locked outlives it

    @heki.reboot-keeps-locks @needs-locks @HEKI-54
    Example: The next kernel cannot write what the last one locked
      Given a host with 8/9
      And the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      And another kernel boots in the VM
      When the guest kernel writes GFN 0x10
      Then it is refused with #PF

    @heki.three-boots @needs-backend @needs-insight @HEKI-88
    Scenario Outline: <case>: boot <boot> of five sections
      Given a 6.12 kernel with ORC tables
      And a host with 8/9
      And the VM has locked <slots> pages with 0x1
      And another kernel boots in the VM
      And the guest probes with KVM on
      And early init runs
      When late init runs
      Then the host holds <locks> write locks and 1 EXEC ranges
      And the host shows:
        | exec_locked | <locked> |

      Examples:
        | case   | boot | slots | locks | locked |
        | second | 2    | 5     | 10    | yes    |
        | third  | 3    | 10    | 15    | yes    |
        | fourth | 4    | 15    | 16    | no     |
