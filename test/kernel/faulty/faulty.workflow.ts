import { defineProcess } from '../../../workflows/kernel/process';
import { faultyContract } from './contract';
import { faultyDefinition } from './procedure';

export * from '../../../workflows';
/** The program with its mistake. */
export const faulty = defineProcess(faultyContract, faultyDefinition(false));
