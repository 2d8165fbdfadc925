/** `npm run demo`: plays the example against a running system, through the public API only. */
import { Centre } from './demo/centre.mjs';
import { collect, DUE_AT_SIGNING_FEN, instalments } from './demo/collection.mjs';
import { afterTheDeadline, report } from './demo/repair.mjs';
import { borrow, sign, subscribe } from './demo/sale.mjs';
import { afterTwoDays, visitors } from './demo/visitors.mjs';

const PORT = process.env.PORT ?? '3000';
const UI_PORT = process.env.TEMPORAL_UI_PORT ?? String(Number(process.env.TEMPORAL_PORT ?? 7233) + 1000);
const URL_OF_API = `http://localhost:${PORT}`;
const say = (text) => process.stdout.write(`${text}\n`);

async function main() {
  const begun = Date.now();
  await requireSandbox();
  const centre = new Centre(URL_OF_API, { say });
  say('\nEstateflow demo: every act goes through the public API; the dates are business dates.\n');

  say('接待与认领 · Two visitors who forgot their consultant');
  const guests = await visitors(centre);

  say('\n报修 · A leak');
  const repair = await report(centre);

  say('\n认购 · Two homes are sold');
  const borrower = await subscribe(centre, {
    consultant: 'consultant-a1',
    buyer: 'client-006',
    planOf: async (totalFen) => {
      const downPaymentFen = Math.floor((totalFen * 30 + 50) / 100);
      const loanFen = totalFen - downPaymentFen;
      const downPaymentBy = await centre.day(7);
      const plan = { kind: 'mortgage', downPercent: 30, downPaymentFen, downPaymentBy, loanFen };
      return { plan, mortgageBy: await centre.day(30) };
    },
  });
  const debtor = await subscribe(centre, {
    consultant: 'consultant-b1',
    buyer: 'client-012',
    planOf: (totalFen) => instalments(centre, totalFen),
  });

  say('\n签约 · Both contracts');
  await sign(centre, borrower, borrower.plan.downPaymentFen);
  await sign(centre, debtor, DUE_AT_SIGNING_FEN);

  say('\n两天以后 · Two days and an hour later');
  await centre.forward('49 hours');
  await afterTwoDays(centre, guests);
  await afterTheDeadline(centre, repair);

  say('\n按揭 · The loan');
  await borrow(centre, borrower);

  say('\n催款 · Three months of collection');
  const open = await collect(centre, debtor);

  say(`\nDone in ${Math.round((Date.now() - begun) / 1000)} s. Look at the processes in the Temporal UI:`);
  const ids = [
    `visit-claim:${guests.claimed.id}`,
    `repair:${repair.id}`,
    `sale:${borrower.key}`,
    `mortgage:${borrower.key}`,
    `collection:${open.id}`,
  ];
  for (const id of ids) say(`  http://localhost:${UI_PORT}/namespaces/default/workflows/${encodeURIComponent(id)}`);
}

async function requireSandbox() {
  try {
    const response = await fetch(`${URL_OF_API}/healthz`);
    if (response.ok && response.headers.get('x-estateflow-sandbox') === 'true') return;
    throw new Error(
      `The API at ${URL_OF_API} is no sandbox; the demo moves clocks and works with the local servers only.`,
    );
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Error(
      `Nothing answers at ${URL_OF_API}. Start the system with \`npm start\` in another terminal (or set PORT), then run the demo again.`,
    );
  }
}

main().catch((error) => {
  process.stderr.write(`demo: ${error.message}\n`);
  process.exitCode = 1;
});
