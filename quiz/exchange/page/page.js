"use strict";
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const names = read("names"), cards = read("cards");
const main = document.querySelector("main"), nav = document.querySelector("nav");
if (matchMedia("(prefers-color-scheme: dark)").matches) main.classList.add("night");
const make = (tag, attributes = {}, html = "") => {
  const made = Object.assign(document.createElement(tag), attributes);
  if (html) made.innerHTML = html;
  return made;
};
const note = (card) => (card.n ? `<div class="note">${card.n}</div>` : "");
function list() {
  let deck = null;
  const fold = make("button", { type: "button", textContent: names.open });
  fold.onclick = () => {
    const shut = main.querySelector("details:not([open])") !== null;
    main.querySelectorAll("details").forEach((one) => (one.open = shut));
    fold.textContent = shut ? names.close : names.open;
  };
  main.append(fold);
  for (const card of cards) {
    if (card.deck !== deck) main.append(make("h2", { textContent: (deck = card.deck) }));
    const one = make("details");
    one.append(make("summary", {}, `<div>${card.q}</div>`), make("div", { className: "answer" }, card.a + note(card)));
    main.append(one);
  }
}
function print() {
  const grid = make("div", { className: "print" });
  for (const card of cards) grid.append(make("div", {}, card.q), make("div", {}, card.a + note(card)));
  main.append(grid);
}
function quiz() {
  const box = make("section", { className: "quiz" });
  const queue = cards.map((_, place) => place).sort(() => Math.random() - 0.5);
  let right = 0;
  main.append(box);
  const next = () => {
    box.replaceChildren();
    const place = queue.shift();
    if (place === undefined) {
      box.append(make("p", { textContent: names.done.replace("{right}", right).replace("{all}", cards.length) }));
      const again = make("button", { type: "button", textContent: names.again });
      again.onclick = () => show("quiz");
      box.append(again);
      again.focus();
      return;
    }
    const card = cards[place];
    const shown = make("div", { className: "card" }, card.q);
    const buttons = make("div", { className: "buttons" });
    const reveal = make("button", { type: "button", textContent: names.show });
    reveal.onclick = () => {
      shown.append(make("hr"), make("div", { className: "answer" }, card.a + note(card)));
      const knew = make("button", { type: "button", textContent: names.knew });
      const missed = make("button", { type: "button", textContent: names.missed });
      knew.onclick = () => { right += 1; next(); };
      missed.onclick = () => { queue.push(place); next(); };
      buttons.replaceChildren(knew, missed);
      knew.focus();
    };
    buttons.append(reveal);
    box.append(make("p", { textContent: `${queue.length + 1}` }), shown, buttons);
    reveal.focus();
  };
  next();
}
const views = { list, cards: print, quiz };
function show(name) {
  main.replaceChildren();
  nav.querySelectorAll("button").forEach((one) => one.setAttribute("aria-pressed", one.dataset.view === name));
  views[name]();
}
for (const name of Object.keys(views)) {
  const button = make("button", { type: "button", textContent: names[name] });
  button.dataset.view = name;
  button.onclick = () => show(name);
  nav.append(button);
}
show("list");
