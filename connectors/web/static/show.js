// Builds what is seen. Words become text nodes and nothing else; tags and links are ours.
import { pageLanguage, say } from "./words.js";

const TAGS = new Set(["p", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "strong",
  "em", "del", "code", "pre", "br", "blockquote"]);
const ICONS = {
  found: "M4 10.5l4 4 8-9",
  unknown: "M10 2.500a7.500 7.500 0 1 1 0 15 7.500 7.500 0 0 1 0-15zM8 8a2 2 0 1 1 2.900 1.800c-.600.300-.900.700-.900 1.400M10 13.800v.1",
  handed_over: "M10 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 17c.5-3.5 3-5 6-5s5.500 1.500 6 5",
  person: "M10 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 17c.5-3.5 3-5 6-5s5.500 1.500 6 5",
  failed: "M10 3l8 14H2zM10 8v4M10 14.600v.1",
  erased: "M4 10h12",
  copy: "M7 7V4h9v9h-3M4 7h9v9H4z",
};
const SVG = "http://www.w3.org/2000/svg";

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== "") element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

function tongue(words) {
  return /[\u3131-\u318e\uac00-\ud7a3]/.test(words) ? "ko" : "en";
}

function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 20 20");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  drawing.append(path);
  return drawing;
}

function built(node) {
  if (typeof node === "string") return document.createTextNode(node);
  const element = make(TAGS.has(node.tag) ? node.tag : "span", {}, ...node.children.map(built));
  if (node.tag === "ol" && Number.isInteger(node.start)) element.start = node.start;
  if (node.tag === "pre") element.tabIndex = 0;
  return element;
}

// Only to our own documents, or to the web.
function safe(address) {
  return /^(\/sources\/|https?:\/\/)/i.test(address) ? address : undefined;
}

function link(address, attributes, language, ...children) {
  const away = make("span", { class: "hidden" }, ` (${say("new_tab", language)})`);
  return make("a", { ...attributes, href: safe(address), target: "_blank", rel: "noopener noreferrer" },
    ...children, away);
}

function badge(kind, language) {
  return make("p", { class: "badge" }, icon(kind), say(kind, language));
}

export function question(words) {
  const heading = make("span", { class: "hidden" }, `${say("you")}: `);
  return make("article", { class: "exchange", "aria-busy": "true" },
    make("div", { class: "question" }, heading, make("span", { lang: tongue(words) }, words)));
}

export function waiting() {
  const dots = make("span", { class: "dots", "aria-hidden": "true" }, make("i"), make("i"), make("i"));
  const words = make("span", {}, say("answering"));
  const reply = make("section", { class: "reply waiting" }, make("p", { class: "stage" }, dots, words));
  const slow = setTimeout(() => {
    if (reply.isConnected) reply.append(make("p", { class: "slow" }, say("slow")));
  }, 12000);
  reply.tell = (state) => {
    const key = ["received", "answering", "answered", "unsent"].includes(state) ? state : "answering";
    // The first sign of life says what the asker waits for; "received" would only flicker.
    words.textContent = say(key === "received" ? "answering" : key);
  };
  reply.clear = () => {
    for (const old of reply.querySelectorAll(".fresh")) old.remove();
  };
  reply.add = (sentence) => {
    clearTimeout(slow);
    reply.classList.remove("waiting");
    reply.querySelector(".slow")?.remove();
    reply.insertBefore(quoted(sentence, [], pageLanguage(), true), reply.querySelector(".stage"));
  };
  return reply;
}

function quoted(sentence, citations, language, isFresh = false) {
  // An English answer may quote a Korean document, and the other way round.
  const look = { class: isFresh ? "sentence fresh" : "sentence", lang: tongue(sentence.text) };
  const box = make("div", look, ...sentence.blocks.map(built));
  const last = box.lastElementChild;
  const home = last?.tagName === "P" ? last : last?.matches("ul, ol") ? last.lastElementChild : box;
  for (const number of sentence.citations) {
    const cited = citations.find((one) => one.number === number);
    if (!cited) continue;
    home.append(link(cited.link, {
      class: "cite",
      title: [cited.title, cited.heading].filter(Boolean).join(" › "),
      "aria-label": `${say("source_number", language, { number })}: ${cited.title} (${say("new_tab", language)})`,
    }, language, String(number)));
  }
  return box;
}

function place(one, language) {
  const page = one.page ? `, ${say("page", language, { number: one.page })}` : "";
  return make("span", { class: "name" },
    [one.title, one.heading].filter(Boolean).join(" › ") + page,
    make("span", { class: "path" }, one.path));
}

function links(title, places, language) {
  const items = places.map(({ numbers, one }) => {
    const mark = numbers ? make("span", { class: "numbers" }, numbers.join(", ")) : "";
    return make("li", {}, link(one.link, {}, language, mark, place(one, language)));
  });
  return make("div", { class: "links" }, make("h3", {}, title), make("ul", {}, ...items));
}

function sources(citations, language) {
  const places = new Map();
  for (const one of citations) {
    const key = JSON.stringify([one.path, one.heading, one.page]);
    if (!places.has(key)) places.set(key, { numbers: [], one });
    places.get(key).numbers.push(one.number);
  }
  return links(say("sources", language), [...places.values()], language);
}

function button(key, act, className = "plain", drawing = "") {
  const made = make("button", { type: "button", class: className }, drawing, say(key));
  made.addEventListener("click", () => act(made));
  return made;
}

async function copy(words, from) {
  let isDone = true;
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    isDone = copyTheOldWay(words, from.parentElement);
  }
  from.lastChild.textContent = say(isDone ? "copied" : "copy_failed");
  setTimeout(() => { from.lastChild.textContent = say("copy"); }, 2500);
}

function copyTheOldWay(words, home) {
  const box = make("textarea", { class: "hidden" });
  box.value = words;
  home.append(box);
  box.select();
  const isDone = document.execCommand("copy");
  box.remove();
  return isDone;
}

export function answer(view, actions) {
  if (view.erased && !view.answer && !view.failure) return erased();
  if (view.failure) return failed(view, actions);
  const said = view.answer;
  const language = said.language;
  const kind = said.outcome === "answered" ? "found" : said.outcome;
  const reply = make("section", { class: `reply ${kind}`, lang: language },
    make("h2", { class: "hidden" }, say("reply", language)), badge(kind, language));
  if (said.note) reply.append(make("p", { class: "note" }, said.note));
  reply.append(...said.sentences.map((one) => quoted(one, said.citations, language)));
  if (said.citations.length) reply.append(sources(said.citations, language));
  if (!said.sentences.length) reply.append(...words(said));
  reply.append(make("div", { class: "row" },
    button("copy", (from) => copy(said.text, from), "quiet", icon("copy"))));
  return reply;
}

function words(said) {
  const [first, ...rest] = said.paragraphs.map((one) => make("p", {}, one));
  const near = said.nearest.map((one) => ({ one }));
  const listed = near.length ? [links(say("nearest", said.language), near, said.language)] : [];
  return [first ?? "", ...listed, ...rest];
}

function failed(view, { again, reword }) {
  const { reason, remedy, reference, person } = view.failure;
  // To ask again would lead nowhere; the reason names the way to a person.
  if (person) return toPerson(reason);
  const code = make("p", { class: "reference" }, `${say("reference")}: `, make("code", {}, reference));
  if (remedy === "operator") code.append(` · ${say("operator")}`);
  const helps = remedy === "reword" ? button("reword", () => reword(view.text))
    : button("again", () => again(view.text));
  const row = view.text ? [make("div", { class: "row" }, helps)] : [];
  return make("section", { class: "reply failed" }, badge("failed"),
    make("p", { lang: tongue(reason) }, reason), code, ...row);
}

function toPerson(reason) {
  const language = tongue(reason);
  return make("section", { class: "reply person", lang: language }, badge("person", language),
    make("p", {}, reason));
}

export function refused(sentence, text, { reword }) {
  return make("section", { class: "reply failed" }, badge("failed"), make("p", {}, sentence),
    make("div", { class: "row" }, button("reword", () => reword(text))));
}

export function gone(text, { again }) {
  return make("section", { class: "reply failed" }, badge("failed"), make("p", {}, say("gone_text")),
    make("div", { class: "row" }, button("again", () => again(text))));
}

function erased() {
  return make("section", { class: "reply erased" }, badge("erased"), make("p", {}, say("erased_text")));
}
