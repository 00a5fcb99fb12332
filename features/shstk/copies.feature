@shstk @since-upstream
Feature: The kernel's copies are ordinary stores, a tracer's are not
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
