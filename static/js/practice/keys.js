// What a key means on the exercise page. Pure: the page does it.

const TYPING = "input, select, textarea";
const PRESSING = "button, summary, a, [role=button]"; // these already do something with Space

/** Where a key was pressed: "field" (it belongs to the field), "control" (only Space does), or "page". */
export function placeOf(target) {
  if (target.closest?.(TYPING)) return "field";
  return target.closest?.(PRESSING) ? "control" : "page";
}

/** The wish a key stands for: play, record, loop, clear, back, forward; null when it is not ours. */
export function wishOf({ key, ctrlKey, metaKey, altKey }, place) {
  if (ctrlKey || metaKey || altKey || place === "field") return null;
  if (key === " ") return place === "control" ? null : "play";
  return { r: "record", l: "loop", escape: "clear", arrowleft: "back", arrowright: "forward" }[key.toLowerCase()] ?? null;
}
