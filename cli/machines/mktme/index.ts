/** `hvspec mktme-sync`. */
import type { AddCommands } from '../../machine-commands';
import { addMktmeSync } from './command';

export const addCommands: AddCommands = addMktmeSync;
