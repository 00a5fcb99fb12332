@shstk @since-upstream @needs-instructions
Feature: Programs that leave functions otherwise than by RET
  longjmp, unwinders and coroutines set the stack pointer themselves. The CPU does not look at that, and compares the
  next return as ever. So each idiom has its counterpart on the shadow stack: here is how it is done, and how it breaks.

  @SHSTK-145
  Rule: A return MUST match after a jump that pops one entry for each call that it leaves, and after no other number
    longjmp, and an unwinder that lands in the handler of an exception, pop with INCSSP what they leave.
    Source: Intel SDM volume 1, "Shadow stacks", and volume 2, INCSSP and RET; sysdeps/x86_64/__longjmp.S of
    glibc; https://github.com/libunwind/libunwind/issues/644

    @shstk.longjmp
    Example: After a jump out of two functions and two entries the function that set the jump returns
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the program executes CALL 0x40_2005
      And the program executes CALL 0x40_3005
      And the program executes ADD RSP, 2 frames
      And the program executes INCSSPQ 2
      When the program executes RET
      Then it succeeds
      And the SSP of the program is END
      And the normal stack of the program is 0 frames deep
      And nothing else changes

    @shstk.longjmp-breaks
    Scenario Outline: <case>: after a jump out of two functions and <count> entries the return is a control protection fault
      Given a program with shadow stacks on
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program executes CALL 0x40_1005
      And the program executes CALL 0x40_2005
      And the program executes CALL 0x40_3005
      And the program executes ADD RSP, 2 frames
      And the program executes INCSSPQ <count>
      When the program executes RET
      Then it faults with SEGV_CPERR with code 1
      And the handler of SIGSEGV runs with SSP <ssp>
      And nothing else changes

      Examples:
        | case    | count | ssp    |
        | none    | 0     | END-40 |
        | too-few | 1     | END-32 |

  @SHSTK-146
  Rule: A return MUST match after a jump out of a handler that pops the two entries of the signal as well, and after no other number
    A signal leaves two entries, the restorer and the SSP, and a signal frame that is counted as one leaves one behind.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Signal"; Intel SDM
    volume 2, INCSSP and RET; https://github.com/libunwind/libunwind/issues/906

    @shstk.siglongjmp
    Example: After a jump out of a handler and both its entries the interrupted function returns
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program executes CALL 0x40_1005
      And SIGUSR1 reaches the program
      And the program executes CALL 0x40_3005
      And the program executes ADD RSP, 3 frames
      And the program executes INCSSPQ 3
      When the program executes RET
      Then it succeeds
      And the SSP of the program is END
      And the normal stack of the program is 0 frames deep
      And nothing else changes

    @shstk.siglongjmp-breaks
    Example: After a jump out of a handler that counts its entries as one the return is a control protection fault
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program executes CALL 0x40_1005
      And SIGUSR1 reaches the program
      And the program executes CALL 0x40_3005
      And the program executes ADD RSP, 3 frames
      And the program executes INCSSPQ 2
      When the program executes RET
      Then it faults with SEGV_CPERR with code 1
      And the handler of SIGSEGV runs with SSP END-32
      And nothing else changes

  @SHSTK-147 @needs-map-at-address
  Rule: Returns MUST match on two normal stacks in turn where RSTORSSP and SAVEPREVSSP switch the shadow stack with them
    swapcontext and coroutines leave a function in the middle. RSTORSSP goes to the other shadow stack, and
    SAVEPREVSSP leaves the token for the way back.
    Source: Intel SDM volume 2, RSTORSSP, SAVEPREVSSP and RET; sysdeps/unix/sysv/linux/x86_64/swapcontext.S of
    glibc; https://github.com/python-greenlet/greenlet/issues/454; https://github.com/php/php-src/issues/14027

    @shstk.coroutine-yields
    Example: A coroutine that yields lets its caller return
      Given a program with shadow stacks on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program executes CALL 0x40_1005
      And the program executes RSTORSSP [0x7_0000_0ff8]
      And the program executes SAVEPREVSSP
      And the program executes MOV RSP, stack 1
      And the program executes CALL 0x40_2005
      And the program executes RSTORSSP [END-16]
      And the program executes SAVEPREVSSP
      And the program executes MOV RSP, stack 0
      When the program executes RET
      Then it succeeds
      And the SSP of the program is END
      And the normal stack of the program is 0 frames deep
      And nothing else changes

    @shstk.coroutine-resumes
    Example: A coroutine that is resumed returns where it yielded
      Given a program with shadow stacks on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program executes CALL 0x40_1005
      And the program executes RSTORSSP [0x7_0000_0ff8]
      And the program executes SAVEPREVSSP
      And the program executes MOV RSP, stack 1
      And the program executes CALL 0x40_2005
      And the program executes RSTORSSP [END-16]
      And the program executes SAVEPREVSSP
      And the program executes MOV RSP, stack 0
      And the program executes RSTORSSP [0x7_0000_0ff0]
      And the program executes SAVEPREVSSP
      And the program executes MOV RSP, stack 1
      When the program executes RET
      Then it succeeds
      And the SSP of the program is 0x7_0000_1000
      And the normal stack of the program is 0 frames deep
      And nothing else changes

    @shstk.coroutine-breaks
    Example: A coroutine that switches the normal stack alone cannot yield
      Given a program with shadow stacks on
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program executes CALL 0x40_1005
      And the program executes MOV RSP, stack 1
      And the program executes CALL 0x40_2005
      And the program executes MOV RSP, stack 0
      When the program executes RET
      Then it faults with SEGV_CPERR with code 1
      And the handler of SIGSEGV runs with SSP END-32
      And nothing else changes

    @shstk.coroutine-without-yield
    Example: The neighbour: one that runs to its end before its caller goes on needs no other shadow stack
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the program executes MOV RSP, stack 1
      And the program executes CALL 0x40_2005
      And the program executes RET
      And the program executes MOV RSP, stack 0
      When the program executes RET
      Then it succeeds
      And the SSP of the program is END
      And the normal stack of the program is 0 frames deep
      And nothing else changes
