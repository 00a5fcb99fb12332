/** How a mutant of the shadow stacks is made: of upstream unless another profile is named. */
import { mutantOf } from '../../core/mistake';
import { rulesOf } from '../profiles';
import { modelOf } from '../step';

export const mutant = mutantOf(rulesOf, 'upstream', modelOf);
