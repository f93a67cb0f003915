// The chat page: what is typed goes through the outbox to the server, what comes back goes to the talk.

import { Composer } from "./composer.js";
import { Connection, UNREADABLE } from "./connection.js";
import { addScan, isTicket, lend, lendNoMore, lent, scans, settleScan, stayAtHand, whenScanned } from "./door.js";
import { Files } from "./files.js";
import { recall, remember } from "./memory.js";
import { newId, Outbox } from "./outbox.js";
import { Talk } from "./talk.js";
import { longestText, say, written } from "./wording.js";

const PATIENCE = 1_000;
const BUSY_WAIT = 1_000;
const LONGEST_BUSY_WAIT = 60_000;

const byId = (id) => document.getElementById(id);

const outbox = new Outbox();
const talk = new Talk(
  { scroller: byId("scroller"), log: byId("log"), typing: byId("typing"), newer: byId("newer") },
  ({ token, words }) => speak({ type: "choice", choice: token, text: words }),
);
const composer = new Composer(byId("composer"), byId("problem"), (text) => speak({ type: "text", text }));
const files = new Files(byId("attach"), byId("file"), talk, {
  now: () => serverTime(),
  typed: () => composer.taken(),
});

let fresh = true; // Nothing of the server's stands on the page yet.
let onItsWay = null; // The id of the message that waits for its confirmation. One at a time keeps their order.
let busyTimes = 0;
let lends = recall("lends", false); // Opened as somebody, whom pages of scanned tickets may speak for.
let opened = false; // By a link as somebody: whether they may send files is known when it is answered.
let skew = 0; // How much this phone's clock is behind ours, in milliseconds.

const hears = {
  welcome({ token, now, anew, lines, files: may }) {
    remember("token", token);
    remember("start", null);
    remember("fresh", false);
    if (lends) lend(token);
    skew = new Date(now) - Date.now();
    if (anew) talk.restore(lines);
    else lines.forEach((line) => talk.show(line));
    fresh = false;
    files.offer(may || opened);
    outbox.items.forEach(showSaid);
  },
  message(message) {
    if (message.alone) stopLending();
    if (message.alone && message.number > talk.seen) talk.restore([message]);
    else talk.show(message);
    connection.send({ type: "shown", number: message.number });
  },
  said: (said) => talk.showOwn(said),
  typing: () => talk.showTyping(),
  taken({ id }) {
    busyTimes = 0;
    settle(id);
    talk.mark(id, "taken");
    if (lends) lend(recall("token", null));
  },
  refused({ id, why }) {
    settle(id);
    talk.mark(id, "refused", why === "too_long" ? say("too_long", { limit: written(longestText) }) : say("not_sent"));
  },
  busy({ id }) {
    talk.mark(id, "waiting", say("waiting"));
    if (id !== onItsWay) return;
    const wait = Math.min(LONGEST_BUSY_WAIT, BUSY_WAIT * 2 ** busyTimes);
    busyTimes += 1;
    setTimeout(() => pass(id), wait * (0.5 + Math.random() / 2));
  },
  pong() {},
};

const connection = new Connection(socketAddress(), {
  hello: () => ({
    type: "hello",
    token: recall("token", null),
    seen: fresh ? null : talk.seen,
    says: outbox.forHello().map(asFrame),
    start: recall("start", null),
    fresh: recall("fresh", false),
  }),
  heard: (frame) => hears[frame.type]?.(frame),
  changed(open, code) {
    onItsWay = null;
    if (UNREADABLE.includes(code) && outbox.first) giveUp(outbox.first);
    if (open) sendNext();
    setTimeout(showState, open ? 0 : PATIENCE);
  },
});

followLink();
takeScans();
whenScanned(() => {
  takeScans();
  sendNext();
});
stayAtHand();
outbox.items.forEach(showSaid);
connection.connect();
setTimeout(showState, PATIENCE);
fitToKeyboard();

/** What the page's own address carries goes along once: the code of a slip, or as whom the page is to be opened. */
function followLink() {
  const start = new URL(location.href).searchParams.get("start");
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(start ?? "")) return;
  history.replaceState(null, "", location.pathname);
  if (isTicket(start) && lent()) {
    speakAsLender();
    addScan(start, serverTime());
    return;
  }
  remember("start", start);
  // A card of the demo, or a link sent to somebody's chat: this page is theirs alone, whoever had it before.
  if (/^[dw]-/.test(start)) {
    remember("token", null);
    remember("fresh", true);
    speakAsLender(true);
    opened = true;
  }
}

/** This page was opened as somebody, or by a ticket that they scanned. */
function speakAsLender(first = false) {
  if (!first) remember("token", lent());
  lends = true;
  remember("lends", true);
}

/** The page was closed: what stands on it now is nobody's. */
function stopLending() {
  if (lends) lendNoMore();
  lends = false;
  remember("lends", false);
}

/** What was scanned on this phone goes through this page too; told twice, it counts once. */
function takeScans() {
  if (!lends) return;
  for (const scan of scans().filter((each) => !outbox.has(each.id))) {
    outbox.add(scan);
    showSaid(scan);
  }
}

function speak(said) {
  const item = { ...said, id: newId(), at: serverTime() };
  outbox.add(item);
  showSaid(item);
  connection.hurry();
  sendNext();
}

function serverTime() {
  return new Date(Date.now() + skew).toISOString();
}

function sendNext() {
  if (!connection.open || onItsWay || !outbox.first) return;
  onItsWay = outbox.first.id;
  connection.send(asFrame(outbox.first));
}

/** The message is taken care of, or has to be tried again: either way the next may go. */
function pass(id) {
  if (onItsWay === id) onItsWay = null;
  sendNext();
}

function settle(id) {
  outbox.settle(id);
  settleScan(id);
  pass(id);
}

/** The server can not read this message, and would close every socket that brings it. */
function giveUp({ id }) {
  outbox.settle(id);
  settleScan(id);
  talk.mark(id, "refused", say("not_sent"));
}

function showSaid(item) {
  talk.showOwn(item);
  setTimeout(() => showProgress(item), PATIENCE);
}

function showProgress({ id }) {
  if (outbox.has(id)) talk.mark(id, "waiting", say(connection.open ? "sending" : "waiting"));
}

function asFrame({ at, ...frame }) {
  return frame;
}

function showState() {
  const words = connection.open ? "" : say(navigator.onLine ? (fresh ? "connecting" : "reconnecting") : "offline");
  if (byId("state").textContent !== words) byId("state").textContent = words;
  outbox.items.forEach(showProgress);
}

function socketAddress() {
  const address = new URL("/ws", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  return address;
}

/** Where the keyboard lies over the page instead of making it smaller (iOS), keep the field above it. */
function fitToKeyboard() {
  const { visualViewport: visible } = window;
  visible?.addEventListener("resize", () => {
    const zoomed = Math.abs(visible.scale - 1) > 0.01;
    document.body.style.height = zoomed ? "" : `${visible.height}px`;
  });
}
