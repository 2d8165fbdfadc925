import { z } from 'zod';
import { flagInQuery, phone, text } from '../../workflows/kernel/fields';
import type { Bank } from '../../models/resources';
import { isDuplicateKey } from '../../activities/commit/keys';
import { auditAct } from '../kernel/act-on-row';
import { pageQuery, readPage } from '../kernel/paging';
import { notFound, Problem } from '../kernel/problems';
import { type Call, defineRoute, type Route } from '../kernel/route';
import { pageAnswer } from '../kernel/shown';

/** Buyers choose between at least so many [S0]. */
const FEWEST_PARTNERS = 2;

const bankAnswer = z
  .object({
    id: z.string(),
    name: z.string(),
    branch: z.string(),
    contactName: z.string(),
    contactPhone: z.string(),
    partner: z.boolean(),
    products: z.array(z.string()),
    rev: z.int(),
  })
  .meta({ title: 'Bank' });

function show({ _id, lastChange: _token, ...bank }: Bank) {
  return { id: _id, ...bank };
}

async function find({ deps, params }: Pick<Call, 'deps' | 'params'>): Promise<Bank> {
  const bank = await deps.models.banks.findById(params.id).lean<Bank | null>();
  if (!bank) throw notFound('银行 bank');
  return bank;
}

const filters = z.object({ partner: flagInQuery('合作银行').optional(), ...pageQuery() });

const list = defineRoute({
  method: 'get',
  path: '/banks',
  wing: 'resources',
  summary: '按揭银行 Banks',
  answer: pageAnswer(bankAnswer),
  query: filters,
  async handle({ deps, query }) {
    const condition = query.partner === undefined ? {} : { partner: query.partner };
    const { page, nextCursor } = await readPage(deps.models.banks, condition, { _id: 1 }, query);
    return { status: 200, body: { items: page.map(show), nextCursor } };
  },
});

const one = defineRoute({
  method: 'get',
  path: '/banks/:id',
  wing: 'resources',
  summary: '查看银行 One bank',
  answer: bankAnswer,
  handle: async (call) => ({ status: 200, body: show(await find(call)) }),
});

const bankBody = z.strictObject({
  name: text('银行名称'),
  branch: text('支行'),
  contactName: text('联系人'),
  contactPhone: phone('联系电话'),
  partner: z.boolean(),
  products: z.array(text('贷款产品')).max(50).default([]),
  /** Of the bank that was read; absent for a new one. */
  rev: z.int().optional(),
});
type BankBody = z.infer<typeof bankBody>;

/** @throws Problem `too-few-banks`, `changed-meanwhile` */
const put = defineRoute({
  method: 'put',
  path: '/banks/:id',
  wing: 'resources',
  summary: '登记或修改银行 Enter or change a bank',
  answer: bankAnswer,
  roles: ['admin'],
  body: bankBody,
  async handle(call) {
    const { deps, params, body } = call;
    const id = params.id as string;
    const { rev, ...bank } = body;
    if (!bank.partner) {
      const others = await deps.models.banks.countDocuments({ partner: true, _id: { $ne: id } });
      if (others < FEWEST_PARTNERS)
        throw new Problem(
          'too-few-banks',
          `合作银行至少须有 ${FEWEST_PARTNERS} 家 there must be ${FEWEST_PARTNERS} partner banks`,
        );
    }
    const isNew = rev === undefined;
    if (isNew) await insert(call, id, bank);
    else {
      const { matchedCount } = await deps.models.banks.updateOne(
        { _id: id, rev },
        { $set: bank, $inc: { rev: 1 } },
      );
      if (matchedCount === 0)
        throw new Problem(
          'changed-meanwhile',
          '已被他人修改，请重新读取后再改 somebody has changed it since you read it',
        );
    }
    const facts = { name: bank.name, branch: bank.branch, partner: bank.partner, products: bank.products };
    await auditAct(call, {
      projectId: projectOf(call),
      chain: `bank:${id}`,
      action: 'edit',
      outcome: isNew ? 'entered' : 'changed',
      facts,
    });
    return { status: 200, body: show(await find(call)) };
  },
});

async function insert({ deps }: Call<BankBody>, id: string, bank: Omit<BankBody, 'rev'>): Promise<void> {
  try {
    await deps.models.banks.create([{ _id: id, rev: 1, ...bank }] as never);
  } catch (error) {
    if (isDuplicateKey(error))
      throw new Problem(
        'changed-meanwhile',
        '该银行已登记，须带上读到的 rev the bank is there: give the rev that was read',
      );
    throw error;
  }
}

/** Banks lend in every project; the entry is kept with the first of whoever changed it. */
function projectOf({ caller }: Pick<Call, 'caller'>): string {
  return caller.projects[0] ?? '';
}

export const bankRoutes: Route[] = [list, one, put];
