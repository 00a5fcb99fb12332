/** Whether the run under way goes on: `--first` ends it between two cases, and the steps and the runner are one process. */

let halted = false;

/** Called where a run begins. */
export function goOn(): void {
  halted = false;
}

/** From now on no case begins. */
export function halt(): void {
  halted = true;
}

export function isHalted(): boolean {
  return halted;
}
