// What customers do, in the words of the pages.

/** @typedef {import('./phone.mjs').Phone} Phone */

/** Picks an issue. @param {Phone} phone @param {RegExp} issue */
export async function pickIssue(phone, issue) {
  await phone.page.goto('/');
  await phone.page.getByRole('link', { name: issue }).click();
  await phone.page.waitForURL('**/begin');
}

/** Fills what the page before the start asks, and agrees. @param {Phone} phone @param {string} name */
export async function begin({ page }, name) {
  await page.getByLabel('Your name').fill(name);
  const refuse = page.getByRole('radio', { name: 'Do not record' });
  if (await refuse.count()) await refuse.check();
  await page.getByRole('button', { name: /start chat/ }).click();
  await page.waitForURL(/\/(session|waiting)$/);
}

/** Writes a message. @param {Phone} phone @param {string} text */
export async function say({ page }, text) {
  await page.getByRole('textbox', { name: /^Message/ }).fill(text);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}

/** Waits for the chat. @param {Phone} phone */
export const inChat = ({ page }) => page.locator('#talk').waitFor({ state: 'visible' });

/** The conversation's messages as they stand on screen, confirmed ones only. @param {Phone} phone */
export const messages = ({ page }) =>
  page.locator('#log .b').evaluateAll((bubbles) =>
    bubbles.map((bubble) => {
      const seen = /** @type {Element} */ (bubble.cloneNode(true));
      for (const unseen of seen.querySelectorAll('.unseen')) unseen.remove();
      return seen.textContent;
    }),
  );

/** Waits until the conversation shows a text. @param {Phone} phone @param {string} text */
export const sees = (phone, text) =>
  until(async () => (await messages(phone)).some((message) => message?.includes(text)), `“${text}” is shown`);

/** Waits until a condition holds. @param {() => Promise<boolean>} holds @param {string} what */
export async function until(holds, what) {
  const end = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`in vain: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
