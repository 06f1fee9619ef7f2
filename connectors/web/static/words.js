// Sentences in the page's language, or in that of an answer.
let all = {};

export async function loadWords() {
  all = await (await fetch("/static/words.json")).json();
}

export function pageLanguage() {
  return document.documentElement.lang;
}

export function say(key, language = pageLanguage(), facts = {}) {
  const sentence = (all[language] ?? all.en)[key];
  return sentence.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
}
