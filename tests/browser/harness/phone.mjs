// A phone's browser: Chromium at phone size, which notes everything that should not happen.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PROGRAM = process.env.CHROMIUM_BIN ?? '/usr/bin/chromium';
const SHOTS = process.env.FARHAND_SHOTS;
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The two sizes that the portal is made for. */
export const SMALL = { width: 360, height: 740 };
export const USUAL = { width: 390, height: 844 };

/** As what Chrome on a phone names itself. */
export const ANDROID = 'Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36';

/** Starts the browser. */
export function launch() {
  assert.ok(existsSync(PROGRAM), `no Chromium at ${PROGRAM}; set CHROMIUM_BIN`);
  if (SHOTS) mkdirSync(SHOTS, { recursive: true });
  return chromium.launch({ executablePath: PROGRAM, args: FLAGS });
}

/** One customer's phone, with cookies and storage of its own. */
export class Phone {
  /** What the console or the policy complained about. @type {string[]} */
  complaints = [];

  /**
   * @param {import('playwright-core').Browser} browser
   * @param {string} portal
   * @param {{size?: {width: number, height: number}, dark?: boolean, script?: boolean, touch?: boolean, agent?: string, person?: boolean}} [how]
   *   `agent`: as what it names itself; `person`: it does not say that a program drives it
   */
  static async open(browser, portal, { size = USUAL, dark = false, script = true, touch = true, agent, person = false } = {}) {
    const phone = new Phone();
    phone.portal = portal;
    phone.look = `${dark ? 'dark' : 'light'}-${size.width}`;
    phone.script = script;
    phone.context = await browser.newContext({
      baseURL: portal,
      viewport: size,
      colorScheme: dark ? 'dark' : 'light',
      hasTouch: touch,
      isMobile: touch,
      javaScriptEnabled: script,
      reducedMotion: 'reduce',
      locale: 'en-GB',
      userAgent: agent,
    });
    if (script && person) await phone.context.addInitScript(() => Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false }));
    if (script) await phone.context.addInitScript(watchPolicy);
    await phone.newPage();
    return phone;
  }

  /** Opens another tab and goes on there. */
  async newPage() {
    return this.follow(await this.context.newPage());
  }

  /** Goes on in a tab that is open. @param {import('playwright-core').Page} page */
  follow(page) {
    this.page = page;
    this.page.setDefaultTimeout(10_000);
    this.page.on('console', (message) => {
      const offline = message.text().includes('ERR_INTERNET_DISCONNECTED') || message.text().includes('WebSocket connection');
      // No app opens here.
      const unknown = /Failed to launch '(farhand|intent):/.test(message.text());
      const answered = message.text().startsWith('Failed to load resource') || offline || unknown;
      if (message.type() === 'error' && !answered) this.complaints.push(message.text());
      if (message.text().startsWith('policy:')) this.complaints.push(message.text());
    });
    this.page.on('pageerror', (error) => this.complaints.push(String(error)));
    this.page.on('request', (request) => {
      if (!request.url().startsWith(this.portal) && !/^(data|farhand|intent):/.test(request.url())) {
        this.complaints.push(`asked ${request.url()}`);
      }
    });
    return this.page;
  }

  /** Checks what holds on every page, and takes its picture. @param {string} name */
  async check(name) {
    if (this.script) await this.page.waitForFunction(() => document.readyState === 'complete');
    if (SHOTS) await this.page.screenshot({ path: join(SHOTS, `${name}-${this.look}.png`) });
    assert.deepEqual(this.complaints, [], `${name}: nothing is complained about`);
    if (!this.script) return;
    const wide = await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${name} (${this.look}): ${wide} px too wide`);
    assert.deepEqual(await this.axe(), [], `${name} (${this.look}): axe-core finds nothing`);
    assert.deepEqual(await this.page.evaluate(smallTargets), [], `${name}: every target is large enough`);
  }

  /** What axe-core finds, one line each. */
  async axe() {
    await this.page.evaluate(AXE);
    const { violations } = await this.page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
  }

  async close() {
    await this.context.close();
  }
}

/** Runs in the page before its own scripts. */
function watchPolicy() {
  document.addEventListener('securitypolicyviolation', (event) => {
    console.log(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
  });
}

/** Runs in the page: visible targets below 48 px, links within sentences aside. */
function smallTargets() {
  const found = [];
  for (const target of document.querySelectorAll('a[href], button, summary, input:not([type=hidden]), textarea')) {
    const box = (target.closest('label') ?? target).getBoundingClientRect();
    const inSentence = target.matches('p a, .b a, .note a, .prose a') || target.matches('.skip');
    if (!target.checkVisibility() || inSentence || box.height === 0) continue;
    if (box.height < 48 || box.width < 48) found.push(`${target.outerHTML.slice(0, 120)} ${box.width}×${box.height}`);
  }
  return found;
}
