// Sending a file: over HTTP beside the socket, so that a slow one does not hold up the talk.

import { recall } from "./memory.js";
import { newId } from "./outbox.js";
import { say } from "./wording.js";

const TOO_LARGE = 413;
const LONGEST_CAPTION = 1_000;
const LARGE = 1_000_000;
const SIDE = 1_600;

export class Files {
  /** `talk` shows the file among what the person said, and how it goes with it; `typed()` takes what stands
   * in the field: it goes along. */
  constructor(button, input, talk, { now, typed }) {
    Object.assign(this, { button, input, talk, now, typed });
    button.addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      const [file] = input.files;
      input.value = "";
      if (file) this.send(file);
    });
  }

  /** Only who may send lists or pictures is offered to. */
  offer(may) {
    this.button.hidden = !may;
  }

  async send(file) {
    const id = newId();
    const caption = [...this.typed()].slice(0, LONGEST_CAPTION).join("");
    this.talk.showOwn({ id, text: `\u{1F4CE} ${file.name}\n${caption}`.trimEnd(), at: this.now() });
    this.talk.mark(id, "waiting", say("sending"));
    const headers = { "x-pane": recall("token", ""), "x-message": id, "x-name": encodeURIComponent(file.name) };
    if (caption) headers["x-caption"] = encodeURIComponent(caption);
    try {
      const { ok, status } = await fetch("/file", { method: "POST", headers, body: await smaller(file) });
      if (ok) this.talk.mark(id, "taken");
      else this.talk.mark(id, "refused", say(status === TOO_LARGE ? "file_too_large" : "not_sent"));
    } catch {
      this.talk.mark(id, "refused", say("not_sent"));
    }
  }
}

/** A large photo as small as it needs to be, so that it gets through a village's line; other files as they are. */
async function smaller(file) {
  if (!file.type.startsWith("image/") || file.size < LARGE) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return (await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85))) ?? file;
  } catch {
    return file;
  }
}
