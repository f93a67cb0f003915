// Where the person writes. Enter sends, Shift and Enter begin a new line.

import { longestText, say, written } from "./wording.js";

export class Composer {
  /** `said(text)` is told what is to be sent. */
  constructor(form, problem, said) {
    Object.assign(this, { form, problem, said, field: form.elements.namedItem("text") });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.field.addEventListener("keydown", (event) => {
      // While an input method composes a syllable, Enter belongs to it.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.send();
    });
    this.field.addEventListener("input", () => this.settle());
  }

  send() {
    const text = wellFormed(this.field.value).normalize("NFC").trim();
    if (text && [...text].length <= longestText) {
      this.field.value = "";
      this.said(text);
    }
    this.settle();
    this.field.focus();
  }

  /** Take what was typed and not sent yet. */
  taken() {
    const text = wellFormed(this.field.value).normalize("NFC").trim();
    this.field.value = "";
    this.settle();
    return text;
  }

  /** Fit the field to its text, and say so while the text is too long. */
  settle() {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
    const tooLong = [...this.field.value.trim()].length > longestText;
    const words = tooLong ? say("too_long", { limit: written(longestText) }) : "";
    if (this.problem.textContent !== words) this.problem.textContent = words;
    this.field.setAttribute("aria-invalid", String(tooLong));
  }
}

/** Half an emoji, left over from cutting, can not be sent. */
function wellFormed(text) {
  return new TextDecoder().decode(new TextEncoder().encode(text));
}
