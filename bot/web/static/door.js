// At the door of an event: tickets scanned with the phone's own camera open new pages. Whoever opened the page as
// themselves is known there too for a while, and what was scanned without network waits on the phone for it.

import { newId } from "./outbox.js";

const LENT = "donghanh.lent";
const SCANS = "donghanh.scans";
const LENT_FOR = 30 * 60_000; // As long as the server lets such a page stand idle.
const TICKET = /^v-[A-Za-z0-9]{5}$/;
const WORKER = "/worker.js";

export const isTicket = (start) => TICKET.test(start ?? "");

/** Let pages that a ticket opens on this phone speak as this one. */
export function lend(token) {
  write(LENT, { token, until: Date.now() + LENT_FOR });
}

/** Whoever closed the page is known to no other. */
export function lendNoMore() {
  write(LENT, {});
}

/** As whom a ticket's page may speak; nobody after a while. */
export function lent() {
  const { token, until } = read(LENT, {});
  return until > Date.now() ? token : null;
}

/** What was scanned and is not yet confirmed, in order; whichever page comes through first tells it. */
export function scans() {
  return read(SCANS, []);
}

export function addScan(code, at) {
  write(SCANS, [...scans(), { type: "text", text: code, id: newId(), at }]);
}

export function settleScan(id) {
  if (scans().some((scan) => scan.id === id)) write(SCANS, scans().filter((scan) => scan.id !== id));
}

/** `heard()` is called when another page scanned something. */
export function whenScanned(heard) {
  addEventListener("storage", (event) => event.key === SCANS && heard());
}

/** Keep the page at hand for where there is no network. */
export function stayAtHand() {
  const rules = { createScriptURL: (url) => (url === WORKER ? url : null) };
  const address = window.trustedTypes?.createPolicy("worker", rules).createScriptURL(WORKER) ?? WORKER;
  navigator.serviceWorker?.register(address).catch(() => {}); // Without it the page needs the network to open.
}

function read(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // The browser forbids it: each page then speaks for itself alone.
  }
}
