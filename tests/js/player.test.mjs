/* The pure parts of player.js. */

import * as player from "../../optlearn/player/player.js";
import { assert, test } from "./facts.mjs";

const BOX = { left: 0, right: 100, top: 0, bottom: 50 };

test("an unaligned buffer is read", () => {
  const bytes = new Uint8Array(9);
  bytes.set(new Uint8Array(Float32Array.of(1.5, -2).buffer), 1);
  assert.deepEqual([...player.floats(new DataView(bytes.buffer, 1, 8))], [1.5, -2]);
});

test("bfloat16 is the upper half of float32", () => {
  const halves = Uint16Array.of(0x3f80, 0xc000, 0x7f80, 0x7fc0);
  assert.deepEqual([...player.halves(halves.buffer)], [1, -2, Infinity, NaN]);
});

test("a value between two steps is interpolated, beside a gap or at an end it is not", () => {
  assert.equal(player.valueAt([0, 10, 30], 1.5), 20);
  assert.equal(player.valueAt([0, 10, 30], 7), 30);
  assert.equal(player.valueAt([4, NaN], 0.5), 4);
  assert.equal(player.valueAt([4, Infinity], 0.5), 4);
  assert.equal(player.valueAt([4], 0), 4);
});

test("a segment is cut at the frame", () => {
  const cases = [
    [[10, 10, 20, 20], [10, 10, 20, 20]],
    [[50, 25, 150, 25], [50, 25, 100, 25]],
    [[-50, 25, 150, 25], [0, 25, 100, 25]],
    [[50, 25, 50, 1e30], [50, 25, 50, 50]],
    [[-10, -10, -5, 60], null],
    [[50, 25, NaN, 25], null],
    [[50, 25, Infinity, 25], null],
  ];
  for (const [segment, cut] of cases) assert.deepEqual(player.clipSegment(...segment, BOX), cut);
});

test("a path leaves at the first step of those that stay outside", () => {
  const view = { W: [0, 1], b: [0, 1] };
  const left = (...W) => player.leavingStep(W, W.map(() => 0.5), view);
  assert.equal(left(0.1, 0.2), null);
  assert.equal(left(0.1, 2, 3), 1);
  assert.equal(left(0.1, 2, 0.5, 3, NaN), 3);
  assert.equal(left(0.1, 2, 0.5), null);
  assert.equal(left(NaN, 2), 0);
  assert.equal(left(0.5, -Infinity), 1);
});

test("long numbers along an axis get a power of ten if that is shorter, all or none", () => {
  const { axisTexts } = player;
  assert.deepEqual(axisTexts([-0.5, 0, 1, 1.5]), ["−0.5", "0", "1", "1.5"]);
  assert.deepEqual(axisTexts([0, 0.00001, -0.000005]), ["0", "1e−5", "−5e−6"]);
  assert.deepEqual(axisTexts([0, 1e6, 2e6]), ["0", "1e+6", "2e+6"]);
  assert.deepEqual(axisTexts([999.998, 1000]), ["999.998", "1000"]);
});

test("ticks are round and within their range", () => {
  assert.deepEqual(player.ticks(-6.5, 3, 5), [-6, -4, -2, 0, 2]);
  assert.deepEqual(player.ticks(0, 0.3, 3), [0, 0.1, 0.2, 0.3]);
  assert.deepEqual(player.ticks(0, 0, 3), [0]);
});

test("decades are whole, and thinned evenly", () => {
  assert.deepEqual(player.decades(1e-3, 100, 10), [-3, -2, -1, 0, 1, 2]);
  assert.deepEqual(player.decades(1e-12, 1, 4), [-12, -8, -4, 0]);
  assert.deepEqual(player.decades(2, 3, 4), []);
});

test("a log axis holds what is positive and finite, and lets a divergence go", () => {
  const within = (range, low, high) => assert.ok(range[0] <= low && range[1] >= high && range[0] > 0);
  within(player.logRange([[10, 1e-3], [5, 0]]), 1e-3, 10);
  assert.ok(player.logRange([[10, 1e30, Infinity]])[1] < 1e5);
  assert.ok(player.logRange([[1, 1e-300]])[0] > 1e-16);
  assert.deepEqual(player.logRange([[0, NaN]]), [0.1, 10]);
});

test("numbers are shown in few figures, and what is no number in words", () => {
  const cases = [
    [0, "0"], [-0.5, "−0.5000"], [12.3456, "12.35"], [1.23456e-5, "1.23e−5"], [1e5, "1.00e+5"],
    [NaN, "not a number"], [Infinity, "∞"], [-Infinity, "−∞"],
  ];
  const ends = Float32Array.of((2 - 2 ** -15) * 2 ** 127, 2 ** -126); // where Python holds a finite number
  cases.push([ends[0], "> 3.4e+38"], [-ends[0], "< −3.4e+38"], [ends[1], "< 1.2e−38"], [-ends[1], "> −1.2e−38"]);
  for (const [number, text] of cases) assert.equal(player.shown(number), text);
  assert.equal(player.powerOfTen(-12), "10⁻¹²");
  assert.equal(player.powerOfTen(2), "100");
});

test("a number known to a grain has no more decimals than are sure, and 0 has no sign", () => {
  const cases = [[1.23456, 0.0064, "1.23"], [-0.001, 0.0064, "0.00"], [-3.14159, 0.01, "−3.14"], [123.4, 2, "123"]];
  for (const [number, grain, text] of cases) assert.equal(player.grained(number, grain), text);
});

test("the playhead stops at the end, or on repeat rests there and starts again", () => {
  assert.deepEqual(player.advance({ at: 9.5, repeat: false }, 10, 10, 0.1), { at: 10, playing: false });
  assert.deepEqual(player.advance({ at: 5, repeat: false }, 10, 10, 0.1), { at: 6, playing: true });
  assert.deepEqual(player.advance({ at: 10, repeat: true }, 10, 10, 0.5), { at: 15, playing: true });
  assert.deepEqual(player.advance({ at: 21, repeat: true }, 10, 10, 0.2), { at: 0, playing: true });
  assert.equal(player.advance({ at: 0, repeat: true }, 0, 10, 1).playing, false);
});

test("a playhead between two steps is on the first of them, and on a step within its rounding", () => {
  assert.deepEqual([0, 0.9, 1, 2.999, 3 - 1e-9, 3].map(player.stepAt), [0, 0, 1, 2, 3, 3]);
});

test("an eased playhead is on real steps when the clock is, and never goes back", () => {
  for (let k = 0; k <= 5; k += 1) assert.equal(player.eased(k, 5, 4), k);
  let before = 0;
  for (let at = 0; at < 5; at += 0.01) {
    assert.ok(player.eased(at, 5, 4) >= before);
    before = player.eased(at, 5, 4);
  }
  assert.equal(player.eased(1.25, 5, 100), 1.25);
  assert.equal(player.eased(9, 5, 4), 5);
});

test("labels stay inside and off each other, however many there are", () => {
  const requests = Array.from({ length: 12 }, () => ({ width: 60, height: 17, anchors: [[150, 100], [160, 110]] }));
  const box = { left: 0, right: 300, top: 0, bottom: 240 };
  const placed = player.placeLabels(requests, [[150, 100]], box, [{ x: 140, y: 90, width: 20, height: 20 }]);
  placed.forEach((a, i) => {
    assert.ok(a.x >= 0 && a.x + a.width <= 300 && a.y >= 0 && a.y + a.height <= 240);
    for (const b of placed.slice(i + 1)) {
      assert.ok(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y);
    }
  });
});

test("a label with no free place beside its anchor goes to the nearest free row", () => {
  const wall = { x: 0, y: 60, width: 300, height: 60 }, box = { left: 0, right: 300, top: 0, bottom: 240 };
  const [place] = player.placeLabels([{ width: 60, height: 17, anchors: [[150, 80]] }], [], box, [wall]);
  assert.deepEqual([place.x, place.anchor], [120, 0]);
  assert.ok((place.y + 17 <= 60 && place.y >= 26) || (place.y >= 120 && place.y <= 137), `y is ${place.y}`);
});

test("a label without any anchor still has a place", () => {
  const [place] = player.placeLabels([{ width: 60, height: 17, anchors: [] }], [], BOX);
  assert.deepEqual([place.x, place.y, place.anchor], [40, 0, 0]);
});

test("a label stays clear of a line of another one, for which it could be taken", () => {
  const own = Array.from({ length: 30 }, (_, i) => [10 * i, 100, 0]), other = own.map(([x]) => [x, 60, 1]);
  const box = { left: 0, right: 300, top: 0, bottom: 240 };
  const request = { width: 60, height: 17, anchors: own.map(([x, y]) => [x, y]) };
  const [place] = player.placeLabels([request], [...own, ...other], box);
  assert.ok(place.y > 100, `y is ${place.y}, between the lines`);
});

test("a label has a place even where the box has no room at all", () => {
  const box = { left: 3, right: 1, top: 3, bottom: 1 };
  const [place] = player.placeLabels([{ width: 60, height: 17, anchors: [[2, 2]] }], [], box);
  assert.equal(place.anchor, 0);
});

const SLIDERS = {
  log: { scale: "log", low: 0.001, high: 10 },
  past: { scale: "past", low: 0, high: 0.999 },
  linear: { scale: "linear", low: 0, high: 90, step: 1 },
  choices: { choices: [0.1, 0.2, 0.5] },
};

test("a slider reaches both its ends and comes back to where it was", () => {
  for (const slider of Object.values(SLIDERS)) {
    const [first, last] = slider.choices ? [0, 2] : [0, 1];
    assert.equal(player.settingAt(slider, first), slider.low ?? 0.1);
    assert.equal(player.settingAt(slider, last), slider.high ?? 0.5);
    for (const position of slider.choices ? [0, 1, 2] : [0, 0.3, 0.7, 1]) {
      const back = player.positionOf(slider, player.settingAt(slider, position));
      assert.ok(Math.abs(back - position) < 0.01, `${slider.scale} at ${position} came back as ${back}`);
    }
  }
});

test("a slider whose lower stop means 0 begins beside it, and stands there for 0", () => {
  const epsilon = { scale: "log", low: 1e-10, high: 1, zero: true };
  assert.equal(player.settingAt(epsilon, 0), 0);
  assert.equal(player.positionOf(epsilon, 0), 0);
  assert.ok(Math.abs(Math.log10(player.settingAt(epsilon, 1 / 400)) + 10) < 0.1);
  assert.equal(player.settingAt(epsilon, 1), 1);
  assert.equal(player.settingAt({ ...epsilon, zero: false }, 0), 1e-10);
});

test("a moved start is as exact as its view, and never less than to a hundredth", () => {
  const cases = [[-3.14159, 9, "-3.14"], [0.123456789, 0.01, "0.12346"], [12.3456, 1e6, "12.35"], [-1e-9, 9, "0"]];
  for (const [x, span, text] of cases) assert.equal(String(player.nearest(x, span)), text);
  assert.ok(Object.is(player.nearest(-1e-9, 9), 0));
});

test("simple values of a slider are reached", () => {
  const reached = (slider) => Array.from({ length: 401 }, (_, i) => player.settingAt(slider, i / 400));
  const condition = reached({ scale: "log", low: 1, high: 200 });
  for (const value of [1, 2, 3, 5, 10, 20, 50, 100, 200]) assert.ok(condition.includes(value), `no ${value}`);
  const past = reached(SLIDERS.past);
  for (const value of [0, 0.1, 0.2, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999]) assert.ok(past.includes(value), `no ${value}`);
  const alpha = reached(SLIDERS.log);
  for (const value of [0.001, 0.003, 0.05, 0.1, 0.4, 1, 2]) assert.ok(alpha.includes(value), `no ${value}`);
});

test("a slider's values are short enough to read and to type", () => {
  for (let position = 0; position <= 1; position += 1 / 400) {
    assert.ok(String(player.settingAt(SLIDERS.log, position)).length <= 7);
    assert.ok(String(player.settingAt(SLIDERS.past, position)).length <= 8);
    assert.ok(player.settingAt(SLIDERS.past, position) < 1);
  }
});

test("of a flood of questions the first and the last are sent, one at a time", () => {
  const sent = [], link = new player.LatestOnly((question) => sent.push(question));
  for (let i = 0; i < 500; i += 1) link.ask(i);
  assert.deepEqual(sent, [0]);
  link.answered();
  assert.deepEqual(sent, [0, 499]);
  link.answered();
  assert.equal(link.waiting, false);
  link.ask(500);
  assert.deepEqual(sent, [0, 499, 500]);
});

test("a question that was put off before a silence never overtakes one asked after it", () => {
  const sent = [], link = new player.LatestOnly((question) => sent.push(question));
  link.ask("first");
  link.ask("put off");
  link.waiting = false; // no answer came, and the explorer stopped waiting for one
  link.ask("latest");
  link.answered();
  assert.deepEqual(sent, ["first", "latest"]);
});

test("progress says how far the target is, and when it is met", () => {
  const goal = { text: "J < 1e-6 within 2 steps", cost: 1e-6, steps: 2 };
  const on = (...cost) => player.progress(goal, { cost: Float64Array.from(cost) });
  const far = on(1, 0.1, 1e-3, 1e-9);
  assert.equal(far.met, false);
  assert.ok(Math.abs(far.share - 0.5) < 1e-12);
  assert.equal(far.text, "J = 0.00100 at step 2. Target: J < 1e−6 within 2 steps.");
  assert.deepEqual(on(1, 1e-7, 1e-8, 0), {
    met: true, share: 1, text: "Target met: J < 1e−6 from step 1, within 2.",
  });
  for (const later of [1e-3, NaN, Infinity]) {
    assert.deepEqual(on(1, 1e-7, 1e-8, later), {
      met: true, share: 1, text: "Target met: J < 1e−6 first at step 1, within 2, but not to stay.",
    });
  }
  assert.equal(on(NaN, NaN, Infinity).share, 0);
  const cost = Float64Array.of(1, 0.5);
  for (const [limit, said] of [[0.01, "0.01"], [0.25, "0.25"], [2, "2"], [10, "10"], [1.5e-7, "1.5e−7"], [2e5, "2e+5"]]) {
    const { text } = player.progress({ text: "", cost: limit, steps: 0 }, { cost });
    assert.ok(text.includes(`J < ${said} `), text);
  }
  assert.match(on(1, 10, 3.4027e38).text, /^J > 3\.4e\+38 at step 2\. Target/);
  const own = { text: "overshoot once", cost: null };
  assert.equal(player.progress(own, { met: true }).text, "Target met: overshoot once.");
  assert.equal(player.progress(own, { met: false, said: "It overshoots 3 times." }).text, "It overshoots 3 times.");
});

test("names in a text are filled in, other braces stay", () => {
  assert.equal(player.filled('{"W": {W}, a={alpha}, {no}}', { W: -5, alpha: 0.1 }), '{"W": -5, a=0.1, {no}}');
});

test("packed series of an explorer are unpacked, each path from its own beginning", () => {
  // 1, 2 and then -inf, 0.5: the upper 24 bits of float32 as differences, low, middle and high bytes.
  const upper = [0x3f8000, 0x400000, 0xff8000, 0x3f0000], points = 2;
  const differences = upper.map((bits, i) => (bits - (i % points ? upper[i - 1] : 0)) & 0xffffff);
  const bytes = Uint8Array.from([0, 8, 16].flatMap((shift) => differences.map((d) => (d >> shift) & 255)));
  const series = player.unpackedSeries(Uint8Array.of(...bytes, ...bytes.map(() => 0)), 2, points);
  assert.deepEqual(series.map((numbers) => [...numbers]), [[1, 2, -Infinity, 0.5], [0, 0, 0, 0]]);
});

test("packed codes of a map are unpacked", async () => {
  const codes = [[[5, -3, 700], [6, -2, 701]], [[9, 0, 0], [2047, -614, 3]]];
  const at = (r, c, k) => codes[r]?.[c]?.[k] ?? 0, folded = [];
  for (let r = 0; r < 2; r += 1) for (let c = 0; c < 2; c += 1) for (let k = 0; k < 3; k += 1) {
    const d = at(r, c, k) - at(r, c - 1, k) - at(r - 1, c, k) + at(r - 1, c - 1, k);
    folded.push(((d << 1) ^ (d >> 31)) & 0xffff);
  }
  const bytes = Uint8Array.from([...folded.map((x) => x & 255), ...folded.map((x) => x >> 8)]);
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
  const deflated = new Uint8Array(await new Response(stream).arrayBuffer());
  const message = Uint8Array.of(0, ...deflated);
  const same = await player.inflated(new DataView(message.buffer, 1, deflated.length));
  assert.deepEqual([...same], [...bytes]);
  assert.deepEqual([...player.unpacked(same, 2, 2, 3)], codes.flat(2));
});

test("a value's place among others is found on linear and log axes", () => {
  assert.equal(player.indexOf([1, 2, 4], 3, false), 1.5);
  assert.ok(Math.abs(player.indexOf([0.01, 0.1, 1], 0.0316227766, true) - 0.5) < 1e-6);
  assert.equal(player.indexOf([1, 2], 0, false), -1);
  assert.equal(player.indexOf([1, 2], 4, false), 3);
});

test("a view that cannot be built is taken out of the page, stops listening, and says why", async () => {
  const signals = [], ended = [], { addEventListener } = EventTarget.prototype;
  const watches = [IntersectionObserver, MutationObserver].map(({ prototype }) => prototype);
  const kept = watches.map(({ disconnect }) => disconnect);
  EventTarget.prototype.addEventListener = function (type, callback, options) {
    if (options?.signal) signals.push(options.signal); // what is ended with a view
    return addEventListener.call(this, type, callback, options);
  };
  watches.forEach((watch, k) => {
    watch.disconnect = function () {
      ended.push(k);
      kept[k].call(this);
    };
  });
  try {
    const host = document.body.appendChild(document.createElement("div"));
    const model = { get: (name) => {
      if (name === "kind") return "player";
      throw new Error("no scene");
    } };
    await assert.rejects(player.render({ model, el: host }), /no scene/);
    assert.equal(host.children.length, 0);
    assert.ok(signals.length > 0 && signals.every((signal) => signal.aborted));
    assert.deepEqual(ended.sort(), [0, 1]);
  } finally {
    EventTarget.prototype.addEventListener = addEventListener;
    watches.forEach((watch, k) => { watch.disconnect = kept[k]; });
  }
});
