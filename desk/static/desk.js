// Keys and speed. Everything here works without it too: links and forms do the same.
"use strict";
(() => {
  const keys = {};
  document.querySelectorAll("#keys [data-key]").forEach((e) => { keys[e.dataset.key] = e.dataset.action; });
  const dialog = document.getElementById("keys");
  const one = (selector) => document.querySelector(selector);
  const chips = () => [...document.querySelectorAll(".chips li")];
  let at = -1;

  const focusChip = (step) => {
    const all = chips();
    if (!all.length) return;
    at = (at + step + all.length) % all.length;
    const link = all[at].querySelector("a");
    link.focus();
    const mark = document.getElementById(link.hash.slice(1));
    if (mark) mark.scrollIntoView({ block: "center" });
  };
  const press = (selector) => { const b = one(selector); if (b) b.click(); };
  const follow = (selector) => { const a = one(selector); if (a) location.href = a.href; };

  const actions = {
    next: () => follow("[data-go=next]"),
    previous: () => follow("[data-go=previous]"),
    approve: () => press("[data-do=approve]"),
    reject: () => press("[data-do=reject]"),
    wait: () => press("[data-do=wait]"),
    undo: () => press("form[action='/undo'] button"),
    "mention-previous": () => focusChip(-1),
    "mention-next": () => focusChip(1),
    "mention-yes": () => decideMention("accept"),
    "mention-no": () => decideMention("reject"),
    open: () => press("[data-do=open]"),
    keys: () => dialog && dialog.showModal(),
  };

  // A mention is decided in place: the same form, sent behind; the page is only read again when that fails.
  const decideMention = (what) => {
    const all = chips();
    if (at < 0) focusChip(1);
    const button = all[at] && all[at].querySelector(`button[value=${what}]`);
    if (button) button.click();
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches(".chips form") || !event.submitter || event.submitter.value === "choose") return;
    event.preventDefault();
    const data = new URLSearchParams(new FormData(form, event.submitter));
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, redirect: "manual" });
      if (answer.type !== "opaqueredirect" && !answer.ok) throw new Error(String(answer.status));
    } catch {
      form.submit();
      return;
    }
    const li = form.closest("li");
    const yes = event.submitter.value === "accept";
    li.classList.remove("open", "accepted", "rejected", "choose");
    li.classList.add(yes ? "accepted" : "rejected");
    li.querySelectorAll("button").forEach((b) => b.setAttribute("aria-pressed", String(b === event.submitter)));
    form.querySelectorAll("[name=same]").forEach((same) => {
      const mark = document.getElementById("m" + same.value);
      if (mark) mark.classList.toggle("rejected", !yes);
    });
    at = chips().indexOf(li);
    const open = chips().findIndex((c, i) => i > at && c.classList.contains("open"));
    if (open > 0) focusChip(open - at);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return;
    if (dialog && dialog.open) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const action = actions[keys[event.key]];
    if (action) { event.preventDefault(); action(); }
  });

  // Another list row may be next: fetch it now, so that it is there when it is asked for.
  const next = one("[data-go=next]");
  if (next) {
    const hint = document.createElement("link");
    hint.rel = "prefetch";
    hint.href = next.href;
    document.head.append(hint);
  }
  const title = one(".head h1");
  if (title && location.search.includes("then=")) title.focus();
})();
