// One lasting connection over many sockets: it comes back by itself, sooner when there is reason to hope.

const PING_EVERY = 20_000;
const SILENCE = 15_000;
const SILENCE_AFTER_SLEEP = 5_000;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;

export const UNREADABLE = [1007, 1009];

export class Connection {
  /**
   * `hello()` returns the first frame of each socket, `heard(frame)` is told every frame, a file's content as
   * `frame.blob`, and `changed(open, code)` when the connection is there or gone.
   */
  constructor(url, { hello, heard, changed }) {
    Object.assign(this, { url, hello, heard, changed });
    this.failures = 0;
    this.socket = null;
    this.open = false;
    addEventListener("online", () => this.wake());
    addEventListener("offline", () => this.drop());
    addEventListener("pageshow", () => this.wake());
    document.addEventListener("visibilitychange", () => document.hidden || this.wake());
    setInterval(() => this.open && this.send({ type: "ping" }), PING_EVERY);
  }

  connect() {
    clearTimeout(this.retry);
    const socket = new WebSocket(this.url);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.send(this.hello());
    socket.onmessage = (event) => this.receive(event.data);
    socket.onclose = (event) => this.drop(event.code);
    this.socket = socket;
    this.file = null;
    this.expectNews();
  }

  send(frame) {
    this.socket.send(JSON.stringify(frame));
    this.expectNews();
  }

  /** Try now rather than later, if there is no connection. */
  hurry() {
    if (!this.socket) this.connect();
  }

  /** The phone slept or changed its network: the socket may look alive and be dead. */
  wake() {
    this.hurry();
    if (!this.open) return;
    this.send({ type: "ping" });
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.drop(), SILENCE_AFTER_SLEEP);
  }

  /** Give the socket up. It is not waited for: on a dead network its closing takes minutes. */
  drop(code) {
    if (!this.socket) return;
    const { socket } = this;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    this.socket = null;
    this.open = false;
    clearTimeout(this.silence);
    this.silence = null;
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.failures);
    this.failures += 1;
    this.retry = setTimeout(() => this.hurry(), wait * (0.5 + Math.random() / 2));
    this.changed(false, code);
  }

  expectNews() {
    this.silence ??= setTimeout(() => this.drop(), SILENCE);
  }

  receive(data) {
    clearTimeout(this.silence);
    this.silence = null;
    if (typeof data !== "string") {
      this.receivePart(data);
      return;
    }
    const frame = JSON.parse(data);
    if (frame.file) {
      this.file = { frame, parts: [], missing: frame.file.size };
      if (this.file.missing > 0) this.expectNews();
      else this.receivePart(new ArrayBuffer(0));
      return;
    }
    if (frame.type === "welcome") {
      this.failures = 0;
      this.open = true;
    }
    this.heard(frame);
    if (frame.type === "welcome") this.changed(true);
  }

  /** A message with a file counts as heard when the file is whole. */
  receivePart(part) {
    const { frame, parts } = this.file;
    parts.push(part);
    this.file.missing -= part.byteLength;
    if (this.file.missing > 0) {
      this.expectNews();
      return;
    }
    this.file = null;
    this.heard({ ...frame, blob: new Blob(parts, { type: frame.file.media_type }) });
  }
}
