// What this browser remembers: which conversation it is in, and what is not sent yet.
const KEY = "supportbot";
let held = null;

// crypto.randomUUID is there only over https or on this machine.
export function fresh() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function stored() {
  if (!held) {
    try {
      held = JSON.parse(localStorage.getItem(KEY));
    } catch {
      held = null; // storage is switched off: the page works, but forgets
    }
    held = { draft: "", unsent: [], ...held };
    if (!held.conversation) remember({ conversation: fresh() });
  }
  return held;
}

export function remember(changes) {
  held = { ...(held ?? {}), ...changes };
  try {
    localStorage.setItem(KEY, JSON.stringify(held));
  } catch {
    // as above
  }
}
