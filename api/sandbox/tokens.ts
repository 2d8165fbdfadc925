import { z } from 'zod';
import { staff } from '../../workflows/kernel/fields';
import { notFound } from '../kernel/problems';
import { defineRoute } from '../kernel/route';

/** A token for any member of staff, for whoever tries the product. Only in the sandbox. */
export const sandboxTokens = defineRoute({
  method: 'post',
  path: '/sandbox/tokens',
  wing: 'sandbox',
  access: 'public',
  summary: '领取沙盒令牌 Get a token for a member of staff',
  body: z.object({ staffId: staff('员工') }),
  answer: z.object({ token: z.string() }),
  async handle({ deps, body }) {
    const person = await deps.models.staff.findById(body.staffId, { roles: 1 }).lean();
    if (!person) throw notFound(`员工 staff ${body.staffId}`);
    return { status: 200, body: { token: await deps.tokens.sign({ sub: person._id, roles: person.roles }) } };
  },
});
