"""How wide and high the visitor's window is, which only the browser knows: charts on a projector are drawn to it."""
from __future__ import annotations

import streamlit as st

WIDTH, HEIGHT = 1920, 1080      # what the projector's page is laid out for
LEAST, MOST = 0.4, 3.0
STEP = 0.05                     # a window that changes by less is drawn as before
# Only numbers go to the server, and only when the window has come to rest at another size.
SCRIPT = """
export default function ({ setStateValue }) {
  let waiting = 0, told = "";
  const tell = () => {
    const now = `${window.innerWidth}x${window.innerHeight}`;
    if (now !== told) { told = now; setStateValue("size", now); }
  };
  const later = () => { clearTimeout(waiting); waiting = setTimeout(tell, 400); };
  tell();
  window.addEventListener("resize", later);
  return () => { clearTimeout(waiting); window.removeEventListener("resize", later); };
}
"""


def times() -> float:
    """How many times as large as 1920 × 1080 the window is, by its narrower side; 1 until the browser has said so."""
    mounted = st.components.v2.component("tierlab_screen", js=SCRIPT)
    told = mounted(key="screen", on_size_change=_nothing, height=1)
    return of_size(getattr(told, "size", None))


def of_size(size: object) -> float:
    """Of "1280x720"; 1 for anything else that a browser may send."""
    try:
        width, height = (int(x) for x in str(size).split("x"))
    except ValueError:
        return 1.0
    exact = min(width / WIDTH, height / HEIGHT)
    return min(max(round(exact / STEP) * STEP, LEAST), MOST) if exact > 0 else 1.0


def _nothing() -> None:
    """A change of size draws the page anew, and that is all."""
