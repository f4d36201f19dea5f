// A walk through the window, step by step.
import assert from 'node:assert/strict';
import { test } from 'node:test';

/** @typedef {import('./console.mjs').Console} Console */

/**
 * A walk's steps are tests, one after the other; those after a failed one fail at once. A failed
 * one leaves a picture and what the console printed, of each where there are several.
 * @param {() => Console | undefined | Console[]} running
 */
export function walk(running) {
  /** @type {string | undefined} */
  let broken;
  /** @param {string} name @param {() => Promise<void>} go */
  return (name, go) => {
    test(name, async () => {
      assert.equal(broken, undefined, 'the step before worked');
      broken = name;
      try {
        await go();
      } catch (error) {
        for (const [number, one] of [running() ?? []].flat().entries()) {
          await one.shoot(number ? `failed-${number + 1}` : 'failed').catch(() => undefined);
          console.log(one.bus?.printed);
        }
        throw error;
      }
      broken = undefined;
    });
  };
}
