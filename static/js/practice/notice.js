// A message above the transport: what happened and what to do.

/** Replace the notices in a list by one. */
export function showNotice(list, { title, text }, kind = "note") {
  const item = document.createElement("li");
  item.className = `alert alert--${kind}`;
  item.setAttribute("role", "alert");
  const heading = document.createElement("strong");
  heading.textContent = title;
  const words = document.createElement("p");
  words.textContent = text;
  item.append(heading, words);
  list.replaceChildren(item);
  item.scrollIntoView({ block: "nearest" });
}
