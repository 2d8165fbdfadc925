import { defineProcessRoutes } from '../../../api/kernel/routes';
import { faultyContract } from './contract';
import { faultySchema } from './schema';

export const faultyRoutes = defineProcessRoutes(faultyContract, {
  wing: 'work',
  path: '/faulty',
  schema: faultySchema,
});
