import type { Browser, Page } from 'playwright-core';
import { BROWSER, inBrowser, launch } from '../harness/browser';
import { openProject } from '../harness/open-project';
import type { Project } from '../harness/project';
import { Repairs, UNIT } from '../service/repair.harness';

/** Pages as people see them: /docs, and a document on the screen and on paper. */
let world: Project | undefined;
let browser: Browser | undefined;

beforeAll(async () => {
  if (!BROWSER) return;
  [world, browser] = await Promise.all([openProject(), launch()]);
});
afterAll(async () => {
  await browser?.close();
});

/** A page that remembers what went wrong on it. */
async function open(width = 1280): Promise<{ page: Page; errors: string[] }> {
  const page = await (browser as Browser).newPage({ viewport: { width, height: 900 } });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('requestfailed', (request) => errors.push(`${request.url()} failed`));
  return { page, errors };
}

/** Does anything stick out of the page sideways? */
const overflow = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

inBrowser('/docs lists the steps of a repair in Chinese, without an error, from this server alone', async () => {
  const { url } = await (world as Project).http();
  const { page, errors } = await open();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).origin));
  await page.goto(`${url}/docs/`);
  await page.locator('#operations-tag-service').click();
  const step = page.locator('.opblock', { hasText: '/v1/repairs/{key}/sign-off' });
  await step.waitFor();
  expect(await step.innerText()).toContain('签认维修单');
  await step.click();
  await page.locator('.opblock-body').first().waitFor();
  expect(await page.locator('.info').innerText()).toContain('房地产销售与售后');
  expect(await overflow(page)).toBe(0);
  expect([errors, [...new Set(asked)]]).toEqual([[], [url]]);
  await page.close();
});

inBrowser(
  'a 报修单 fits one sheet of A4, nothing sticks out, its fields are where they are looked for',
  async () => {
    const repairs = new Repairs(world as Project, await (world as Project).http());
    await repairs.deliver(UNIT);
    const content = '厨房水槽下方水管漏水，已漫到客厅木地板；'.repeat(8);
    const leak = await repairs.leak({
      content,
      address: '江城市滨江区临江大道一百八十八号临江府四栋二单元二〇一室',
    });
    const html = (await repairs.http.as('service-1').get(`/v1/documents/${leak.body.orderId}`)).body as string;
    const { page, errors } = await open(900);
    await page.setContent(html);
    expect(await page.locator('h1').innerText()).toBe('报修单');
    expect(await page.locator('header .number').innerText()).toContain(leak.body.orderNo);
    expect(await page.getByRole('row', { name: '报修内容' }).locator('td').innerText()).toBe(content);
    expect(await overflow(page)).toBe(0);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1);
    expect(errors).toEqual([]);
    await page.close();
  },
);
