/* Brings the widgets of a page to life, without a kernel.
 *
 * Each place `.widget[data-widget]` holds a still picture. When it comes into sight, its front end is
 * loaded from the page itself and draws beside the still, which then disappears. If anything goes
 * wrong, the still stays. On paper only the stills are wanted: the address of a deck to be printed
 * says so.
 */
(() => {
  const stored = document.getElementById("widgets");
  if (!stored || /print-pdf/.test(location.search)) return;
  const { scripts, styles, models } = JSON.parse(stored.textContent);

  /** The model that a front end reads and listens to. Nobody is there to be told of a change. */
  class Model {
    constructor({ state, buffers }) {
      this.values = state;
      this.listeners = [];
      for (const { path, data } of buffers) {
        const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
        const holder = path.slice(0, -1).reduce((value, key) => value[key], state);
        holder[path.at(-1)] = new DataView(bytes.buffer);
      }
    }
    get(name) { return this.values[name]; }
    set(name, value) {
      if (Object.is(this.values[name], value)) return;
      this.values[name] = value;
      this.tell(`change:${name}`, value);
      this.tell("change");
    }
    on(event, callback) { this.listeners.push({ event, callback }); }
    off(event, callback) {
      this.listeners = this.listeners.filter((listener) => (event && listener.event !== event)
        || (callback && listener.callback !== callback));
    }
    tell(event, ...details) {
      const listening = this.listeners.filter((listener) => listener.event === event);
      for (const { callback } of listening) callback(this, ...details);
    }
    save_changes() {}
    send() {}
  }

  const loaded = new Map();
  const load = (name) => {
    if (!loaded.has(name)) {
      // From the page's own text: a page from a disk may load no module of another file.
      loaded.set(name, import(URL.createObjectURL(new Blob([scripts[name]], { type: "text/javascript" }))));
    }
    return loaded.get(name);
  };

  const sheets = new Set();
  const dress = (name) => {
    if (sheets.has(name)) return;
    sheets.add(name);
    document.head.append(Object.assign(document.createElement("style"), { textContent: styles[name] }));
  };

  const wake = async (place) => {
    const { script, style, ...stored } = models[place.dataset.widget];
    const el = document.createElement("div"), model = new Model(structuredClone(stored));
    try {
      const front = await load(script), { initialize, render } = front.default ?? front;
      dress(style);
      await initialize?.({ model });
      place.append(el);
      await render({ model, el });
      place.dataset.awake = "true";
      place.dispatchEvent(new CustomEvent("awake", { bubbles: true }));
    } catch (error) {
      el.remove();
      console.error("a widget stays a still picture", error);
    }
  };

  const watching = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) rouse(target);
  }, { rootMargin: "400px" });
  const rouse = (place) => {
    if (place.dataset.roused) return;
    place.dataset.roused = "true";
    watching.unobserve(place);
    wake(place);
  };
  document.querySelectorAll(".widget[data-widget]").forEach((place) => watching.observe(place));
  document.addEventListener("wake", ({ target }) => rouse(target)); // a deck knows what comes next
})();
