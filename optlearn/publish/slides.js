/* Starts the deck, fits every slide to its screen, and settles who gets which keys. */
(() => {
  /** The deck is laid out for one of two screens, whichever is nearer in shape to this one. */
  const format = () => (innerWidth / innerHeight > 1.5 ? { width: 1280, height: 720 } : { width: 1024, height: 768 });
  const printed = /print-pdf/.test(location.search);
  const alive = ".widget, summary, a";

  const deck = Reveal, settings = {
    ...(printed ? { width: 1280, height: 720 } : format()),
    margin: 0,
    minScale: 0.1,
    maxScale: 6,
    center: false,
    display: "flex",
    hash: true,
    navigationMode: "linear",
    transition: "none",
    backgroundTransition: "none",
    controlsTutorial: false,
    slideNumber: "c/t",
    defaultTiming: 0,
    pdfSeparateFragments: false,
    pdfMaxPagesPerSlide: 1,
    // What has the focus has the keys.
    keyboardCondition: () => !document.activeElement?.closest(alive),
    plugins: [RevealNotes],
  };

  const isLarge = (part) => part.matches(".picture, .alive");
  const sizes = [34, 32, 30, 28, 26, 24, 22, 20];

  /** Give words the largest type that fits, and a picture or a widget the room that they leave. */
  const fit = (section) => {
    const parts = [...section.children].filter((part) => part.tagName !== "ASIDE");
    const words = parts.filter((part) => !isLarge(part)), alone = words.length === parts.length;
    const { paddingTop, paddingBottom, rowGap } = getComputedStyle(section);
    const whole = section.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom);
    const needed = () => words.reduce((sum, part) => sum + part.offsetHeight + parseFloat(rowGap), 0);
    const fits = (size, lines = size) => {
      for (const [name, most] of [["--size", size], ["--lines", lines]]) {
        section.style.setProperty(name, `${alone ? most : Math.min(most, 24)}px`);
      }
      return needed() <= whole && section.scrollWidth <= section.clientWidth
        && [...section.querySelectorAll("pre")].every((lines) => lines.scrollWidth <= lines.clientWidth)
        && [...section.querySelectorAll(".listing table")]
          .every((table) => table.offsetWidth <= table.closest(".listing").clientWidth);
    };
    const settle = () => {
      // Lines of code stay whole if they can.
      section.classList.add("unbroken");
      const whole = sizes.find((size) => fits(size));
      if (whole) return whole;
      section.classList.remove("unbroken");
      return sizes.slice(-3).find((size) => fits(size));
    };
    let lines;
    // A picture that unfolds gives way to words, down to half of its size.
    const folded = section.querySelector("details[open] img") ? [420, 350, 280, 210] : [420];
    for (const most of folded) {
      section.style.setProperty("--folded", `${most}px`);
      if ((lines = settle())) break;
    }
    // Sentences may be larger than lines that are as long as the slide is wide.
    if (lines) sizes.some((size) => fits(size, lines));
    section.style.setProperty("--room", `${Math.floor(whole - needed())}px`);
    section.querySelectorAll(".widget[data-awake]").forEach(squeeze);
  };

  /** Try the largest number between two for which something fits, or the lower one; does it? */
  const largest = (low, high, fits) => {
    if (fits(high)) return true;
    const close = (high - low) / 40;
    while (high - low > close) {
      const middle = (low + high) / 2;
      if (fits(middle)) low = middle; else high = middle;
    }
    return fits(low);
  };

  /** Make a widget no higher than its room: without its table of numbers, since the picture says
   * more to a room; then with a narrower picture beside its plots; then smaller as a whole. */
  const squeeze = (widget) => {
    if (!widget.querySelector(".optlearn")) return;
    const room = parseFloat(getComputedStyle(widget).getPropertyValue("--room"));
    const set = (name, unit) => (value) => {
      widget.style.setProperty(name, `${value}${unit}`);
      return widget.getBoundingClientRect().height / deck.getScale() <= room;
    };
    const columns = set("--picture", "fr"), magnified = set("--magnified", ""), width = set("--width", "%");
    // Sliders need their length, and a map is the larger of two pictures.
    const widest = widget.querySelector(".optlearn-settings, .optlearn-heat") ? 1.2 : 1.8;
    widget.classList.remove("brief");
    columns(widest);
    magnified(1.67);
    if (width(100)) return;
    widget.classList.add("brief");
    const abreast = widget.querySelector(".optlearn-figure:not(.optlearn-alone)");
    if (abreast ? largest(0.6, widest, columns) : largest(40, 100, width)) return;
    largest(1.1, 1.67, magnified);
  };

  /** Everything on every slide, also on those that are not shown: they are laid out for a moment. */
  const fitAll = () => {
    if (!printed) deck.configure(format());
    const sections = deck.getSlides();
    const stacks = [...document.querySelectorAll("section.stack")];
    const before = new Map([...sections, ...stacks].map((section) => [section, [section.style.display, section.hidden]]));
    for (const section of before.keys()) Object.assign(section, { hidden: false }).style.display = "flex";
    sections.forEach(fit);
    for (const [section, [display, hidden]] of before) Object.assign(section, { hidden }).style.display = display;
  };

  // The ways back from a widget to the deck: Escape, and a presenter's remote control at once.
  addEventListener("keydown", (event) => {
    const { activeElement } = document;
    if (!/^(Escape|Page(Up|Down))$/.test(event.key) || !activeElement?.closest(alive)) return;
    activeElement.blur();
    if (event.key === "Escape") event.stopPropagation();
  }, { capture: true });

  /** Wake the widgets of this slide and of the next, so that they are there when it is their turn. */
  const wake = () => {
    const sections = deck.getSlides(), here = sections.indexOf(deck.getCurrentSlide());
    for (const section of sections.slice(here, here + 2)) {
      section.querySelectorAll(".widget").forEach((widget) => widget.dispatchEvent(new Event("wake", { bubbles: true })));
    }
  };

  deck.on("slidechanged", () => {
    document.activeElement?.closest(alive)?.blur();
    wake();
  });
  if (printed) {
    deck.initialize(settings);
    deck.on("pdf-ready", () => {
      fitAll();
      document.documentElement.dataset.printable = "true";
    });
    return;
  }
  deck.initialize(settings).then(() => {
    fitAll();
    wake();
    addEventListener("resize", fitAll);
    document.addEventListener("awake", ({ target }) => squeeze(target));
    // What unfolds needs room.
    document.addEventListener("toggle", ({ target }) => {
      const section = target.closest("section");
      if (section) fit(section);
    }, { capture: true });
    // Who unfolds with the mouse gives the next key to the deck; who does so by the keyboard stays.
    addEventListener("click", ({ detail, target }) => {
      if (detail) target.closest("summary")?.blur();
    });
  });
})();
