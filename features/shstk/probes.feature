@shstk @since-upstream @needs-uprobes
Feature: A return probe changes both stacks
  A tracer that wants to know when a function returns has the kernel put the address of a trampoline in the place of the
  return address. The shadow stack would call that an attack.

  @SHSTK-154
  Rule: With the feature on a return probe MUST put its trampoline in the place of the return address on both stacks
    On the normal stack alone it kills the program at its next return: so it was until Linux 6.12.
    Source: 1713b63a07a2 (x86/shstk: Make return uprobe work with shadow stack);
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/uprobes.c, arch_uretprobe_hijack_return_addr();
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_update_last_frame()

    @shstk.probe
    Example: A return probe stores its trampoline on both stacks
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      When the program executes INT3 uretprobe 0x7fff_ffff_e000
      Then it succeeds
      And the word at END-8 is 0x7fff_ffff_e000
      And the SSP of the program is END-8
      And the normal stack of the program is 1 frame deep
      And nothing else changes

    @shstk.probe-returns
    Example: A function with a return probe returns
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the program executes INT3 uretprobe 0x7fff_ffff_e000
      When the program executes RET
      Then it succeeds
      And the SSP of the program is END
      And the word at END-8 is 0x7fff_ffff_e000
      And the normal stack of the program is 0 frames deep
      And nothing else changes

    @shstk.probe-overwritten @neighbour @SHSTK-55
    Example: The neighbour: an attacker who puts the same address on the normal stack is noticed
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And an attacker writes 0x7fff_ffff_e000 over the return address in frame 0 of the program
      When the program executes RET
      Then it faults with SEGV_CPERR with code 1
      And the program is killed by SIGSEGV

    @shstk.probe-no-cover @neighbour @SHSTK-55
    Example: The neighbour: a return probe does not make good what an attacker wrote, were it the trampoline itself
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And an attacker writes 0x7fff_ffff_e000 over the return address in frame 0 of the program
      And the program executes INT3 uretprobe 0x7fff_ffff_e000
      When the program executes RET
      Then it faults with SEGV_CPERR with code 1
      And the program is killed by SIGSEGV

    @shstk.probe-off @needs-map-at-address
    Example: Without the feature a return probe changes the normal stack alone
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x0, 0x1000, SET_TOKEN)
      And the program executes CALL 0x40_1005
      And the program executes INT3 uretprobe 0x7fff_ffff_e000
      When the program executes RET
      Then it succeeds
      And the normal stack of the program is 0 frames deep
      And nothing else changes

  @SHSTK-155 @needs-ptrace
  Rule: A return probe that cannot store to the shadow stack MUST be SIGSEGV with SI_KERNEL
    The return would be a violation later; here the program learns at once that it cannot go on.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/uprobes.c,
    arch_uretprobe_hijack_return_addr(), force_sig(); 1713b63a07a2

    @shstk.probe-off-stack
    Scenario Outline: <case>: a return probe with SSP <where> ends the program
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the tracer calls ptrace(PTRACE_SETREGSET, 8, <ssp>)
      When the program executes INT3 uretprobe 0x7fff_ffff_e000
      Then it answers:
        | signal  | 11        |
        | si_code | SI_KERNEL |
      And the program is killed by SIGSEGV
      And nothing else changes

      Examples:
        | case     | where               | ssp           |
        | ordinary | in ordinary memory  | 0x50_0000     |
        | unmapped | where nothing is    | 0x7_0000_0000 |
        | at-end   | at the stack's end  | END           |
