// What every page has: the light switch, times in the reader's zone, questions before something is deleted.
import { setUpTabs } from "./tabs.js";
import { gettext } from "./words.js";

const THEME_KEY = "etude-theme";

function currentTheme() {
  const chosen = document.documentElement.dataset.theme;
  if (chosen) return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function remember(theme) {
  try {
    localStorage.setItem(THEME_KEY, theme);
  } catch {
    // storage is switched off: the choice holds for this page
  }
}

function labelSwitch(button) {
  const dark = currentTheme() === "dark";
  button.setAttribute("aria-label", dark ? gettext("Switch to the light page") : gettext("Switch to the dark page"));
  button.querySelector("use")?.setAttribute("href", `${button.dataset.icons}#${dark ? "sun" : "moon"}`);
}

function setUpTheme() {
  const button = document.querySelector("[data-theme-switch]");
  if (!button) return;
  labelSwitch(button);
  button.hidden = false;
  button.addEventListener("click", () => {
    const next = currentTheme() === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    remember(next);
    labelSwitch(button);
    dispatchEvent(new CustomEvent("etude:theme", { detail: next }));
  });
}

const STYLES = {
  date: { day: "numeric", month: "long" },
  day: { weekday: "long", day: "numeric", month: "long" },
  time: { hour: "2-digit", minute: "2-digit" },
};

/** A moment as the server writes it, so that nothing moves when the page wakes: "24 November, 13:53". */
export function localTime(moment, style, now = new Date()) {
  const language = document.documentElement.lang || undefined;
  const write = (options) => new Intl.DateTimeFormat(language, options).format(moment);
  if (style === "time") return write(STYLES.time);
  const year = moment.getFullYear() === now.getFullYear() ? {} : { year: "numeric" };
  const day = write({ ...(STYLES[style] ?? STYLES.date), ...year });
  return style in STYLES ? day : `${day}, ${write(STYLES.time)}`;
}

/** Write each <time datetime data-local="date|day|time|datetime"> in the reader's own zone. */
export function localiseTimes(root) {
  for (const element of root.querySelectorAll("time[datetime][data-local]")) {
    const moment = new Date(element.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    element.textContent = localTime(moment, element.dataset.local);
    element.title = moment.toLocaleString();
  }
}

function askFirst(event) {
  const question = event.target.closest?.("form[data-confirm]")?.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
}

/** A second press of a submit button must not send the form a second time. */
function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-many")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000);
}

/** The server writes dates in the zone this cookie names. */
function tellZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) document.cookie = `timezone=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax`;
}

setUpTheme();
tellZone();
setUpTabs(document);
localiseTimes(document);
document.addEventListener("submit", askFirst);
document.addEventListener("submit", sendOnce);
document.addEventListener("htmx:afterSwap", (event) => {
  localiseTimes(event.target);
  setUpTabs(event.target);
});
