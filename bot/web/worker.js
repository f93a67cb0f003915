// Keeps the page itself at hand: a ticket that is scanned where there is no network opens it, and waits there.
// It holds what is the same for everybody, and nothing that anybody said.

const VERSION = "{{ version }}";
const FILES = ["/", ...{{ files }}];
const PATIENCE = 6_000;

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(VERSION).then((kept) => kept.addAll(FILES)));
});

addEventListener("activate", (event) => event.waitUntil(Promise.all([clients.claim(), forgetOthers()])));

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (mode === "navigate" && pathname === "/") event.respondWith(page());
  else if (FILES.includes(pathname)) event.respondWith(file(event.request));
});

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== VERSION).map((name) => caches.delete(name)));
}

/** The page as it is now; the one at hand where the network does not answer. */
async function page() {
  try {
    return await fetch("/", { signal: AbortSignal.timeout(PATIENCE), cache: "no-store" });
  } catch {
    return (await caches.match("/")) ?? Response.error();
  }
}

async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}
