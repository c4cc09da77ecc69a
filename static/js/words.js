// The scripts' words in the page's language: the page brings its translations along, English needs none.
const block = globalThis.document?.getElementById("words");
const words = block ? JSON.parse(block.textContent) : {};

/** `text` in the page's language; "%(bar)s" in it stands for `values.bar`. */
export function gettext(text, values = {}) {
  return (words[text] ?? text).replace(/%\((\w+)\)s/g, (_, name) => values[name]);
}
