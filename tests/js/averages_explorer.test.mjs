/* The pure parts of averages_explorer.js. */

import * as explorer from "../../optlearn/averages_explorer/averages_explorer.js";
import { assert, test } from "./facts.mjs";

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

test("ticks are few whatever the size of the numbers", () => {
  assert.deepEqual(explorer.ticks(0, 1e-6), [0, 2e-7, 4e-7, 6e-7, 8e-7, 1e-6]);
  assert.deepEqual(explorer.ticks(1e17, 1e17), [1e17]);
  for (const [low, high] of [[0.97e17, 1.1e17], [1e17, 1.0000001e17], [-3e38, 3e38], [1e-45, 3e-45]]) {
    const all = explorer.ticks(low, high);
    assert.ok(all.length > 1 && all.length < 8, `${all.length} from ${low} to ${high}`);
    assert.ok(all.every((tick) => tick >= low && tick <= high));
  }
});

test("an axis leaves a little room beside its values, however large, many or alike they are", () => {
  const temperatures = explorer.axis(Float32Array.of(1.7, 35, 20));
  assert.ok(Math.abs(temperatures.low - 0.701) < 1e-5 && Math.abs(temperatures.high - 35.999) < 1e-5);
  for (const size of [1e-6, 1, 1e17]) {
    const { low, high } = explorer.axis([0, size]);
    assert.ok(low < 0 && low > -0.1 * size && high > size && high < 1.1 * size);
  }
  for (const value of [0, 5, -5, 1e17, 1e-6]) {
    const { low, high } = explorer.axis([value, value]);
    assert.ok(low < value && value < high);
  }
  assert.ok(explorer.axis(new Float32Array(300_000).fill(2)).high > 2);
});

test("numbers are told to a hundredth of their range", () => {
  const cases = [
    [6.5899, 35.3, "6.6"], [9.3212e-6, 1.5e-5, "9.3e−6"], [1.0512e17, 1e16, "1.051e+17"],
    [-38566.4, 3000, "−38566"], [0, 1e-6, "0.0000"], [5, 0.3, "5.000"], [1e-9, 30, "0.0"],
  ];
  for (const [x, range, text] of cases) assert.equal(explorer.written(x, range), text);
  const changes = [[0.2663, "0.27"], [0, "0.00"], [1.91e-7, "1.9e−7"], [1.13e15, "1.1e+15"], [468.23, "468.23"]];
  for (const [x, text] of changes) assert.equal(explorer.change(x), text);
  const levels = [[40000, "40000"], [-0.2, "−0.2"], [1e17, "1e+17"], [2e-7, "2e−7"], [1000000.2, "1000000.2"]];
  for (const [x, text] of levels) assert.equal(explorer.shortest(x), text);
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
