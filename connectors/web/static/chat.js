// The conversation: what was asked, what is on its way, what came back.
import { ask, conversation, listen } from "./net.js";
import { openChoices } from "./privacy.js";
import { answer, gone, question, refused, waiting } from "./show.js";
import { fresh, remember, stored } from "./store.js";
import { loadWords, say } from "./words.js";

const log = document.getElementById("log");
const scroll = document.getElementById("scroll");
const form = document.getElementById("form");
const text = document.getElementById("text");
const welcome = document.getElementById("welcome");
const connection = document.getElementById("connection");
const shown = new Set(); // the ids of questions that have their place in the log
const underWay = new Set(); // the messages that this page is sending or has sent
const troubles = new Set();
const queue = []; // questions that nobody listens for yet
let listening = 0;
let isAtEnd = true;

// A browser opens six connections to one server. A conversation is answered in order, so
// that two streams at a time are enough, and asking is never held up.
const MOST_STREAMS = 2;

function trouble(key, sentence) {
  if (sentence) troubles.add(key); else troubles.delete(key);
  const words = troubles.size ? sentence || say("offline") : "";
  if (connection.textContent !== words) connection.textContent = words;
}

function isNearEnd() {
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 160;
}

function follow(article, wasNearEnd) {
  if (!wasNearEnd) return;
  const isTall = article.offsetHeight > scroll.clientHeight - 40;
  article.scrollIntoView({ block: isTall ? "start" : "end" });
  if (!isTall) scroll.scrollTop = scroll.scrollHeight;
}

function place(view, before = null) {
  welcome.hidden = true;
  const article = question(view.text);
  article.append(waiting());
  log.insertBefore(article, before);
  return article;
}

function settle(article, view) {
  const wasNearEnd = isNearEnd();
  if (view.text) article.firstChild.lastChild.textContent = view.text;
  article.lastChild.replaceWith(answer(view, { again: send, reword }));
  article.setAttribute("aria-busy", "false");
  follow(article, wasNearEnd);
}

function attend(article, id) {
  shown.add(id);
  queue.push([article, id]);
  attendNext();
}

function attendNext() {
  if (listening >= MOST_STREAMS || !queue.length) return;
  const [article, id] = queue.shift();
  const over = () => { listening -= 1; attendNext(); };
  listening += 1;
  listen(id, {
    begin: () => article.lastChild.clear?.(), // a stream that opens again tells all of it
    state: (state) => article.lastChild.tell?.(state),
    sentence: (sentence) => {
      const wasNearEnd = isNearEnd();
      article.lastChild.add?.(sentence);
      follow(article, wasNearEnd);
    },
    answer: (view) => { settle(article, view); over(); },
    gone: () => {
      article.lastChild.replaceWith(gone(article.firstChild.lastChild.textContent, { again: send }));
      article.setAttribute("aria-busy", "false");
      over();
    },
    trouble: (isThere) => trouble(id, isThere && say("offline")),
  });
}

async function deliver(entry, article) {
  underWay.add(entry.message);
  const outcome = await ask(entry, stored().conversation, (sentence) => {
    article.lastChild.tell?.("unsent");
    trouble(entry.message, sentence);
  });
  trouble(entry.message, "");
  remember({ unsent: stored().unsent.filter((one) => one.message !== entry.message) });
  if (outcome.command) {
    article.remove();
    welcome.hidden = log.childElementCount > 0;
    openChoices({ forgotten: begin, receipt: outcome });
  } else if (outcome.error) {
    article.lastChild.replaceWith(refused(outcome.error, entry.text, { reword }));
    article.setAttribute("aria-busy", "false");
  } else if (shown.has(outcome.id)) {
    article.remove(); // it came back with the conversation, and has its place there
  } else {
    article.lastChild.tell?.(outcome.state);
    attend(article, outcome.id);
  }
}

function send(words) {
  const entry = { message: fresh(), text: words };
  remember({ unsent: [...stored().unsent, entry] });
  const article = place(entry);
  scroll.scrollTop = scroll.scrollHeight;
  text.focus();
  deliver(entry, article);
}

function reword(words) {
  text.value = words;
  grow();
  text.focus();
}

function grow() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
}

async function restore() {
  const views = await conversation(stored().conversation, (isThere) =>
    trouble("load", isThere && say("load_failed")));
  const asked = log.firstChild; // what was asked while the conversation was on its way
  for (const view of views) {
    if (shown.has(view.id)) continue;
    shown.add(view.id);
    const article = place(view, asked);
    if (["delivered", "failed"].includes(view.state)) settle(article, view);
    else attend(article, view.id);
  }
  for (const entry of stored().unsent) {
    if (!underWay.has(entry.message)) deliver(entry, place(entry));
  }
  welcome.hidden = log.childElementCount > 0;
  scroll.scrollTop = scroll.scrollHeight;
}

function begin() {
  remember({ conversation: fresh(), unsent: [] });
  shown.clear();
  log.replaceChildren();
  welcome.hidden = false;
  text.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const words = text.value.trim();
  text.focus();
  if (!words) return;
  text.value = "";
  grow();
  send(words);
});

text.addEventListener("keydown", (event) => {
  // While a syllable is being composed, Enter belongs to the input method.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  form.requestSubmit();
});

text.addEventListener("input", () => {
  grow();
  remember({ draft: text.value });
});
form.addEventListener("submit", () => remember({ draft: "" }));
// Whatever takes room from below, such as the keyboard of a phone, hides no answer.
scroll.addEventListener("scroll", () => { isAtEnd = isNearEnd(); });
new ResizeObserver(() => { if (isAtEnd) scroll.scrollTop = scroll.scrollHeight; }).observe(scroll);
document.getElementById("new").addEventListener("click", begin);
document.getElementById("privacy").addEventListener("click", () => openChoices({ forgotten: begin }));

if (location.search) history.replaceState(null, "", "/");
await loadWords();
text.value = stored().draft;
grow();
await restore();
text.focus({ preventScroll: true });
