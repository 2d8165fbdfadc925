import { z } from 'zod';
import { flag, text } from '../../../workflows/kernel/fields';

const nothing = z.object({});
const seat = text('座位');

export const counterSchema = {
  input: nothing,
  data: z.object({ papers: z.array(text('单据')), granted: flag('同意').optional() }),
  steps: {
    'take-seat': z.object({ seat, forGood: flag('长期').optional() }),
    'leave-seat': z.object({ seat }),
    issue: nothing,
    'issue-again': nothing,
    withdraw: nothing,
    request: nothing,
    grant: nothing,
    decline: nothing,
    close: nothing,
  },
  events: {},
};
