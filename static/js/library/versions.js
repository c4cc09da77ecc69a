// Versions of an exercise: arrow keys along the strip, and what is new coloured where two are compared.

const strip = document.querySelector("[data-versions] ol");

strip?.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const links = [...strip.querySelectorAll("a")];
  const next = links[links.indexOf(document.activeElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
strip?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });

const changed = document.getElementById("changed-notes");
for (const id of changed ? JSON.parse(changed.textContent) : []) {
  document.getElementById(id)?.classList.add("is-new");
}
