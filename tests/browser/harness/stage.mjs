// What every test needs: the appliance, the browser, and the representatives of the demo.
import { launch } from './phone.mjs';
import { Appliance } from './appliance.mjs';
import { Representative } from './representative.mjs';

export class Stage {
  static async open() {
    const stage = new Stage();
    stage.appliance = await Appliance.start();
    stage.browser = await launch();
    return stage;
  }

  get url() {
    return this.appliance.url;
  }

  /** The representative whom the demo prints. */
  async representative() {
    const said = this.appliance.words;
    const word = (/** @type {RegExp} */ pattern) => said.match(pattern)?.[1] ?? '';
    const who = { user_name: word(/user name:?\s+(\S+)/i), password: word(/password:?\s+(\S+)/i) };
    return Representative.signIn(this.url, who);
  }

  /** One more, of a team. @param {string} userName @param {string} name @param {string} team */
  async newRepresentative(userName, name, team) {
    await this.appliance.run('admin', 'add-representative', userName, name);
    await this.appliance.run('admin', 'join-team', userName, team);
    return Representative.signIn(this.url, { user_name: userName, password: this.appliance.password });
  }

  /** Changes the site's settings ("asks-company": "off"). @param {Record<string, string | number>} settings */
  async setSite(settings) {
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    await this.appliance.run('admin', 'site', ...args);
  }

  async close() {
    await this.browser.close();
    await this.appliance.end();
  }
}

let people = 0;
/** A customer's name that no other test uses. */
export const newName = () => `Tobias ${(people += 1)}`;

/** The four looks in which every state is checked. */
export const LOOKS = [
  { size: { width: 360, height: 740 }, dark: false },
  { size: { width: 360, height: 740 }, dark: true },
  { size: { width: 390, height: 844 }, dark: false },
  { size: { width: 390, height: 844 }, dark: true },
];
