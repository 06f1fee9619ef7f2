// What may happen with one's words: each button is an order, each receipt is private.
import { call } from "./net.js";
import { say } from "./words.js";

const dialog = document.getElementById("choices");
const receipt = document.getElementById("receipt");
const title = document.getElementById("receipt-title");
const words = document.getElementById("receipt-text");
const confirming = document.getElementById("confirm");
let onForgotten = () => {};
let turn = 0; // only the newest answer is shown, whatever arrives when

function show(heading, text, isAsking = false) {
  title.textContent = heading;
  words.textContent = text;
  confirming.hidden = !isAsking;
  receipt.classList.toggle("asking", isAsking);
}

async function standing() {
  const mine = ++turn;
  show(say("privacy_now"), say("privacy_loading"));
  let words;
  try {
    const { status, body } = await call("/api/privacy");
    words = status === 200 ? body.text : body.error;
  } catch {
    words = say("no_connection");
  }
  if (mine === turn) show(say("privacy_now"), words);
}

function tell({ command, text }) {
  if (command === "forget") show(say("forget"), text, true);
  else show(say(command === "status" ? "privacy_now" : "receipt"), text);
  if (command === "forget-confirmed") onForgotten();
}

async function order(command) {
  turn += 1;
  const buttons = dialog.querySelectorAll("[data-command]");
  for (const button of buttons) button.disabled = true;
  try {
    const { status, body } = await call("/api/privacy", { command });
    if (status !== 200) show(say("failed"), body.error);
    else tell(body);
  } catch {
    show(say("failed"), say("order_failed"));
  } finally {
    for (const button of buttons) button.disabled = false;
    receipt.focus();
    receipt.scrollIntoView({ block: "nearest" });
  }
}

// `receipt`: of an order that was typed instead.
export function openChoices({ forgotten, receipt: given }) {
  onForgotten = forgotten;
  if (!dialog.open) dialog.showModal();
  if (given) tell(given);
  else standing();
}

for (const button of dialog.querySelectorAll("[data-command]")) {
  button.addEventListener("click", () => order(button.dataset.command));
}
document.getElementById("choices-close").addEventListener("click", () => dialog.close());
document.getElementById("confirm-cancel").addEventListener("click", standing);
dialog.addEventListener("close", () => document.getElementById("text").focus());
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
