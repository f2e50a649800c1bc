/* What the tests of the scripts are written with. Each script is tested by the module beside this one
 * that bears its name, in the browser of the browser tests: tests/browser/test_player_script.py. */

const facts = [];

/** A fact, and a function that throws where it is not so. */
export const test = (fact, check) => facts.push([fact, check]);

/** Check all facts; returns how many hold, and of each other one what was found instead. */
export async function checked() {
  const faults = [];
  for (const [fact, check] of facts) {
    try {
      await check();
    } catch (error) {
      faults.push(`${fact}: ${error.message}\n${error.stack}`);
    }
  }
  return { held: facts.length - faults.length, faults };
}

const said = (x) => (ArrayBuffer.isView(x) ? `${x.constructor.name} ${[...x]}` : JSON.stringify(x) ?? String(x));

/** Whether two values are the same through and through: numbers to the sign of 0, objects by kind. */
function same(a, b) {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || !a || !b) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => name in b && same(a[name], b[name]));
}

function fail(found, expected) {
  throw new Error(`${said(found)} in place of ${said(expected)}`);
}

export const assert = {
  ok(found, message) { if (!found) throw new Error(message ?? `${said(found)} is not so`); },
  equal(found, expected) { if (!Object.is(found, expected)) fail(found, expected); },
  deepEqual(found, expected) { if (!same(found, expected)) fail(found, expected); },
  match(text, pattern) { if (!pattern.test(text)) fail(text, String(pattern)); },
  async rejects(promise, pattern) {
    const error = await promise.then(() => null, (reason) => reason);
    if (!error || !pattern.test(error.message)) fail(error?.message, String(pattern));
  },
};
