// Notes one can press: a transparent area over each note, one tab stop for the score, arrow keys from note to note.
import { shape } from "./view.js";

function area(place, label, space) {
  const [width, height] = [Math.max(place.width, 2.2 * space), 5 * space];
  const box = shape("rect", { x: place.x - width / 2, y: place.y - height / 2, width, height, rx: 0.4 * space });
  return shape("g", { class: "note-area", role: "button", tabindex: "-1", "aria-label": label, "data-note": place.id }, box);
}

function step(areas, from, key) {
  const index = areas.indexOf(from);
  if (key === "ArrowRight") return areas[index + 1];
  if (key === "ArrowLeft") return areas[index - 1];
  if (key === "Home") return areas[0];
  if (key === "End") return areas.at(-1);
  return undefined;
}

/** `labels`: id → words for a screen reader; `press(id)` is called on click, Enter and Space. */
export function makePressable(view, labels, press) {
  const layer = view.layer("areas");
  const { notes, space } = view.layout;
  const areas = notes.filter((note) => labels.has(note.id)).map((note) => area(note, labels.get(note.id), space));
  layer.replaceChildren(...areas);
  areas[0]?.setAttribute("tabindex", "0");
  layer.addEventListener("click", (event) => {
    const id = event.target.closest("[data-note]")?.dataset.note;
    if (id) press(id);
  });
  layer.addEventListener("keydown", (event) => {
    const current = event.target.closest("[data-note]");
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      event.stopPropagation();
      press(current.dataset.note);
      return;
    }
    const next = step(areas, current, event.key);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    current.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  });
}

/** Show which note is being heard. */
export function highlight(view, id) {
  for (const area of view.layer("areas").children) area.classList.toggle("is-heard", area.dataset.note === id);
}
