// Making parts of the page. Text becomes text nodes and nothing else, except that phone numbers can be called.

import { locales } from "./wording.js";

const TIME_ZONE = "Asia/Ho_Chi_Minh";
const clock = new Intl.DateTimeFormat(locales, {
  hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: TIME_ZONE,
});
const calendar = new Intl.DateTimeFormat(locales, {
  weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: TIME_ZONE,
});

// A number of ten or eleven digits, a hotline, or a short number after words that tell people to call it. What stands
// before is caught too, because older Safari can not look behind.
const TELLING = "gọi|gọi ngay|hoặc|công an|call|or|police|injuries|emergency:|ហៅ|ឬ|និង";
const PHONE = new RegExp(
  String.raw`(^|[^\d.,/+-])((?:\+84|0)\d(?:[ .-]?\d){7,9}|1[89]00(?:[ .]?\d){4,6})(?![\d/])|` +
    String.raw`((?:${TELLING})\s+)(11[1345]|1022)(?![\d/]|[.,]\d)`,
  "gi",
);

export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** A paragraph with our words, in which phone numbers can be called. */
export function spoken(text) {
  const paragraph = element("p", { className: "text" });
  let done = 0;
  for (const match of text.matchAll(PHONE)) {
    const before = match[1] ?? match[3];
    const number = match[2] ?? match[4];
    const start = match.index + before.length;
    const href = `tel:${number.replace(/[^\d+]/g, "")}`;
    paragraph.append(text.slice(done, start), element("a", { href }, number));
    done = start + number.length;
  }
  paragraph.append(text.slice(done));
  return paragraph;
}

export function timeOf(instant) {
  const date = new Date(instant);
  return element("time", { dateTime: date.toISOString() }, clock.format(date));
}

export function dayOf(instant) {
  return calendar.format(new Date(instant));
}
