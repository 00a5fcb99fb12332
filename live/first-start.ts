/** The first start of a box, before any case: that it answers at all, and that it is the kernel that it has to be. */
import { ProcessSubject } from '../subjects/process-subject';
import type { Description } from '../subjects/subject';
import { SubjectError } from '../subjects/subject';
import type { Box } from './box';
import type { Context } from './context';
import { notInterrupted } from './context';
import { LiveError } from './error';
import { mistaken } from './kernels';
import type { KernelRow } from './kernels';

/**
 * Starts and ends it.
 * @param row what it must say of itself, where that is known
 * @throws LiveError where it does not answer, or says something else
 */
export async function firstStart(context: Context, box: Box, row: KernelRow | null): Promise<Description> {
  const description = await described(context, box);
  const wrong = row ? mistaken(row, description) : null;
  if (wrong !== null)
    throw new LiveError(`Linux ${box.kernel.release}: ${wrong} (live/kernels.yaml)`, 'broken');
  return description;
}

async function described(context: Context, { argv, patience, answer }: Box): Promise<Description> {
  try {
    const subject = await ProcessSubject.start(argv, { startMs: patience, stepMs: answer });
    const error = await subject.shutdown();
    if (error) throw error;
    return subject.description;
  } catch (error) {
    notInterrupted(context);
    if (error instanceof SubjectError)
      throw new LiveError(`the box does not work: ${error.message}`, 'broken');
    throw error;
  }
}
