/* The pure parts of averages_explorer.js. Run by tests/package/test_averages_explorer.py. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

// By its content, so that node takes it for the module that it is in a browser.
const path = "../../optlearn/averages_explorer/averages_explorer.js";
const source = readFileSync(new URL(path, import.meta.url));
const explorer = await import(`data:text/javascript;base64,${source.toString("base64")}`);

test("an unaligned buffer is read", () => {
  const bytes = new Uint8Array(9);
  bytes.set(new Uint8Array(Float32Array.of(1.5, -2).buffer), 1);
  const view = new DataView(bytes.buffer, 1, 8);
  assert.deepEqual([...explorer.numbers(view, Float32Array)], [1.5, -2]);
});

test("ticks are round and within the axis", () => {
  assert.deepEqual(explorer.ticks(0.6, 36), [10, 20, 30]);
  assert.deepEqual(explorer.ticks(-1, 1), [-1, -0.5, 0, 0.5, 1]);
  assert.deepEqual(explorer.ticks(5, 5), [5]);
});

test("a value is the darker the more it counts, and a later one is faintest", () => {
  const counts = Uint8Array.of(255, 128, 0);
  const [today, older, oldest] = [0, 1, 2].map((age) => explorer.darkness(age, counts));
  assert.equal(today, 1);
  assert.ok(today > older && older > oldest && oldest > explorer.darkness(-1, counts));
});

test("a target is met when all that it names is small enough", () => {
  const target = { lag: 5, wobble: 0.5 };
  const shown = (lag, wobble) => explorer.verdict({ lag, wobble }, target);
  assert.deepEqual(shown(4, 0.4), { met: { lag: true, wobble: true }, text: "Target met." });
  assert.equal(shown(9, 0.3).text, "Not yet: the lag must be smaller.");
  assert.equal(shown(1, 2).text, "Not yet: the wobble must be smaller.");
  assert.equal(shown(5, 0.5).text, "Not yet: the lag and the wobble must be smaller.");
  assert.deepEqual(explorer.verdict({ lag: 4, wobble: 1 }, {}), { met: {}, text: "" });
});
