import { z } from 'zod';
import { choice, instant, text } from '../../../workflows/kernel/fields';

const nothing = z.object({});
/** Where the mistake is: in a notice's text, in a handler, or in a document's body. */
const slip = choice('出错处', { text: '通知', handler: '处理', body: '单据' });

export const faultySchema = {
  input: z.object({ slip: slip.optional(), slipAt: instant('出错时间').optional() }),
  data: z.object({
    numbers: z.array(text('编号')),
    slip: slip.optional(),
    slippedAt: instant('出错时间').optional(),
  }),
  steps: { note: nothing, text: nothing, handler: nothing, body: nothing },
  events: { slipped: z.object({ slip }) },
};
