import { z } from 'zod';
import { defineProcessRoutes } from '../../../api/kernel/routes';
import { faultyContract } from './contract';

const body = z.object({});

export const faultyRoutes = defineProcessRoutes(faultyContract, {
  wing: 'work',
  path: '/faulty',
  steps: { note: { body }, text: { body }, handler: { body }, body: { body } },
  events: {},
});
