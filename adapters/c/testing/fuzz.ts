/** `make -C adapters/c fuzz`: hostile input of seed after seed, for SECONDS (60); the first that fails is named and left. */
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { say } from './build';
import { hostileInput } from './hostile';
import { assertAnswers } from './oracle';

const [program = '', seconds = '60', first = String(Date.now() % 1_000_000)] = process.argv.slice(2);
const until = Date.now() + Number(seconds) * 1000;
let seed = Number(first);
for (; Date.now() < until; seed += 1) {
  const input = hostileInput(seed, 1000);
  try {
    assertAnswers(input, say(program, input), seed);
  } catch (error) {
    const file = join(process.cwd(), `hostile-${String(seed)}.txt`);
    writeFileSync(file, input);
    console.error(`${(error as Error).message}\nthe input: ${file}`);
    process.exit(1);
  }
}
console.log(`seeds ${first} to ${String(seed - 1)}, 1000 lines each: every line has its one reply`);
