// The conversation as it stands on the page. Each of our messages stands there once, in the order of its number.

import { dayOf, element, spoken, timeOf } from "./elements.js";
import { say } from "./wording.js";

const PICTURES = ["image/png", "image/jpeg", "image/webp", "image/gif"];
const TYPING_LASTS = 12_000;
const NEAR = 60;
const MARGIN = 8;

export class Talk {
  /** `chosen({ token, words })` is told which choice was pressed. */
  constructor({ scroller, log, typing, newer }, chosen) {
    Object.assign(this, { scroller, log, typing, newer, chosen });
    this.ours = new Map();
    this.own = new Map();
    this.following = true;
    this.anchor = null; // The line whose beginning stays in sight while we go on speaking.
    scroller.addEventListener("scroll", () => this.noteScroll(), { passive: true });
    newer.addEventListener("click", () => this.goToEnd());
    const observer = new ResizeObserver(() => this.keepUp());
    observer.observe(scroller);
    observer.observe(log);
  }

  /** The highest number on the page. */
  get seen() {
    return Math.max(0, ...this.ours.keys());
  }

  /** Start anew with these lines, without having them all read aloud. */
  restore(lines) {
    this.log.setAttribute("aria-busy", "true");
    this.log.textContent = "";
    this.ours.clear();
    this.own.clear();
    for (const line of lines) this.add(line);
    this.goToEnd();
    requestAnimationFrame(() => this.log.removeAttribute("aria-busy"));
  }

  /** Show what we say. A message that is there already is left alone, unless its file has come at last. */
  show(message) {
    const there = this.ours.get(message.number);
    if (there && !(message.blob && there.querySelector(".gone"))) return;
    this.typing.hidden = true;
    if (there) there.remove();
    else if (message.number > this.seen) this.quietChoices();
    const line = this.add(message);
    this.anchor ??= line;
    this.keepUp();
    this.newer.hidden = line.offsetTop + NEAR <= this.scroller.scrollTop + this.scroller.clientHeight;
  }

  /** Show what the person said, here or on another page. */
  showOwn(said) {
    if (this.own.has(said.id)) return;
    this.add(said);
    this.goToEnd();
  }

  /** Tell how it goes with what the person said; no words when it is safe. */
  mark(id, state, words = "") {
    const line = this.own.get(id);
    if (!line) return;
    line.dataset.state = state;
    line.querySelector(".state").textContent = words;
  }

  showTyping() {
    this.typing.hidden = false;
    clearTimeout(this.typingEnds);
    this.typingEnds = setTimeout(() => (this.typing.hidden = true), TYPING_LASTS);
    this.keepUp();
  }

  /** Put a line where it belongs, under the date of its day. */
  add(line) {
    const made = line.type === "message" ? ourLine(line, (button) => this.chosen(button)) : ownLine(line);
    const later = line.number && this.laterThan(line.number);
    made.dataset.day = dayOf(line.at);
    this.log.insertBefore(made, later || null);
    if (line.number) this.ours.set(line.number, made);
    else if (line.id) this.own.set(line.id, made);
    const before = made.previousElementSibling;
    if (before?.dataset.day !== made.dataset.day) {
      made.before(element("p", { className: "day" }, made.dataset.day));
    }
    return made;
  }

  laterThan(number) {
    const later = [...this.ours.keys()].filter((other) => other > number);
    return this.ours.get(Math.min(...later));
  }

  /** Older choices can still be pressed but lose their digit: what is typed belongs to the newest list. */
  quietChoices() {
    for (const list of this.log.querySelectorAll(".choices")) list.classList.add("quiet");
  }

  get end() {
    return this.scroller.scrollHeight - this.scroller.clientHeight;
  }

  /** How far down the talk should stand: at its end, but not past the beginning of what we said last. */
  get place() {
    return this.anchor ? Math.min(this.end, this.anchor.offsetTop - MARGIN) : this.end;
  }

  /** Somebody who scrolls away wants to read there; somebody who scrolls to the end wants to see what comes. */
  noteScroll() {
    const { scrollTop } = this.scroller;
    if (scrollTop === this.ownScroll) return;
    const atEnd = scrollTop > this.end - NEAR;
    this.following = atEnd || Math.abs(scrollTop - this.place) < NEAR;
    if (!atEnd) return;
    this.newer.hidden = true;
    if (this.place < this.end - NEAR) this.anchor = null;
  }

  keepUp() {
    if (!this.following) return;
    this.scroller.scrollTop = this.place;
    this.ownScroll = this.scroller.scrollTop;
  }

  goToEnd() {
    this.anchor = null;
    this.following = true;
    this.newer.hidden = true;
    this.keepUp();
  }
}

function ourLine(message, chosen) {
  const bubble = element("div", { className: "bubble" });
  if (message.text) bubble.append(spoken(message.text));
  if (message.blob) bubble.append(fileOf(message));
  if (message.file_gone) bubble.append(element("p", { className: "gone" }, say("file_gone")));
  bubble.append(element("p", { className: "below" }, timeOf(message.at)));
  const line = element("div", { className: "line ours" }, speaker("bot"), bubble);
  if (message.buttons.length) line.append(choicesOf(message.buttons, chosen));
  return line;
}

function ownLine(said) {
  const text = element("p", { className: "text" }, said.text);
  const below = element("p", { className: "below" }, element("span", { className: "state" }), timeOf(said.at));
  const bubble = element("div", { className: "bubble" }, text, below);
  return element("div", { className: "line own" }, speaker("you"), bubble);
}

/** Who speaks, for those who can not see on which side a line stands. */
function speaker(name) {
  return element("p", { className: "for-ears" }, `${say(name)}:`);
}

function choicesOf(buttons, chosen) {
  const list = element("ol", { className: "choices" });
  list.setAttribute("aria-label", say("choices"));
  buttons.forEach(({ label, token }, index) => {
    const digit = `${index + 1}.`;
    const words = label.startsWith(`${digit} `) ? label.slice(digit.length + 1) : label;
    const parts = [element("b", {}, digit), " ", element("span", {}, words)];
    const pressable = element("button", { type: "button" }, ...parts);
    pressable.addEventListener("click", () => press(list, pressable) && chosen({ token, words }));
    list.append(element("li", {}, pressable));
  });
  return list;
}

/** Whether the press counts: a second tap on the same button does not, until an answer came. */
function press(list, pressed) {
  if (pressed.dataset.chosen && !list.classList.contains("quiet")) return false;
  for (const button of list.querySelectorAll("button")) delete button.dataset.chosen;
  pressed.dataset.chosen = "yes";
  return true;
}

/** A picture is shown. Anything else is offered for keeping and never opened by this page. */
function fileOf({ blob, file }) {
  const address = URL.createObjectURL(blob);
  const { name } = file;
  if (PICTURES.includes(file.media_type)) {
    return element("img", { src: address, alt: say("picture", { name }) });
  }
  return element("a", { className: "file", href: address, download: name }, say("file", { name }));
}
