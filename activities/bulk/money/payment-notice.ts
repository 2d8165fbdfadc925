import type { RecordRow } from '../../../models/kernel';
import type { Actor } from '../../../workflows/kernel/words';
import { nameOf } from '../../../workflows/money/collection-run/rules';
import { appendAudit, hashOf } from '../../commit/audit';
import { Names } from '../../commit/fields';
import { takeNumbers } from '../../commit/numbers';
import type { Deps } from '../../deps';
import { seriesOf } from '../../texts/documents';
import { ledgerReads } from '../../reads/books/ledger';
import type { RunLineRow } from './run-lines';

const KIND = 'payment-notice';

/**
 * 交款通知 on paper for one sale of a run, numbered, with the amounts of the list as it is. Issued again from the same
 * list it is the same document.
 * @param lines the sale's open ones
 */
export async function issuePaymentNotice(
  deps: Deps,
  run: RecordRow,
  lines: readonly RunLineRow[],
  actor: Actor,
  at: number,
): Promise<{ id: string; number: string }> {
  const { models } = deps;
  const { projectId, workflowId } = run;
  const { month, builds } = run.data as unknown as { month: string; builds: number };
  const [first] = lines as [RunLineRow];
  const { saleKey, clientId } = first;
  const id = `${KIND}-${run._id}-${builds}-${saleKey}`;
  const there = await models.documents.findById(id, { number: 1 }).lean();
  if (there) return { id, number: there.number };
  const request = { token: KIND, series: `${projectId}/document/${KIND}`, format: `${seriesOf(KIND)}{000000}` };
  const { [KIND]: number = '' } = await takeNumbers(models, id, [request]);
  const fields = await new Names(models).fill(await fieldsOf(deps, month, lines));
  const row = { kind: KIND, number, projectId, workflowId, saleKey, clientId, issuedAt: new Date(at), fields };
  await models.documents.collection.updateOne({ _id: id } as never, { $setOnInsert: row }, { upsert: true });
  await appendAudit(models, {
    chain: `${workflowId}/lines`,
    at: new Date(at),
    actor,
    action: 'payment-notice',
    projectId,
    saleKey,
    outcome: 'issued',
    facts: { number },
    changeHash: hashOf({ id, number }),
  });
  return { id, number };
}

async function fieldsOf(deps: Deps, month: string, lines: readonly RunLineRow[]) {
  const [first] = lines as [RunLineRow];
  const { payeeOf, saleBriefs } = ledgerReads(deps);
  const [account, [sale]] = await Promise.all([payeeOf(first.projectId), saleBriefs([first.saleKey])]);
  const [year, monthNo] = month.split('-').map(Number);
  const sum = (all: readonly RunLineRow[]) => all.reduce((fen, line) => fen + line.openFen, 0);
  const late = lines.filter(({ daysLate }) => daysLate > 0);
  const interestFen = late.reduce((fen, line) => fen + line.interestFen, 0);
  return {
    buyerName: { client: first.clientId },
    unit: { unit: first.unitId },
    contractNo: sale?.contractNo ?? '',
    month: `${year}年${monthNo}月`,
    totalAmountFen: sum(lines),
    instalments: lines.map((line) => ({
      name: nameOf(line),
      dueOn: line.dueOn ?? '即付',
      amountFen: line.openFen,
    })),
    ...(late.length > 0 ? { overdueAmountFen: sum(late) } : {}),
    ...(interestFen > 0 ? { interestAmountFen: interestFen } : {}),
    payeeName: account.name,
    payeeBank: { bank: account.bankId },
    payeeAccount: account.no,
  };
}
