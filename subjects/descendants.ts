/**
 * The processes that came from a child, also those that have left its process group (setsid, setpgid) or whose
 * parent has ended. Linux alone tells, in /proc: elsewhere there is nothing to find.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** The variable in a child's environment that its descendants inherit; its value is the child's own. */
export const MARK = 'HVSPEC_SUBJECT';

/** Rounds of looking for what started while the others were killed. */
const ROUNDS = 20;

/** Kills the descendants of the child `pid`, and whatever carries its mark; the child itself is the caller's. */
export function killDescendants(pid: number, mark: string): void {
  const killed = new Set([pid, process.pid]);
  for (let round = 0; round < ROUNDS; round += 1) {
    const found = descendants(pid, mark).filter((one) => !killed.has(one));
    if (found.length === 0) return;
    for (const one of found) {
      killed.add(one);
      kill(one);
    }
  }
}

/** All of them, in no order: by their parents, or by the mark that no change of parent or group takes away. */
function descendants(pid: number, mark: string): readonly number[] {
  const parents = new Map(processes().map((one) => [one, parentOf(one)]));
  const marked = `${MARK}=${mark}\0`;
  const comesFrom = (one: number): boolean => {
    const seen = new Set<number>();
    for (let at: number | undefined = one; at !== undefined && !seen.has(at); at = parents.get(at)) {
      if (at === pid) return true;
      seen.add(at);
    }
    return false;
  };
  return [...parents.keys()].filter(
    (one) => comesFrom(one) || `${textOf(one, 'environ')}\0`.includes(marked),
  );
}

function processes(): readonly number[] {
  try {
    return readdirSync('/proc').flatMap((name) => (/^[1-9]\d*$/.test(name) ? [Number(name)] : []));
  } catch {
    return [];
  }
}

/** Undefined where it has gone. Its name, in parentheses, may hold anything. */
function parentOf(pid: number): number | undefined {
  const text = textOf(pid, 'stat');
  const [, parent] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return parent === undefined ? undefined : Number(parent);
}

/** Empty where it has gone or is somebody else's. */
function textOf(pid: number, file: 'environ' | 'stat'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has gone by itself.
  }
}
