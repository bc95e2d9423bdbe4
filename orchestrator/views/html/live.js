"use strict";
// Keeps a page that is served up to date: it is told that something changed, and fetches what stands in <main>.
{
  const addresses = document.body.dataset;
  const AGAIN = 2000, LATER = 10000, TICK = 1000; // milliseconds
  const PATIENCE = 60; // ticks
  const WORDS = {
    live: "Live",
    lost: "Connection lost, trying again …",
    full: "There are too many watchers, trying again …",
    over: "This page is no longer served here. Open the address that orchestrate serve printed last.",
  };
  let source, known = "", fetching = false, dirty = false, now = { phases: [] }, stopping = false;

  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const put = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };

  const dot = make("span", { className: "dot" });
  dot.setAttribute("aria-hidden", "true");
  const state = make("span", { className: "state" });
  state.setAttribute("role", "status");
  const ask = make("button", { type: "button", className: "stop", textContent: "Stop the run …", hidden: true });
  const answer = make("p", { className: "answer", hidden: true });
  answer.setAttribute("role", "status");
  const trouble = make("p", { className: "answer trouble", hidden: true });
  const panel = make("section", { id: "live" }, make("div", { className: "head" }, dot, state, ask), answer, trouble);
  panel.setAttribute("aria-label", "Connection");
  main.before(panel);
  const going = make("section", { className: "going", hidden: true });
  going.setAttribute("aria-label", "Right now");

  // Below the outcome, in what is replaced now and then.
  function place() {
    const ends = $$(".log", going).map((log) => [log, log.scrollTop]);
    $("#overview").after(going);
    for (const [log, top] of ends) log.scrollTop = top;
  }
  addEventListener("replaced", place);
  place();

  // How it stands with the connection.
  function say(what) {
    panel.dataset.state = what;
    put(state, WORDS[what]);
  }

  function connect() {
    source = new EventSource(known ? addresses.events.replace(/seen=[^&]*/, `seen=${known}`) : addresses.events);
    source.addEventListener("open", () => say("live"));
    source.addEventListener("page", refresh);
    source.addEventListener("live", (event) => show(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      say("lost");
      if (source.readyState === EventSource.CLOSED) why();
    });
  }

  // The browser tries again by itself unless it was refused; then we have to find out for which reason.
  async function why() {
    const status = await fetch(addresses.fragment, { method: "HEAD", cache: "no-store" }).then((found) => found.status, () => 0);
    if (status === 403) return over();
    if (status) say("full");
    setTimeout(connect, status ? LATER : AGAIN);
  }

  // Another server has this port by now, and another token.
  function over() {
    source.close();
    say("over");
    show({ phases: [] });
  }

  async function refresh() {
    dirty = true;
    if (fetching) return;
    fetching = true;
    try {
      while (dirty) {
        dirty = false;
        const found = await fetch(addresses.fragment, { cache: "no-store", headers: known ? { "If-None-Match": `"${known}"` } : {} });
        if (found.status === 304) continue;
        if (found.status === 403) return over();
        if (!found.ok) throw new Error(String(found.status));
        const markup = await found.text();
        await unselected();
        replaceMain(markup);
        known = (found.headers.get("ETag") ?? "").replaceAll('"', "");
      }
    } catch {
      setTimeout(refresh, AGAIN); // cut off in the middle; nobody will tell us of this change again
    } finally {
      fetching = false;
    }
  }

  // Whoever is about to copy something may do so first.
  async function unselected() {
    const chosen = getSelection();
    for (let times = 0; times < PATIENCE && !chosen.isCollapsed && main.contains(chosen.anchorNode); times += 1) {
      await new Promise((done) => setTimeout(done, TICK));
    }
  }

  function show(told) {
    const another = told.run !== now.run || (told.active && !now.active); // or it goes on again
    if (another && !stopping) answer.hidden = true; // it was about what came before
    now = told;
    ask.hidden = !now.active || stopping;
    trouble.hidden = !now.trouble;
    put(trouble, now.trouble ? `What is shown may be out of date: ${now.trouble}` : "");
    going.hidden = now.phases.length === 0; // first: what is hidden has no size, and does not scroll
    const wanted = new Map(now.phases.map((phase) => [`${now.run} ${phase.id} ${phase.attempt}`, phase]));
    for (const card of [...going.children]) if (!wanted.has(card.dataset.key)) card.remove();
    for (const [key, phase] of wanted) {
      const card = [...going.children].find((other) => other.dataset.key === key) ?? going.appendChild(cardOf(key, phase));
      update(card, phase);
    }
    tick();
  }

  function cardOf(key, phase) {
    const name = make("a", { href: `#${phase.anchor}`, textContent: `Phase ${phase.id}` });
    const lines = make("div", { className: "log" });
    const card = make("article", { className: "card" },
      make("p", { className: "name" }, name, make("span", { className: "about" }), make("span", { className: "time number" })),
      make("p", { className: "tool" }), lines);
    card.dataset.key = key;
    lines.tabIndex = 0; // long lines scroll, with the keyboard, too
    lines.setAttribute("role", "log");
    lines.setAttribute("aria-live", "off");
    lines.setAttribute("aria-label", `What the session of phase ${phase.id} says`);
    return card;
  }

  function update(card, phase) {
    put($(".about", card), `${phase.title} · ${phase.state}, attempt ${phase.attempt}`);
    put($(".tool", card), phase.tool ? `Right now: ${phase.tool}` : "");
    const lines = $(".log", card);
    lines.hidden = phase.lines.length === 0;
    const atEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 8;
    lines.replaceChildren(...phase.lines.map((line) =>
      make("p", { className: line.kind }, line.agent ? make("b", { textContent: `${line.agent}: ` }) : "", line.text)));
    if (atEnd) lines.scrollTop = lines.scrollHeight;
  }

  const two = (number) => String(number).padStart(2, "0");
  const clock = (milliseconds) => {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    const hours = Math.floor(seconds / 3600);
    return `${hours ? `${hours}:` : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  };

  function tick() {
    for (const card of going.children) {
      const phase = now.phases.find((other) => card.dataset.key === `${now.run} ${other.id} ${other.attempt}`);
      const waits = phase.waits_until ? phase.waits_until * 1000 - Date.now() : 0;
      put($(".time", card), waits > 0 ? `waits ${clock(waits)} for the ${phase.waits_for || "API"}` : clock(Date.now() - Date.parse(phase.since)));
    }
  }

  // Stopping: asked for in the page, answered by the server, shown below the button.
  const dialog = make("dialog", {},
    make("h2", { id: "stop-title", textContent: "Stop this run?" }),
    make("p", { textContent: "The sessions under way are ended, and nothing that was verified is lost. orchestrate resume goes on with it." }),
    make("div", { className: "choices" },
      make("button", { type: "button", value: "", className: "danger", textContent: "Stop now" }),
      make("button", { type: "button", value: "after-phase", textContent: "After this phase" }),
      make("button", { type: "button", value: "cancel", textContent: "Go on", autofocus: true })));
  dialog.setAttribute("aria-labelledby", "stop-title");
  document.body.append(dialog);
  ask.addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("click", (event) => {
    const choice = event.target.closest("button");
    if (!choice) return;
    dialog.close();
    if (choice.value !== "cancel") stop(choice.value);
  });

  async function stop(how) {
    const reply = (text) => {
      answer.hidden = false;
      put(answer, text);
    };
    stopping = ask.hidden = true;
    reply(how ? "Asking …" : "Stopping; sessions are given a moment to end …");
    try {
      const found = await fetch(addresses.stop, { method: "POST", body: new URLSearchParams({ run: now.run, how }) });
      reply((await found.text()).trim());
    } catch {
      reply("The server did not answer; see whether the run goes on.");
    }
    stopping = false;
    ask.hidden = !now.active;
  }

  say("lost");
  put(state, "Connecting …");
  connect();
  setInterval(tick, TICK);
}
