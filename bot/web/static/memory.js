// What this pane remembers over a reload. Where the browser forbids that, until the page is closed.

const PREFIX = "donghanh.";
const spare = new Map();

export function recall(name, otherwise) {
  try {
    const kept = sessionStorage.getItem(PREFIX + name);
    return kept === null ? spare.get(name) ?? otherwise : JSON.parse(kept);
  } catch {
    return spare.get(name) ?? otherwise;
  }
}

export function remember(name, value) {
  spare.set(name, value);
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Kept in `spare` alone.
  }
}
