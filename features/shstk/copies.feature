@shstk @since-upstream
Feature: The kernel's copies are ordinary loads and stores, a tracer's are not
  What a program cannot write itself it cannot have the kernel write, by read(2) or any other call. A tracer is
  trusted with all of the program's memory.

  @SHSTK-80 @needs-kernel-copies
  Rule: A copy by the kernel into a shadow stack MUST give -EFAULT and change nothing, and a copy out of it work
    read(2) into the stack would be a store with the kernel as the attacker's hand.
    Source: https://github.com/torvalds/linux/blob/v6.12/mm/gup.c, check_vma_flags(); recordings/shstk

    @shstk.copy-in @needs-map-at-address
    Scenario Outline: <case>: <call> into a shadow stack is refused
      Given a program with shadow stacks and WRSS on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      When the program calls <call>(0x7_0000_0018, 0x1122_3344_5566_7788)
      Then it fails with EFAULT
      And the word at 0x7_0000_0018 is 0x0
      And nothing else changes

      Examples:
        | case   | call              |
        | read   | read              |
        | writev | process_vm_writev |

    @shstk.copy-in-ordinary
    Example: The neighbour: read(2) into ordinary memory works
      Given a program with shadow stacks on
      And the program calls read(0x50_0018, 0x1122_3344_5566_7788)
      When the program executes MOV RAX, [0x50_0018]
      Then it returns 0x1122_3344_5566_7788
      And nothing else changes

    @shstk.copy-out @needs-map-at-address
    Example: write(2) from a shadow stack gives its token
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      When the program calls write(0x7_0000_0ff8)
      Then it returns 0x7_0000_1001
      And nothing else changes

    @shstk.copy-out-refused @needs-map-at-address @needs-memory-calls
    Scenario Outline: <case>: The neighbour: write(2) from <what> is refused
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x2000, SET_TOKEN)
      And the program calls mprotect(0x7_0000_1000, 0x1000, PROT_NONE)
      When the program calls write(<addr>)
      Then it fails with EFAULT
      And nothing else changes

      Examples:
        | case  | what                                  | addr          |
        | none  | a shadow stack that is PROT_NONE      | 0x7_0000_1ff8 |
        | empty | where nothing is mapped               | 0x7_0000_2000 |

    @shstk.copy-out-read-only @needs-map-at-address @needs-memory-calls
    Example: The neighbour: write(2) from a shadow stack that is PROT_READ gives its token
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program calls mprotect(0x7_0000_0000, 0x1000, PROT_READ)
      When the program calls write(0x7_0000_0ff8)
      Then it returns 0x7_0000_1001
      And nothing else changes

    @shstk.copy-not-forced @choice-forced-memory-write=refused
    Example: The neighbour: a write through /proc/self/mem that nothing forces reaches ordinary memory
      Given a program with shadow stacks on
      And the program calls write_proc_self_mem(0x50_0018, 0x1122_3344_5566_7788)
      When the program executes MOV RAX, [0x50_0018]
      Then it returns 0x1122_3344_5566_7788
      And nothing else changes

  @SHSTK-81 @needs-ptrace
  Rule: PTRACE_POKEDATA MUST write a shadow stack
    Debuggers set breakpoints and call functions, for which they need a return address on both stacks.
    Source: https://github.com/torvalds/linux/blob/v6.12/mm/gup.c, check_vma_flags(), FOLL_FORCE;
    https://github.com/torvalds/linux/blob/v6.12/tools/testing/selftests/x86/test_shadow_stack.c, test_gup();
    recordings/shstk

    @shstk.poke
    Example: PTRACE_POKEDATA writes a shadow stack
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      When the tracer calls ptrace(PTRACE_POKEDATA, END-8, 0x4242)
      Then it succeeds
      And the word at END-8 is 0x4242
      And nothing else changes

    @shstk.poke-counts @SHSTK-55
    Example: The next return sees what PTRACE_POKEDATA wrote
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the tracer calls ptrace(PTRACE_POKEDATA, END-8, 0x4242)
      When the program executes RET
      Then it faults with SEGV_CPERR with code 1
      And the program is killed by SIGSEGV

  @SHSTK-158 @needs-kernel-copies @needs-map-at-address
  Rule: process_vm_readv and a read of /proc/PID/mem MUST give the words of a shadow stack
    A debugger, a profiler or a core dump looks at return addresses. To look changes nothing.
    Source: https://github.com/torvalds/linux/blob/v6.12/mm/gup.c, check_vma_flags(): of a read it asks for
    VM_READ alone; https://github.com/torvalds/linux/blob/v6.12/mm/process_vm_access.c, process_vm_rw();
    https://github.com/torvalds/linux/blob/v6.12/fs/proc/base.c, mem_rw()

    @shstk.gup-read
    Scenario Outline: <case>: <call> gives a shadow stack's token
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      When the program calls <call>(0x7_0000_0ff8)
      Then it returns 0x7_0000_1001
      And nothing else changes

      Examples:
        | case     | call               |
        | readv    | process_vm_readv   |
        | proc-mem | read_proc_self_mem |

  @SHSTK-159 @needs-kernel-copies @needs-map-at-address @needs-memory-calls
  Rule: process_vm_readv of a shadow stack MUST give -EFAULT without PROT_READ
    It reads as the program could, and is not forced.
    Source: https://github.com/torvalds/linux/blob/v6.12/mm/gup.c, check_vma_flags(), without FOLL_FORCE;
    https://man7.org/linux/man-pages/man2/process_vm_readv.2.html

    @shstk.gup-read-none
    Example: process_vm_readv of a shadow stack that is PROT_NONE is refused
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program calls mprotect(0x7_0000_0000, 0x1000, PROT_NONE)
      When the program calls process_vm_readv(0x7_0000_0ff8)
      Then it fails with EFAULT
      And nothing else changes

    @shstk.gup-read-write-only
    Example: process_vm_readv of a shadow stack that is PROT_WRITE is refused
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program calls mprotect(0x7_0000_0000, 0x1000, PROT_WRITE)
      When the program calls process_vm_readv(0x7_0000_0ff8)
      Then it fails with EFAULT
      And nothing else changes

    @shstk.gup-read-only @neighbour @SHSTK-158
    Example: The neighbour: process_vm_readv of a shadow stack that is PROT_READ works
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program calls mprotect(0x7_0000_0000, 0x1000, PROT_READ)
      When the program calls process_vm_readv(0x7_0000_0ff8)
      Then it returns 0x7_0000_1001
      And nothing else changes

  @SHSTK-160 @needs-userfaultfd @needs-map-at-address
  Rule: UFFDIO_REGISTER of a shadow stack MUST give -EINVAL
    Who registers a stack, discards a page of it and fills the page in at the next fault has chosen the return addresses
    on it.
    Source: https://lore.kernel.org/r/20260618095017.2553004-1-rppt@kernel.org (userfaultfd: prevent registration
    of special VMAs); https://github.com/torvalds/linux/blob/v6.12/mm/userfaultfd.c, vma_can_userfault(). Kernels
    from before that patch, of June 2026, accept it: choice userfaultfd-register

    @shstk.uffd-register @choice-userfaultfd-register=refused
    Scenario Outline: <case>: a userfaultfd is not registered on <what>
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x2000, 0x0)
      And the program calls mmap(0x6_ffff_e000, 0x2000, PROT_READ|PROT_WRITE, MAP_FIXED)
      When the program calls uffdio_register(<addr>, <size>, <mode>)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case    | what                           | addr          | size   | mode    |
        | missing | a shadow stack                 | 0x7_0000_0000 | 0x1000 | MISSING |
        | wp      | a shadow stack                 | 0x7_0000_0000 | 0x1000 | WP      |
        | part    | a range that ends in one       | 0x6_ffff_f000 | 0x2000 | MISSING |
        | nothing | memory that is none            | 0x6_fff0_0000 | 0x1000 | MISSING |
        | within  | a range from within a page     | 0x6_ffff_e001 | 0x1000 | MISSING |
        | uneven  | a range to within a page       | 0x6_ffff_f000 | 0x1    | MISSING |

    @shstk.uffd-register-ordinary
    Scenario Outline: <case>: The neighbour: a userfaultfd is registered on the page directly <case>
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x2000, 0x0)
      And the program calls mmap(<addr>, 0x1000, PROT_READ|PROT_WRITE, MAP_FIXED)
      When the program calls uffdio_register(<addr>, 0x1000, MISSING)
      Then it succeeds
      And nothing else changes

      Examples:
        | case  | addr          |
        | below | 0x6_ffff_f000 |
        | above | 0x7_0000_2000 |

    @shstk.uffd-register-as-it-was @choice-userfaultfd-register=accepted
    Example: Before June 2026 a userfaultfd is registered on a shadow stack
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x2000, 0x0)
      When the program calls uffdio_register(0x7_0000_0000, 0x1000, MISSING)
      Then it succeeds
      And nothing else changes
