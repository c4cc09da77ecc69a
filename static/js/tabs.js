// Tabs as the ARIA practices describe them: arrow keys move, the panel follows.

function select(tabs, chosen) {
  for (const tab of tabs) {
    const on = tab === chosen;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    const panel = document.getElementById(tab.getAttribute("aria-controls"));
    if (panel) panel.hidden = !on;
  }
}

/** The tab an arrow, Home or End key leads to; null for any other key. */
export function neighbour(index, count, key) {
  if (key === "ArrowRight") return (index + 1) % count;
  if (key === "ArrowLeft") return (index + count - 1) % count;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return null;
}

function setUpList(list) {
  const tabs = [...list.querySelectorAll('[role="tab"]')];
  if (!tabs.length || list.dataset.ready) return;
  list.dataset.ready = "yes";
  select(tabs, tabs.find((tab) => tab.getAttribute("aria-selected") === "true") ?? tabs[0]);
  list.addEventListener("click", (event) => {
    const tab = event.target.closest('[role="tab"]');
    if (tab) select(tabs, tab);
  });
  list.addEventListener("keydown", (event) => {
    const next = neighbour(tabs.indexOf(document.activeElement), tabs.length, event.key);
    if (next === null) return;
    event.preventDefault();
    tabs[next].focus();
    select(tabs, tabs[next]);
  });
}

export function setUpTabs(root) {
  root.querySelectorAll('[role="tablist"]').forEach(setUpList);
}
