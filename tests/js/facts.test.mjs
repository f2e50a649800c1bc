/* The tests of the tests: what is not so is told. */

import { assert, test } from "./facts.mjs";

/** Whether an assertion throws. */
const throws = (assertion) => {
  try {
    assertion();
  } catch {
    return true;
  }
  return false;
};

test("what differs in a number, a sign, a length, a kind or a name differs", () => {
  const differing = [
    [1, 2], [0, -0], [NaN, 0], [[1], [1, 2]], [[1, 2], [2, 1]], [{ a: 1 }, { b: 1 }], [{ a: 1 }, { a: 1, b: 1 }],
    [[1], { 0: 1 }], [Float32Array.of(1), [1]], [null, {}], ["1", 1], [[undefined], [null]], [[[1]], [[2]]],
  ];
  for (const [a, b] of differing) {
    assert.ok(throws(() => assert.deepEqual(a, b)), `${a} and ${b}`);
    assert.ok(throws(() => assert.deepEqual(b, a)), `${b} and ${a}`);
  }
  for (const a of [1, NaN, "a", null, [1, [2]], { a: { b: NaN } }, Float32Array.of(1, 2)]) {
    assert.deepEqual(a, typeof a === "object" && a ? structuredClone(a) : a);
  }
});

test("an assertion that does not hold throws", async () => {
  assert.ok(throws(() => assert.ok(0)));
  assert.ok(throws(() => assert.equal(0, -0)));
  assert.ok(throws(() => assert.match("a", /b/)));
  for (const promise of [Promise.resolve(), Promise.reject(new Error("another"))]) {
    await assert.rejects(assert.rejects(promise, /this one/), /in place of/);
  }
});
