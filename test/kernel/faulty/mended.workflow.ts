import { defineProcess } from '../../../workflows/kernel/process';
import { faultyContract } from './contract';
import { faultyDefinition } from './procedure';

export * from '../../../workflows';
/** The repaired program. */
export const faulty = defineProcess(faultyContract, faultyDefinition(true));
