"use strict";
// What makes the page handy; all of it can be read without.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const main = $("#main"), search = $("#search"), found = $("#found"), onlyOpen = $("#open-only");
const html = document.documentElement;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const MOST_MARKED = 400, SHORTEST = 2;
let texts = new WeakMap(), unfoldedBySearch = new Set(), timer = 0;
html.classList.add("js");

const phases = () => $$("#phases > .phase");
const textOf = (element) => {
  if (!texts.has(element)) texts.set(element, element.textContent.toLowerCase());
  return texts.get(element);
};
const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

// Search: all words must be in one gate, one finding, or the head of a phase.
function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const asked = words.length > 0 && words.join("").length >= SHORTEST;
  const matches = (element) => words.every((word) => textOf(element).includes(word));
  for (const details of unfoldedBySearch) details.open = false;
  unfoldedBySearch = new Set();
  const counts = { phase: 0, gate: 0, finding: 0 };
  const hits = [];
  let shown = 0;
  for (const phase of phases()) {
    const wanted = onlyOpen.getAttribute("aria-pressed") !== "true" || !phase.classList.contains("done");
    let match = wanted;
    if (wanted && asked) {
      const items = words.every((word) => textOf(phase).includes(word)) ? $$(".gate, .finding", phase).filter(matches) : [];
      const named = matches($("summary", phase));
      for (const item of items) counts[item.classList.contains("gate") ? "gate" : "finding"] += 1;
      if (named) hits.push($("summary", phase));
      hits.push(...items);
      match = named || items.length > 0;
      counts.phase += match;
    }
    phase.classList.toggle("off", !match);
    shown += match;
  }
  if (asked) for (const hit of hits.slice(0, MOST_MARKED)) unfold(hit, unfoldedBySearch);
  highlight(asked ? words : [], hits);
  const pressed = onlyOpen.getAttribute("aria-pressed") === "true";
  found.textContent = asked
    ? [count(counts.phase, "phase"), count(counts.gate, "gate"), count(counts.finding, "finding")].join(", ")
    : pressed ? count(shown, "phase") : "";
}

function highlight(words, hits) {
  if (!window.Highlight) return;
  const ranges = [];
  for (const hit of words.length ? hits.slice(0, MOST_MARKED) : []) {
    const walker = document.createTreeWalker(hit, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node && ranges.length < MOST_MARKED; node = walker.nextNode()) {
      const text = node.data.toLowerCase();
      for (const word of words) {
        for (let at = text.indexOf(word); at >= 0 && ranges.length < MOST_MARKED; at = text.indexOf(word, at + word.length)) {
          if (at + word.length <= node.length) ranges.push(new StaticRange({ startContainer: node, startOffset: at, endContainer: node, endOffset: at + word.length }));
        }
      }
    }
  }
  CSS.highlights.set("found", new Highlight(...ranges));
}

// Opens what an element is folded into; the element itself is left as it is.
function unfold(element, opened) {
  for (let at = element.parentElement.closest("details"); at; at = at.parentElement.closest("details")) {
    if (!at.open) {
      at.open = true;
      if (opened) opened.add(at);
    }
  }
}

function goTo(id) {
  const target = document.getElementById(id);
  if (!target || !main.contains(target)) return;
  if (target.classList.contains("off") || target.closest(".off")) clear();
  unfold(target);
  if (target.tagName === "DETAILS") {
    target.open = true;
    $("summary", target).focus({ preventScroll: true });
  }
  target.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
}

function clear() {
  search.value = "";
  onlyOpen.setAttribute("aria-pressed", "false");
  filter();
}

function step(by) {
  const seen = phases().filter((phase) => !phase.classList.contains("off"));
  const at = seen.indexOf(document.activeElement?.closest?.(".phase"));
  const next = seen[at < 0 ? (by > 0 ? 0 : seen.length - 1) : Math.min(Math.max(at + by, 0), seen.length - 1)];
  if (next) {
    $("summary", next).focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }
}

function foldAll(open) {
  for (const details of $$("details", main)) details.open = open && !details.classList.contains("minor");
  unfoldedBySearch.clear();
}

search.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(filter, 80);
});
onlyOpen.addEventListener("click", () => {
  onlyOpen.setAttribute("aria-pressed", String(onlyOpen.getAttribute("aria-pressed") !== "true"));
  filter();
});
$("#unfold").addEventListener("click", () => foldAll(true));
$("#fold").addEventListener("click", () => foldAll(false));
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && (search.value || document.activeElement === search)) {
    clear();
    search.blur();
  } else if (event.target.matches?.("input, textarea, select")) {
    return;
  } else if (event.key === "/") {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "j" || event.key === "k") {
    step(event.key === "j" ? 1 : -1);
  }
});
main.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#'], [data-go]");
  if (!link) return;
  const id = link.dataset.go ?? decodeURIComponent(link.getAttribute("href").slice(1));
  if (location.hash === `#${id}`) goTo(id);
  else location.hash = id;
  event.preventDefault();
});
addEventListener("hashchange", () => goTo(decodeURIComponent(location.hash.slice(1))));

// Printed is what was folded, too, but for what nobody asks about on paper.
let folded = [];
addEventListener("beforeprint", () => {
  folded = $$("details:not([open]):not(.minor)", main);
  for (const details of folded) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of folded) details.open = false;
  folded = [];
});

// Puts a newer version of what stands in <main> in place; what is folded, searched for, focused and looked at stays.
function replaceMain(markup) {
  const key = (element) => {
    const owner = element.closest("[id]");
    return `${owner.id} ${$$(element.tagName, owner).indexOf(element)}`;
  };
  const open = new Map($$("details", main).map((details) => [key(details), details.open]));
  const scrolled = new Map($$(".wide", main).map((box) => [key(box), [box.scrollLeft, box.scrollTop]]));
  const focused = main.contains(document.activeElement) && document.activeElement !== main ? key(document.activeElement) : "";
  const tag = focused && document.activeElement.tagName;
  const top = [...$$("section, .phase, .attempt", main)].find((element) => element.id && element.getBoundingClientRect().bottom > 80);
  const offset = top ? top.getBoundingClientRect().top : 0;
  main.replaceChildren(...new DOMParser().parseFromString(markup, "text/html").body.childNodes);
  dispatchEvent(new Event("replaced")); // whoever put something of its own there does so again
  texts = new WeakMap();
  unfoldedBySearch = new Set([...unfoldedBySearch].filter((details) => details.isConnected));
  for (const details of $$("details", main)) details.open = open.get(key(details)) ?? details.open;
  for (const box of $$(".wide", main)) [box.scrollLeft, box.scrollTop] = scrolled.get(key(box)) ?? [0, 0];
  if (focused) $$(tag, main).find((element) => key(element) === focused)?.focus({ preventScroll: true });
  document.title = $("#overview").dataset.title;
  filter();
  const again = top && document.getElementById(top.id);
  if (again) scrollBy({ top: again.getBoundingClientRect().top - offset, behavior: "instant" });
}

if (location.hash) goTo(decodeURIComponent(location.hash.slice(1)));
