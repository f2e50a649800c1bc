"""What the widgets of the course have under way in a page: frames, timers, observers, listeners.

`watch` before the page is opened; `under_way` then says what is left when views are gone.
"""

from playwright.sync_api import Page

#: The names that the scripts give themselves, so that they stand in a stack of calls.
_OURS = r"/optlearn\/(player|averages_explorer)\.js/"

_WATCH = f"""(() => {{
  const ours = () => {_OURS}.test(new Error().stack);
  const kept = {{}};
  for (const kind of ["frames", "timers", "observers", "listeners"]) kept[kind] = new Set();
  window.underWay = () => {{
    for (const signal of kept.listeners) if (signal.aborted) kept.listeners.delete(signal);
    return Object.fromEntries(Object.entries(kept).map(([kind, set]) => [kind, set.size]));
  }};
  Error.stackTraceLimit = 30;

  const follow = (start, stop, kind, repeats) => {{
    const [started, stopped] = [window[start], window[stop]];
    window[start] = (callback, ...others) => {{
      if (!ours()) return started(callback, ...others);
      const id = started((...given) => {{
        if (!repeats) kept[kind].delete(id);
        return callback(...given);
      }}, ...others);
      kept[kind].add(id);
      return id;
    }};
    window[stop] = (id) => {{
      kept[kind].delete(id);
      stopped(id);
    }};
  }};
  follow("requestAnimationFrame", "cancelAnimationFrame", "frames", false);
  follow("setTimeout", "clearTimeout", "timers", false);
  follow("setInterval", "clearInterval", "timers", true);

  for (const name of ["ResizeObserver", "IntersectionObserver", "MutationObserver"]) {{
    window[name] = class extends window[name] {{
      constructor(...given) {{
        super(...given);
        if (ours()) kept.observers.add(this);
      }}
      disconnect() {{
        kept.observers.delete(this);
        super.disconnect();
      }}
    }};
  }}

  // Listeners of the view's own elements go with them; these would stay.
  const added = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, callback, options) {{
    const stays = !(this instanceof Element) || this === document.body;
    if (stays && !(this instanceof AbortSignal) && ours()) {{
      kept.listeners.add(options?.signal ?? {{ aborted: false }});
    }}
    return added.call(this, type, callback, options);
  }};
}})()"""


def watch(page: Page) -> None:
    """Count, from the next load of the page, what the widgets start and what they stop."""
    page.add_init_script(_WATCH)


def under_way(page: Page) -> dict[str, int]:
    """How many frames, timers, observers and listeners of the widgets there are now."""
    counts: dict[str, int] = page.evaluate("underWay()")
    return counts
