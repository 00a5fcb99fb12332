@shstk @since-upstream @needs-context-switch @needs-ptrace
Feature: A change reaches the place where the CET state is
  While a task runs its SSP is in the CPU, and while it waits in the image that XSAVES wrote. A change made in
  the wrong one of the two is lost, and a stale SSP is a wrong one.

  @SHSTK-10
  Rule: The kernel MUST change the CET state where it is, in the registers or in the saved image, so that the change outlasts the next switch
    The kernel may be interrupted between looking where the state is and changing it.
    Source: https://lore.kernel.org/r/20220130211838.8382-1-rick.p.edgecombe@intel.com (cover letter), as quoted
    in https://lore.kernel.org/r/87fsozek0j.ffs@tglx

    @shstk.set-while-out
    Scenario Outline: <case>: an SSP set while the task is switched <where> is there after it is switched <then>
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      When the program is switched <where>
      And the tracer calls ptrace(PTRACE_SETREGSET, 8, 0x7fff_f7df_0000)
      And the program is switched <then>
      And the program executes RDSSPQ
      Then it returns 0x7fff_f7df_0000
      And nothing else changes

      Examples:
        | case          | where | then |
        | in-the-buffer | out   | in   |
        | in-registers  | in    | out  |

    @shstk.get-while-out @SHSTK-57
    Example: The SSP of a task that is switched out is read from the saved image
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      When the program is switched out
      And the tracer calls ptrace(PTRACE_GETREGSET, 8)
      Then it returns 0x7fff_f7df_fff8
      And nothing else changes

    @shstk.enable-while-out @SHSTK-23
    Example: A task that was switched out within ENABLE has its stack when it goes on
      Given a program with shadow stacks off
      When the program is switched out
      And the program calls arch_prctl(ENABLE, SHSTK)
      And the program is switched in
      And the program executes RDSSPQ
      Then it returns 0x7fff_f7e0_0000
      And nothing else changes
