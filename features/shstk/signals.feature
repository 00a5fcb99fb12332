@shstk
Feature: A signal leaves two entries on the shadow stack
  A signal frame lies on the normal stack, where an attacker may write. So where to continue is kept on the
  shadow stack: the old SSP in a form that no call can push, and below it the restorer's address, so that the
  handler's return matches.

  Rule: Delivery stores the old SSP with bit 63, and below it the restorer

    @shstk.delivery @SHSTK-49 @since-upstream
    Example: Two words, and SSP 16 lower
      Given a program with shadow stacks on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And the program has executed CALL 0x40_1005
      When SIGUSR1 reaches the program
      Then it succeeds
      And the word at 0x7fff_f7df_fff0 is 0x8000_7fff_f7df_fff8
      And the word at 0x7fff_f7df_ffe8 is 0x40_1f00
      And the handler of SIGUSR1 runs with SSP 0x7fff_f7df_ffe8
      And nothing else changes

    @shstk.delivery-empty @SHSTK-49 @since-upstream
    Example: On an empty stack too
      Given a program with shadow stacks on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      When SIGUSR1 reaches the program
      Then it succeeds
      And the word at 0x7fff_f7df_fff8 is 0x8000_7fff_f7e0_0000
      And the handler of SIGUSR1 runs with SSP 0x7fff_f7df_fff0
      And nothing else changes

    @shstk.delivery-off @SHSTK-49 @since-upstream
    Example: With the feature off nothing of it happens
      Given a program with shadow stacks off
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      When SIGUSR1 reaches the program
      Then it succeeds
      And the handler of SIGUSR1 runs with SSP 0x0
      And nothing else changes

  Rule: The handler's return and sigreturn bring SSP back, at any depth

    @shstk.round-trip @SHSTK-53
    Example: Once
      Given a program with shadow stacks on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And the program has executed CALL 0x40_1005
      And SIGUSR1 has reached the program
      And the program has executed RET
      When the program calls sigreturn()
      Then it succeeds
      And the SSP of the program is 0x7fff_f7df_fff8
      And the normal stack of the program is 1 frame deep
      And nothing else changes

    @shstk.round-trip-nested @SHSTK-53
    Example: With one signal in another, after the first sigreturn
      Given a program with shadow stacks on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And the program has called sigaction(SIGUSR2, 0x40_1f00)
      And the program has executed CALL 0x40_1005
      And SIGUSR1 has reached the program
      And SIGUSR2 has reached the program
      And the program has executed RET
      When the program calls sigreturn()
      Then it succeeds
      And the SSP of the program is 0x7fff_f7df_ffe8

    @shstk.round-trip-nested-outer @SHSTK-53
    Example: Both of two return, and the interrupted function after them
      Given a program with shadow stacks on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And the program has called sigaction(SIGUSR2, 0x40_1f00)
      And the program has executed CALL 0x40_1005
      And SIGUSR1 has reached the program
      And the program has executed CALL 0x40_3005
      And SIGUSR2 has reached the program
      And the program has executed RET
      And the program has called sigreturn()
      And the program has executed RET
      And the program has executed RET
      And the program has called sigreturn()
      When the program executes RET
      Then it succeeds
      And the SSP of the program is 0x7fff_f7e0_0000
      And the normal stack of the program is 0 frames deep

  Rule: Where the kernel goes back to is not read from the normal stack

    @shstk.frame-not-read @SHSTK-05
    Example: What an attacker writes into the signal frame does not move SSP
      Given a program with shadow stacks on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And SIGUSR1 has reached the program
      And the program has executed RET
      When an attacker writes 0x7fff_f7df_f000 over the saved SSP in frame 0 of the program
      And the program calls sigreturn()
      Then it succeeds
      And the SSP of the program is 0x7fff_f7e0_0000

  Rule: The handler's own return is checked like any

    @shstk.restorer-overwritten @SHSTK-107 @SHSTK-55
    Example: A return address of the handler that was changed
      Given a program with shadow stacks on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And SIGUSR1 has reached the program
      When an attacker writes 0x40_2000 over the return address in frame 0 of the program
      And the program executes RET
      Then it faults with SEGV_CPERR with code 1

    @shstk.restorer-entry-overwritten @SHSTK-107 @since-upstream
    Example: The same with the shadow stack's entry changed by WRSS
      Given a program with shadow stacks and WRSS on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      And SIGUSR1 has reached the program
      And the program has executed WRSSQ [0x7fff_f7df_fff0], 0x40_2000
      When the program executes RET
      Then it faults with SEGV_CPERR with code 1
      And the handler of SIGSEGV runs with SSP 0x7fff_f7df_ffe0

  Rule: Without a restorer there is no delivery

    @shstk.no-restorer @SHSTK-50 @SHSTK-106 @since-upstream
    Example: The SIGSEGV that comes instead has its frame directly below the old SSP
      Given a program with shadow stacks on
      And the program has called sigaction(SIGUSR1, none)
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      And the program has executed CALL 0x40_1005
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And the handler of SIGSEGV runs with SSP 0x7fff_f7df_ffe8
      And nothing else changes

    @shstk.no-restorer-off @SHSTK-50 @since-upstream
    Example: It is so with shadow stacks off too
      Given a program with shadow stacks off
      And the program has called sigaction(SIGUSR1, none)
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And the handler of SIGSEGV runs with SSP 0x0

  Rule: A handler that was registered through the 32-bit entry does not run while the feature is on

    @shstk.compat-handler @SHSTK-108 @since-upstream @needs-compat-entry
    Example: Registered with the feature on
      Given a program with shadow stacks on
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      And the program has called sigaction(SIGUSR1, 0x40_1f00) by int 0x80
      And the program has executed CALL 0x40_1005
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 13
      And the handler of SIGSEGV runs with SSP 0x7fff_f7df_ffe8
      And the word at 0x7fff_f7df_fff0 is 0x8000_7fff_f7df_fff8
      And nothing else changes

    @shstk.compat-handler-before @SHSTK-108 @since-upstream @needs-compat-entry
    Example: Registered before
      Given a program with shadow stacks off
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      And the program has called sigaction(SIGUSR1, 0x40_1f00) by int 0x80
      And the program has called arch_prctl(ENABLE, SHSTK)
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 13
      And the handler of SIGSEGV runs with SSP 0x7fff_f7df_fff0

    @shstk.compat-registration @SHSTK-108 @since-upstream @needs-compat-entry
    Example: The registration itself is not refused
      Given a program with shadow stacks on
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      When the program calls sigaction(SIGUSR1, 0x40_1f00) by int 0x80
      Then it succeeds
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 13
