// Narrower than any phone, and as wide as a desktop.
import { after, before, test } from 'node:test';
import { Phone } from '../harness/phone.mjs';
import { newName, Stage } from '../harness/stage.mjs';
import { begin, inChat, pickIssue, say, sees } from '../harness/steps.mjs';

/** @type {Stage} */ let stage;

before(async () => (stage = await Stage.open()));
after(() => stage?.close());

for (const size of [{ width: 320, height: 568 }, { width: 740, height: 360 }, { width: 1280, height: 800 }]) {
  test(`everything fits into ${size.width} × ${size.height}`, async () => {
    const ines = await stage.representative();
    const name = `${newName()} ${'Långtnamn'.repeat(6)}`;
    const phone = await Phone.open(stage.browser, stage.url, { size, touch: size.width < 1000 });
    const { page } = phone;
    await page.goto('/');
    await phone.check('fits-start');
    await pickIssue(phone, /Wi-Fi/);
    await phone.check('fits-begin');
    await begin(phone, name);
    await phone.check('fits-waiting');
    const lsid = await ines.accept(name);
    await inChat(phone);
    await say(phone, `https://example.com/${'long'.repeat(60)}`);
    await ines.say(lsid, 'x'.repeat(300));
    await sees(phone, 'xxx');
    await phone.check('fits-chat');
    await ines.end(lsid);
    await page.getByRole('heading', { name: 'The session has ended' }).waitFor();
    await phone.check('fits-ended');
    await phone.close();
  });
}
