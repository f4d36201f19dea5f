// @ts-check
// What this browser tells of itself, its system and its device.
import { browserOf, engineOf, systemOf } from './user-agent.js';
import { bytes, count, duration, flag, measure, moment, properties, text, UNKNOWN, without } from './values.js';

/** Not in the library's types: client hints, the battery, the network. @type {any} */
const nav = navigator;

/** @typedef {{platform?: string, mobile?: boolean, architecture?: string, bitness?: string, model?: string, platformVersion?: string, formFactors?: string[], fullVersionList?: {brand: string, version: string}[]}} Hints */

const HINTS = ['architecture', 'bitness', 'model', 'platformVersion', 'formFactors', 'fullVersionList'];

/** What the browser says beyond its user agent; nothing where it has no client hints. @returns {Promise<Hints>} */
export const hints = async () => (nav.userAgentData ? nav.userAgentData.getHighEntropyValues(HINTS) : {});

/** @param {Hints} said */
export const aboutDevice = (said) =>
  properties({
    ...without('maker', 'name', 'serial', 'firmware'),
    model: () => text(said.model),
    form: () => form(said),
  });

/** @param {Hints} said */
function form({ formFactors = [], mobile }) {
  const named = formFactors.map((one) => one.toLowerCase());
  if (named.includes('tablet')) return text('tablet');
  if (mobile || named.includes('mobile') || /iPhone|Android.*Mobile/.test(nav.userAgent)) return text('phone');
  return /iPad|Android|Tablet/.test(nav.userAgent) ? text('tablet') : UNKNOWN;
}

/** @param {Hints} said @param {Promise<{offset: number}>} measured how far this clock is ahead of the appliance's */
export const aboutSystem = (said, measured) =>
  properties({
    name: () => text(said.platform || systemOf(nav.userAgent)[0]),
    version: () => text(said.platformVersion === undefined ? systemOf(nav.userAgent)[1] : versionOf(said)),
    architecture: () => text([said.architecture, said.bitness && `${said.bitness} bit`].filter(Boolean).join(', ')),
    language: () => text(nav.language),
    time_zone: () => text(Intl.DateTimeFormat().resolvedOptions().timeZone),
    clock: () => moment(Date.now()),
    clock_offset: async () => duration((await measured).offset),
    ...without('build', 'kernel', 'android_api', 'security_patch', 'uptime', 'booted_at'),
  });

/** Windows tells the version of a programming interface, from 13 on with Windows 11. @param {Hints} said */
function versionOf({ platform, platformVersion = '' }) {
  if (platform !== 'Windows') return platformVersion;
  const major = parseInt(platformVersion, 10);
  return major >= 13 ? '11' : major >= 1 ? '10' : 'earlier than 10';
}

/** Name and version by the client hints, which also name the engine and nonsense. @param {Hints} said @returns {[string | undefined, string | undefined]} */
function brandOf({ fullVersionList = [] }) {
  const real = fullVersionList.filter(({ brand }) => !/not.?a.?brand/i.test(brand.replaceAll(/[^\w]/g, ' ')));
  const own = real.find(({ brand }) => brand !== 'Chromium') ?? real[0];
  return own ? [own.brand, own.version] : browserOf(nav.userAgent);
}

/** @param {Hints} said */
export function aboutBrowser(said) {
  const [name, version] = brandOf(said);
  const room = nav.storage?.estimate?.();
  return properties({
    name: () => text(name),
    version: () => text(version),
    engine: () => text(engineOf(nav.userAgent)),
    user_agent: () => text(nav.userAgent),
    languages: () => text(nav.languages?.join(', ')),
    cookies: () => flag(nav.cookieEnabled),
    online: () => flag(nav.onLine),
    webgl_renderer: renderer,
    webrtc: () => flag('RTCPeerConnection' in window),
    webcodecs: () => flag('VideoDecoder' in window),
    web_push: () => flag('PushManager' in window),
    storage_quota: async () => bytes((await room)?.quota),
    storage_used: async () => bytes((await room)?.usage),
    touch_points: () => count(nav.maxTouchPoints),
    color_scheme: () => text(matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'),
    reduced_motion: () => flag(matchMedia('(prefers-reduced-motion: reduce)').matches),
    zoom: () => measure(visualViewport && visualViewport.scale * 100, 'percent'),
  });
}

/** What draws. The context is given back at once: browsers have few of them. */
function renderer() {
  const gl = document.createElement('canvas').getContext('webgl');
  if (!gl) return text(undefined);
  const named = gl.getExtension('WEBGL_debug_renderer_info');
  const drawn = gl.getParameter(named ? named.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return text(drawn);
}
