// @ts-check
// What this browser tells of the device's parts. Browsers blur much of it on purpose: what is blurred is
// told in words, never as an exact number.
import { NOT_PERMITTED, NOT_SUPPORTED, UNKNOWN, count, duration, flag, guarded, measure, moment, properties, text, without } from './values.js';

/** Not in the library's types: the battery, the network, the memory. @type {any} */
const nav = navigator;
/** For how long the place is waited for: somebody has to allow it first. */
const PLACE_MS = 15_000;

/** @typedef {{level?: number, charging?: boolean, left?: number}} Power */

/**
 * How the battery is; nothing where the browser does not tell. A computer without one tells the same
 * as a full one that is being charged, so then the level is left out.
 * @returns {Promise<Power | undefined>}
 */
export async function power() {
  const battery = await nav.getBattery?.();
  if (!battery) return undefined;
  const { level, charging, chargingTime, dischargingTime } = battery;
  const perhapsNone = level === 1 && charging && chargingTime === 0 && !nav.userAgentData?.mobile;
  if (perhapsNone) return { charging };
  return { level, charging, ...(Number.isFinite(dischargingTime) && { left: dischargingTime * 1000 }) };
}

export async function aboutBattery() {
  const now = await power();
  if (!now) return NOT_SUPPORTED;
  return properties({
    level: () => (now.level === undefined ? UNKNOWN : measure(now.level * 100, 'percent')),
    charging: () => flag(now.charging),
    time_left: () => (now.left === undefined ? UNKNOWN : duration(now.left)),
    ...without('source', 'health', 'temperature', 'voltage', 'cycles', 'saver', 'capacity'),
  });
}

export const aboutMemory = () =>
  properties({
    total: () => {
      const about = nav.deviceMemory;
      return about === undefined ? NOT_SUPPORTED : text(about >= 8 ? '8 GB or more' : `about ${about} GB`);
    },
    ...without('used', 'available', 'swap_total', 'swap_used', 'pressure'),
  });

/** @param {import('./about-browser.js').Hints} said */
export const aboutProcessor = (said) =>
  properties({
    architecture: () => text(said.architecture),
    threads: () => count(nav.hardwareConcurrency),
    ...without('model', 'cores', 'frequency', 'load', 'load_1m'),
  });

export const aboutDisplay = () =>
  properties(
    {
      width: () => measure(Math.round(screen.width * devicePixelRatio), 'pixel'),
      height: () => measure(Math.round(screen.height * devicePixelRatio), 'pixel'),
      scale: () => measure(devicePixelRatio * 100, 'percent'),
      orientation: () => text(screen.orientation?.type.split('-')[0]),
      color_depth: () => count(screen.colorDepth),
      ...without('density', 'refresh', 'primary'),
    },
    { id: 'screen', label: 'Screen' },
  );

const WAYS = /** @type {Record<string, string>} */ ({ wifi: 'Wi-Fi', ethernet: 'cable', cellular: 'mobile', none: 'none' });

/** @param {Promise<{latency: number}>} measured the round trip to the appliance */
export function aboutNetwork(measured) {
  const way = nav.connection;
  return properties({
    connection: () => text(way?.type && (WAYS[way.type] ?? way.type)),
    online: () => flag(nav.onLine),
    latency: async () => duration((await measured).latency),
    quality: ['Connection quality', () => text(way?.effectiveType && `like ${way.effectiveType.toUpperCase()}`)],
    bandwidth: ['Estimated bandwidth', () => (way?.downlink === undefined ? NOT_SUPPORTED : text(`about ${way.downlink} Mbit/s`))],
    data_saver: ['Data saver', () => flag(way?.saveData)],
    ...without('wifi_name', 'signal', 'link_speed', 'carrier', 'mobile_type', 'roaming', 'metered', 'captive', 'gateway', 'dns', 'vpn', 'proxy'),
  });
}

/** Where the device is. The browser asks the customer itself. */
export async function aboutPlace() {
  if (!nav.geolocation) return NOT_SUPPORTED;
  /** @type {GeolocationPosition | InfoValue} @typedef {import('./values.js').InfoValue} InfoValue */
  const found = await new Promise((done) => {
    const failed = (/** @type {GeolocationPositionError} */ error) => done(error.code === error.PERMISSION_DENIED ? NOT_PERMITTED : UNKNOWN);
    navigator.geolocation.getCurrentPosition(done, failed, { timeout: PLACE_MS, maximumAge: 60_000 });
  });
  if (!('coords' in found)) return found;
  const { coords, timestamp } = found;
  return properties({
    latitude: () => measure(coords.latitude, 'degree'),
    longitude: () => measure(coords.longitude, 'degree'),
    accuracy: () => measure(coords.accuracy, 'metre'),
    at: () => moment(timestamp),
  });
}

/** What the customer allows this page, beside what is allowed in the session. */
export const aboutPermissions = () =>
  properties({
    location: () => permission('geolocation'),
    notifications: () => permission('notifications'),
    ...without('view', 'control', 'clipboard', 'files'),
  });

/** @param {string} name */
const permission = (name) =>
  guarded(async () => {
    const query = nav.permissions?.query({ name });
    const state = query && (await query).state;
    return state === 'prompt' ? text('asks first') : flag(state && state === 'granted');
  });
