// Keys and speed. Everything here works without it too: links and forms do the same.
"use strict";
(() => {
  const $ = (s, of = document) => of.querySelector(s);
  const $$ = (s, of = document) => [...of.querySelectorAll(s)];
  const html = document.documentElement;
  const dialog = $("#keys");
  const trouble = $(".trouble");
  const keys = {};
  $$("#keys [data-key]").forEach((e) => { if (e.dataset.key) keys[e.dataset.key] = e.dataset.action; });
  const on = $("#keys-on");
  const off = () => localStorage.getItem("keys") === "off";
  const parse = (text) => new DOMParser().parseFromString(text, "text/html");
  const ahead = new Map(); // address -> promise of its page, fetched before it is asked for
  const read = new Map(); // story -> the versions read, as the last answer said them
  let chain = Promise.resolve(); // what is being saved, in order
  let busy = 0;
  let at = -1; // the active mention
  let prefix = "";
  let active = true, until = 0, soon = false, timer = 0;

  // --- showing ---
  const story = () => $(".queue")?.dataset.story;
  const chips = () => $$(".chips li");
  const say = (text, again) => {
    trouble.replaceChildren(text);
    if (again) {
      const button = document.createElement("button");
      button.textContent = trouble.dataset.again;
      button.onclick = () => { trouble.hidden = true; again(); };
      trouble.append(" ", button);
    }
    trouble.hidden = false;
  };
  const toast = (doc) => {
    const fresh = $(".toast", doc);
    if (fresh) $(".toast").innerHTML = fresh.innerHTML;
    const nav = $(".bar nav", doc);
    if (nav) $(".bar nav").innerHTML = nav.innerHTML;
  };
  // Puts another story in place. The list stays as it was drawn: it never moves under a hand.
  const show = (doc, url, keep, gone) => {
    const next = $(".queue", doc);
    if (!next) { location.href = url; return; }
    const old = $(".queue");
    const list = keep && old && $(".list", old);
    if (list) {
      $(`li[data-id="${gone}"]`, list)?.remove();
      $$("a[aria-current]", list).forEach((a) => a.removeAttribute("aria-current"));
      const row = $(`li[data-id="${next.dataset.story}"] a`, list);
      if (row) { row.setAttribute("aria-current", "true"); row.scrollIntoView({ block: "nearest" }); }
      $(".list", next).replaceWith(list);
      next.dataset.drawn = old.dataset.drawn;
    }
    next.classList.add("reading");
    ($(".queue") || $("main")).replaceWith(document.adoptNode(next));
    document.title = doc.title;
    if (location.href !== url) history.pushState({}, "", url);
    begin();
    $("#headline")?.focus({ preventScroll: true });
    scrollTo(0, 0);
  };
  const go = async (url) => {
    const text = ahead.get(url) || fetch(url, { headers: { "x-showwire-ahead": "1" } }).then((r) => r.text());
    try { show(parse(await text), url, true); } catch { location.href = url; }
  };
  // After a mention was decided: our reading and the versions anew, nothing else moves.
  const freshen = (doc) => {
    for (const part of [".ours", "#decide", ".said .text", ".head h1"]) {
      const [old, fresh] = [$(part), $(part, doc)];
      if (old && fresh && !(part === "#decide" && $("#note")?.value)) {
        const top = old.scrollTop;
        old.replaceWith(document.adoptNode(fresh));
        fresh.scrollTop = top;
      }
    }
    rove();
    if (at >= 0) light(false);
  };

  // --- sending ---
  const remember = (doc) => {
    const found = $$("#deciding [name=read]", doc).map((i) => i.value);
    if (found.length) read.set($(".queue", doc).dataset.story, found);
  };
  const post = async (action, data, of) => {
    const body = new URLSearchParams(data);
    if (body.has("read") && read.has(of) && body.getAll("read").length === read.get(of).length) {
      body.delete("read");
      read.get(of).forEach((value) => body.append("read", value));
    }
    const answer = await fetch(action, { method: "POST", body });
    const doc = parse(await answer.text());
    if (answer.status >= 500) throw new Error(answer.status);
    if (answer.ok) remember(doc);
    return { answer, doc };
  };
  const save = (job) => { busy += 1; chain = chain.then(job).finally(() => { busy -= 1; }); return chain; };
  const stop = (answer, doc) => {
    const main = $("main", doc);
    ($(".queue") || $("main")).replaceWith(document.adoptNode(main));
    document.title = doc.title;
    (main.querySelector("[data-do=keep], .acts a, a.button") || main).focus();
  };

  const send = (form, submitter) => {
    const action = submitter?.getAttribute("formaction") || form.getAttribute("action");
    const data = [...new FormData(form, submitter)];
    const of = story();
    const what = submitter?.value;
    const url = location.href;
    if (form.matches(".chips form") && what !== "choose") return judge(form, submitter, action, data, of);
    const onward = form.id === "deciding" && what !== "note" ? $("[data-go=next]")?.href : null;
    const before = $(".queue");
    const title = document.title;
    let moved = false;
    const waiting = onward && ahead.get(onward);
    if (waiting && waiting.text) { // the next story is here already: show it in this frame, and save behind it
      const left = before.cloneNode(true);
      show(parse(waiting.text), onward, true, of);
      moved = left;
    }
    const back = () => {
      if (moved) { $(".queue, main").replaceWith(moved); document.title = title; history.replaceState({}, "", url); moved = false; begin(); }
    };
    const run = () => save(async () => {
      try {
        const { answer, doc } = await post(action, data, of);
        if (answer.status === 409) { stop(answer, doc); return; }
        if (!answer.ok) { back(); say($(".alert", doc)?.textContent || answer.status); return; }
        trouble.hidden = true;
        toast(doc);
        if (!moved) show(doc, answer.url, form.id === "deciding", of);
        else if (story() === $(".queue", doc)?.dataset.story && busy < 2) lease();
      } catch { back(); say(trouble.dataset.gone, run); }
    });
    run();
  };
  const judge = (form, submitter, action, data, of) => {
    const li = form.closest("li");
    const yes = submitter.value === "accept";
    const was = li.className;
    li.classList.remove("open", "accepted", "rejected", "choose");
    li.classList.add(yes ? "accepted" : "rejected");
    at = chips().indexOf(li);
    const open = chips().findIndex((c, i) => i > at && c.matches(".open, .choose"));
    if (open > 0) { at = open; light(true); }
    const run = () => save(async () => {
      try {
        const { answer, doc } = await post(action, data, of);
        if (!answer.ok) { li.className = was; say($(".alert", doc)?.textContent || answer.status); return; }
        toast(doc);
        if (story() === of && busy < 2) freshen(doc);
      } catch { li.className = was; say(trouble.dataset.gone, run); }
    });
    run();
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const to = event.submitter?.getAttribute("formaction") || form.getAttribute("action") || "";
    if (form.method !== "post" || !$(".queue") || !/^\/(queue|mentions|undo|reason)/.test(to) || /\/lease$/.test(to)) return;
    event.preventDefault();
    send(form, event.submitter);
  });

  // --- mentions ---
  const rove = () => {
    chips().forEach((c, i) => { $("a", c).tabIndex = i === Math.max(at, 0) ? 0 : -1; });
    $$("mark a").forEach((a) => { a.tabIndex = -1; });
  };
  const light = (focus) => {
    $$(".active").forEach((e) => e.classList.remove("active"));
    const li = chips()[at];
    if (!li) return;
    li.classList.add("active");
    rove();
    const mark = $("#m" + li.dataset.id);
    mark?.classList.add("active");
    if (focus) { $("a", li).focus({ preventScroll: true }); li.scrollIntoView({ block: "nearest" }); mark?.scrollIntoView({ block: "nearest" }); }
  };
  const step = (by) => { const n = chips().length; if (n) { at = at < 0 ? (by > 0 ? 0 : n - 1) : (at + by + n) % n; light(true); } };
  const press = (value) => { if (at < 0) step(1); $(`button[value=${value}]`, chips()[at] || document.createElement("i"))?.click(); };
  const words = (text) => text.split(/(?<=\s)(?=\S)/).filter(Boolean);
  const edit = async (id) => {
    const li = chips().find((c) => $$("[name=same]", c).some((s) => s.value === String(id)) || c.dataset.id === String(id));
    if (!li) return;
    at = chips().indexOf(li);
    light(false);
    $(".edit")?.remove();
    const answer = await fetch("/mentions/" + id);
    const form = $(".edit", parse(await answer.text()));
    if (!form) return;
    const text = $("p.text", form);
    text.tabIndex = 0;
    const all = [...words(form.dataset.left), ...words(form.dataset.text), ...words(form.dataset.right)];
    const first = words(form.dataset.left).length;
    const last = first + words(form.dataset.text).length - 1;
    const draw = () => {
      const a = Math.max(0, Math.min(first + +form.begin.value, all.length - 1));
      const b = Math.max(a, Math.min(last + +form.finish.value, all.length - 1));
      const spot = all.slice(a, b + 1).join("");
      $("[data-before]", text).textContent = all.slice(0, a).join("");
      $("mark", text).textContent = spot.trimEnd();
      $("[data-after]", text).textContent = spot.slice(spot.trimEnd().length) + all.slice(b + 1).join("");
    };
    text.onkeydown = (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!by) return;
      event.preventDefault();
      const field = event.shiftKey ? form.begin : form.finish;
      field.value = Math.max(+field.min, Math.min(+field.max, +field.value + by));
      draw();
    };
    form.oninput = draw;
    li.after(form);
    text.focus();
  };
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const a = event.target.closest("a");
    const id = a?.getAttribute("href")?.match(/^\/mentions\/(\d+)$/)?.[1];
    if (id) { event.preventDefault(); edit(id); return; }
    if (a?.matches(".edit [data-do=cancel]")) { event.preventDefault(); close(); return; }
    if (a && $(".queue") && a.matches(".list li a, [data-go]")) { event.preventDefault(); go(a.href); }
  });
  const close = () => { $(".edit")?.remove(); $$("details.pop[open]").forEach((d) => { d.open = false; }); light(true); };

  // --- who reads it ---
  const lease = async () => {
    const queue = $(".queue");
    if (!queue || !$("#deciding")) return;
    const of = story();
    if ($("[data-do=take]")) return;
    try {
      const answer = await fetch(`/queue/${of}/lease`, { method: "POST", body: new URLSearchParams({ script: 1, drawn: queue.dataset.drawn }) });
      if (!answer.ok || story() !== of) return;
      const said = await answer.json();
      if (!said.mine) { say(trouble.dataset.took.replace("%s", said.by)); until = 0; return; }
      until = Date.now() + said.seconds * 1000;
      soon = false;
      const fresh = $(".fresh");
      fresh.hidden = !said.arrived;
      $("a", fresh).textContent = trouble.dataset.fresh.replace("%s", said.arrived);
    } catch { /* the next one may get through */ }
  };
  const tick = () => {
    const spot = $("[data-left]");
    if (!spot || !until) return;
    const left = Math.max(0, Math.round((until - Date.now()) / 1000));
    if (left < 70 && active) { active = false; until = Date.now() + left * 1000; lease(); }
    spot.textContent = trouble.dataset.yours.replace("%s", left >= 60 ? `${Math.floor(left / 60)} min ${left % 60} s` : `${left} s`);
    if (left <= 20 && left > 0 && !soon) { soon = true; say(trouble.dataset.soon); }
  };
  for (const kind of ["keydown", "scroll", "pointermove"]) document.addEventListener(kind, () => { active = true; }, { passive: true, capture: true });

  // --- keys ---
  const click = (name) => { const e = $(`[data-do="${name}"]`); if (e) e.click(); };
  const field = (selector) => { const e = $(selector); if (e) { e.focus(); e.select?.(); } };
  const acts = {
    next: () => $("[data-go=next]")?.click(),
    previous: () => $("[data-go=previous]")?.click(),
    note: () => { const d = $("details.pop"); if (d) { d.open = true; $("#note").focus(); } },
    undo: () => ($(".toast [data-undo] button") || $(".bar [data-do=undo]"))?.click(),
    "mention-previous": () => step(-1),
    "mention-next": () => step(1),
    "mention-yes": () => press("accept"),
    "mention-no": () => press("reject"),
    "mention-edit": () => { if (at < 0) step(1); const li = chips()[at]; if (li) edit(li.dataset.id); },
    explain: () => { const d = $("details.facts"); if (d) { d.open = !d.open; $("summary", d).focus(); } },
    select: () => { const box = $(`.list li[data-id="${story()}"] input`); if (box) box.checked = !box.checked; },
    bulk: () => { if (!$("#bulk") || $("input[form=bulk]:checked")) click("bulk"); },
    search: () => field("#q, #find"),
    paste: () => field("#paste"),
    "go-queue": () => { location.href = "/queue"; },
    "go-claims": () => { location.href = "/claims"; },
    "go-sources": () => { location.href = "/sources"; },
    keys: () => dialog?.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing || dialog?.open) return;
    const inField = event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (event.key === "Escape") {
      if (inField) event.target.blur();
      if ($(".edit, details.pop[open]")) close(); else if (!inField) click("cancel");
      return;
    }
    if (inField || off()) return;
    const key = prefix + event.key;
    prefix = "";
    const action = keys[key];
    if (action) { event.preventDefault(); (acts[action] || (() => click(action)))(); return; }
    if (Object.keys(keys).some((k) => k.startsWith(event.key + " "))) prefix = event.key + " ";
  });
  if (on) {
    const set = () => html.classList.toggle("no-keys", off());
    on.checked = !off();
    on.onchange = () => { localStorage.setItem("keys", on.checked ? "on" : "off"); set(); };
    set();
  }
  const button = $("button.keys");
  if (button) { button.hidden = false; button.onclick = acts.keys; }

  // --- a story is shown ---
  const begin = () => {
    at = -1;
    until = 0;
    rove();
    const facts = $("details.facts");
    if (facts && innerWidth < 901) facts.open = false;
    const next = $("[data-go=next]")?.href;
    if (next && !ahead.has(next)) {
      const page = fetch(next, { headers: { "x-showwire-ahead": "1" } }).then((r) => r.text());
      ahead.set(next, page);
      page.then((text) => { page.text = text; }, () => ahead.delete(next));
      if (ahead.size > 8) ahead.delete(ahead.keys().next().value);
    }
    lease();
    clearInterval(timer);
    timer = setInterval(tick, 1000);
  };
  addEventListener("popstate", () => location.reload());
  begin();
})();
