/** What operations come to, as numbers: an operation's name, its fate, and which events it had. */
import type { AnyOp, AnyOutcome } from '../model/core/machine';
import { eventName } from '../model/core/owners';

/** What begins alike is one node: no text is put together for each operation. */
interface Node {
  readonly next: Map<string, Node>;
  /** 0 until something ends here. */
  id: number;
  readonly text: string;
}

const root: Node = { next: new Map(), id: 0, text: '' };
const names: string[] = [''];

/**
 * The number of what an operation came to, from 1: the same for the same in the whole process. Of the same event more
 * than twice in a row two count, so that there are not as many kinds as pages in a range.
 */
export function kindOf({ op }: AnyOp, outcome: AnyOutcome): number {
  const { error, fault } = outcome as { readonly error?: string; readonly fault?: string };
  let node = below(below(root, op), error ?? fault ?? outcome.outcome);
  let [last, times] = ['', 0];
  for (const event of outcome.events ?? []) {
    const name = eventName(event);
    times = name === last ? times + 1 : 1;
    last = name;
    if (times <= 2) node = below(node, name);
  }
  if (node.id === 0) node.id = names.push(node.text) - 1;
  return node.id;
}

/** As in `wrmsr ok SYNDBG`, `set_msrs EINVAL`. */
export function nameOf(kind: number): string {
  return names[kind] ?? '';
}

function below(node: Node, name: string): Node {
  const known = node.next.get(name);
  if (known) return known;
  const made = {
    next: new Map<string, Node>(),
    id: 0,
    text: node.text === '' ? name : `${node.text} ${name}`,
  };
  node.next.set(name, made);
  return made;
}
