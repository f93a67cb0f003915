// What the person said and the server has not yet confirmed to hold, in order.

import { recall, remember } from "./memory.js";

const MOST_IN_HELLO = 10;
const HELLO_CHARACTERS = 12_000;

export class Outbox {
  constructor() {
    this.items = recall("outbox", []);
  }

  add(said) {
    this.keep([...this.items, said]);
  }

  has(id) {
    return this.items.some((item) => item.id === id);
  }

  /** Forget a message that was taken or refused. */
  settle(id) {
    this.keep(this.items.filter((item) => item.id !== id));
  }

  get first() {
    return this.items[0];
  }

  /** The first items, as many as go with a hello. */
  forHello() {
    let room = HELLO_CHARACTERS;
    const fits = (item) => (room -= item.text.length + 200) > 0;
    const end = this.items.slice(0, MOST_IN_HELLO).findIndex((item) => !fits(item));
    return this.items.slice(0, end < 0 ? MOST_IN_HELLO : end);
  }

  keep(items) {
    this.items = items;
    remember("outbox", items);
  }
}

/** A name for a message that no other has. (`crypto.randomUUID` is missing on plain http.) */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
