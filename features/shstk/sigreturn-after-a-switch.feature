@shstk
Feature: A handler turns the feature on or off
  What sigreturn asks for depends on whether the feature is on when it is called, not on whether it was on when
  the signal came.

  Rule: Turning the feature off or on inside a handler decides what sigreturn asks for

    @shstk.enabled-in-handler @SHSTK-104 @since-upstream
    Example: Turned on inside the handler, sigreturn finds no entry
      Given a program with shadow stacks off
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And SIGUSR1 has reached the program
      And the program has called arch_prctl(ENABLE, SHSTK)
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0

    @shstk.disabled-in-handler @SHSTK-104 @since-upstream
    Example: Turned off inside the handler, sigreturn asks for none, and the feature stays off
      Given a program with shadow stacks on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And SIGUSR1 has reached the program
      And the program has called arch_prctl(DISABLE, SHSTK)
      When the program calls sigreturn()
      Then it succeeds
      And the feature mask of the program is 0x0
      And the normal stack of the program is 0 frames deep
      And nothing else changes
