// Talks to the door: nothing is asked twice, and whatever breaks is tried again.
import { pageLanguage, say } from "./words.js";

const PATIENCE = 20000;
const LONGEST = 10000;

function rest(attempt) {
  return new Promise((go) => {
    const timer = setTimeout(go, Math.min(1000 * 1.6 ** attempt, LONGEST));
    addEventListener("online", () => { clearTimeout(timer); go(); }, { once: true });
  });
}

export async function call(path, body) {
  const headers = { "Accept-Language": pageLanguage() };
  if (body) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, {
    method: body ? "POST" : "GET",
    headers,
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE),
  });
  return { status: answer.status, body: await answer.json() };
}

function passes(status) {
  return status === 503 || status === 408 || status === 429;
}

// Gives the accepted question, the receipt of an order that was typed, or { error } when
// it will never be accepted.
export async function ask(entry, conversation, onTrouble) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const { status, body } = await call("/api/questions", { ...entry, conversation });
      if (status === 202 || status === 200) return body;
      if (!passes(status)) return { error: body.error };
      onTrouble(body.error);
    } catch {
      onTrouble(say("offline"));
    }
    await rest(attempt);
  }
}

export async function conversation(id, onTrouble) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const { status, body } = await call(`/api/conversations/${id}`);
      onTrouble(false);
      if (status === 200) return body.questions;
      if (!passes(status)) return [];
    } catch {
      // no connection
    }
    onTrouble(true);
    await rest(attempt);
  }
}

// Listens until the answer. A stream that breaks opens again by itself; one that the door
// refuses is looked into: the question may be gone, or the door away.
export function listen(id, on, attempt = 0) {
  const source = new EventSource(`/api/questions/${id}/events`);
  let isOver = false;
  source.addEventListener("open", () => { attempt = 0; on.trouble(false); on.begin(); });
  source.addEventListener("state", (event) => on.state(JSON.parse(event.data).state));
  source.addEventListener("sentence", (event) => on.sentence(JSON.parse(event.data)));
  source.addEventListener("answer", (event) => {
    isOver = true;
    source.close();
    on.answer(JSON.parse(event.data));
  });
  source.addEventListener("error", async () => {
    if (isOver) return;
    on.trouble(true);
    if (source.readyState !== EventSource.CLOSED) return;
    isOver = true;
    await rest(attempt);
    await look(id, on, attempt + 1);
  });
}

async function look(id, on, attempt) {
  try {
    const { status, body } = await call(`/api/questions/${id}`);
    if (status === 404) {
      on.trouble(false);
      on.gone();
      return;
    }
    if (status === 200 && ["delivered", "failed"].includes(body.state)) {
      on.trouble(false);
      on.answer(body);
      return;
    }
  } catch {
    // no connection
  }
  listen(id, on, attempt);
}
