// Keys and speed; all works without it.
"use strict";
(() => {
const $ = (s, of = document) => of.querySelector(s);
const $$ = (s, of = document) => [...of.querySelectorAll(s)];
const dialog = $("#keys");
const bar = $(".trouble");
const keys = {};
$$("#keys [data-key]").forEach((e) => { keys[e.dataset.key] = e.dataset.action; });
const off = () => localStorage.keys === "off";
const parse = (text) => new DOMParser().parseFromString(text, "text/html");
const ahead = new Map(); // address -> page, early
const made = new Map(); // what was read of an article -> what my own decision, and nothing else, made of it
let chain = Promise.resolve(); // what is being saved
let busy = 0, at = -1, prefix = "", active = true, until = 0, soon = false;

const story = () => $(".queue")?.dataset.story;
const row = (id) => $(`#h${id}`)?.closest("li");
const reads = (of = document) => $$("#deciding [name=read]", of).map((i) => i.value);
const now = (read) => { while (made.has(read)) read = made.get(read); return read; };
const chips = () => $$(".chips li[data-id]");
const say = (text, again) => {
	bar.replaceChildren(text);
	if (again) {
		const button = document.createElement("button");
		button.textContent = bar.dataset.again;
		button.onclick = () => { bar.hidden = true; again(); };
		bar.append(" ", button);
	}
	bar.hidden = false;
};
const toast = (doc) => [".toast", ".bar nav"].forEach((part) => { if ($(part, doc)) $(part).innerHTML = $(part, doc).innerHTML; });
const put = (node) => $(".queue, main").replaceWith(node);
const peek = (url) => fetch(url, { headers: { "x-showwire-ahead": "1" } }).then((r) => r.text());

// Another story in place. The list stays as it was drawn: it never moves under a hand.
const show = (doc, url, keep, gone) => {
	const next = $(".queue", doc);
	if (!next) { location.href = url; return; }
	const old = $(".queue");
	if (keep && old) {
		const list = $(".list", old);
		row(gone)?.remove();
		$$("h3", list).forEach((h) => {
			const left = h.nextElementSibling.children.length;
			if (left) $("span", h).textContent = left;
			else { h.nextElementSibling.remove(); h.remove(); }
		});
		$("a[aria-current]", list)?.removeAttribute("aria-current");
		const mine = row(next.dataset.story);
		if (mine) $("a", mine).setAttribute("aria-current", "true");
		$(".count", list).replaceWith($(".count", next));
		$(".list", next).replaceWith(list);
		next.dataset.drawn = old.dataset.drawn;
	}
	next.classList.add("reading");
	put(next);
	document.title = doc.title;
	ahead.delete(url);
	if (location.href !== url) history.pushState({}, "", url);
	begin();
	$(".list [aria-current]")?.scrollIntoView({ block: "nearest" });
	$("#headline")?.focus({ preventScroll: true });
	scrollTo(0, 0);
};
const go = async (url) => {
	try { show(parse(await (ahead.get(url) || peek(url))), url, true); } catch { location.href = url; }
};
// The story that is shown, drawn anew with what I did; what came of others beside that stays unread, and is no part of a decision.
const freshen = (doc) => {
	if (reads().map(now).join() !== reads(doc).join()) { say(bar.dataset.moved); return; }
	if ($("#note").value || $(".box")) return;
	for (const part of [".count", ".head .meta", ".ours", "#decide", ".said .text"]) {
		const [old, fresh] = [$(part), $(part, doc)];
		if (!old || !fresh) continue;
		const top = old.scrollTop;
		old.replaceWith(fresh);
		fresh.scrollTop = top;
	}
	light(document.activeElement === document.body);
};

// --- sending ---
const post = async (action, data) => {
	const body = new URLSearchParams(data.map(([name, value]) => [name, now(value)]));
	const answer = await fetch(action, { method: "POST", body });
	const doc = parse(await answer.text());
	if (answer.status >= 500) throw new Error(answer.status);
	const [url, own] = answer.url.split(/[?&]own=/);
	own?.split(",").forEach((read) => made.set(body.getAll("seen").find((was) => was.split(":")[0] === read.split(":")[0]), read));
	return { answer, doc, url };
};
// One after another; `back` brings back what was there where it fails.
const save = (action, data, done, back) => {
	busy += 1;
	chain = chain.then(async () => {
		try {
			const { answer, doc, url } = await post(action, data);
			bar.hidden = true;
			toast(doc);
			if (answer.status === 409 && $(".queue", doc)) show(doc, url, true);
			else if (answer.status === 409) { put($("main", doc)); $$(".skip").forEach((a) => $(a.hash) || a.remove()); $("[data-do=keep], .acts a")?.focus(); }
			else if (answer.ok) done(doc, url);
			else { back(); say($(".alert", doc)?.textContent || answer.status); }
		} catch { back(); say(bar.dataset.gone, () => save(action, data, done, back)); }
	}).finally(() => { busy -= 1; });
};
const send = (form, submitter) => {
	const action = submitter?.getAttribute("formaction") || form.getAttribute("action");
	const data = [...new FormData(form, submitter)];
	const [of, url, title, what] = [story(), location.href, document.title, submitter?.value];
	const leaves = form.id === "deciding" && what !== "note";
	if (!leaves) data.push(...reads().map((read) => ["seen", read]));
	if (form.matches("[data-id] form") && what !== "choose") { judge(submitter, what, action, data, of); return; }
	const onward = leaves && $("[data-go=next]")?.href;
	const text = onward && ahead.get(onward)?.text;
	let was = null;
	if (text) { // it is here already: shown in this frame, saved behind it
		was = $(".queue").cloneNode(true);
		show(parse(text), onward, true, of);
	}
	save(action, data, (doc, where) => {
		if (busy > 1) return; // the hand is further on
		if (!was) show(doc, where, leaves, of);
		else {
			if (story() === $(".queue", doc)?.dataset.story) freshen(doc); // it came before the ledger knew of this
			lease();
		}
	}, () => {
		if (!was) return;
		put(was);
		was = null;
		document.title = title;
		history.replaceState({}, "", url);
		begin();
	});
};
const judge = (button, what, action, data, of) => {
	const li = button.closest("li");
	const was = li.className;
	li.className = was.replace(/open|accepted|rejected|choose/, what === "accept" ? "accepted" : "rejected");
	at = chips().indexOf(li);
	const open = chips().findIndex((c, i) => i > at && c.matches(".open, .choose"));
	if (open > 0) { at = open; light(true); }
	save(action, data, (doc) => { if (story() === of && busy < 2) freshen(doc); }, () => { li.className = was; });
};
document.addEventListener("submit", (event) => {
	const form = event.target;
	const to = event.submitter?.getAttribute("formaction") || form.getAttribute("action") || "";
	if (form.method !== "post" || !$(".queue") || !/^\/(queue|mentions|undo|reason)/.test(to) || to.endsWith("/lease")) return;
	event.preventDefault();
	send(form, event.submitter);
});

// --- mentions ---
const light = (focus) => {
	$$(".active").forEach((e) => e.classList.remove("active"));
	chips().forEach((c, i) => { $("a", c).tabIndex = i === Math.max(at, 0) ? 0 : -1; });
	$$("mark a").forEach((a) => { a.tabIndex = -1; });
	const li = chips()[at];
	if (!li) return;
	const mark = $("#m" + li.dataset.id);
	[li, mark].forEach((e) => { e?.classList.add("active"); if (focus) e?.scrollIntoView({ block: "nearest" }); });
	if (focus) $("a", li).focus({ preventScroll: true });
};
const step = (by) => { const n = chips().length; if (n) { at = at < 0 && by < 0 ? n - 1 : (at + by + n) % n; light(true); } };
const press = (value) => { if (at < 0) step(1); const li = chips()[at]; if (li) $(`button[value=${value}]`, li)?.click(); };
const words = (text) => text.split(/(?<=\s)(?=\S)/).filter(Boolean);
const boxed = (form, after, tag) => {
	$(".box")?.remove();
	const box = document.createElement(tag);
	box.className = "box";
	box.append(form);
	after.after(box);
};
const edit = async (id) => {
	at = chips().findIndex((c) => c.dataset.id === id || (c.dataset.same || "").split(" ").includes(id));
	const form = $(".edit", parse(await (await fetch("/mentions/" + id)).text()));
	const li = chips()[at]; // asked only now: an answer may have drawn them anew
	if (!li || !form) return;
	light(false);
	const text = $(".text", form);
	const { left, right, text: said } = form.dataset;
	const [before, inside] = [words(left), words(said)];
	const all = [...before, ...inside, ...words(right)];
	text.tabIndex = 0;
	const draw = () => {
		const a = Math.max(0, Math.min(before.length + +form.begin.value, all.length - 1));
		const b = Math.max(a, Math.min(before.length + inside.length - 1 + +form.finish.value, all.length - 1));
		const spot = all.slice(a, b + 1).join("").trimEnd();
		const start = all.slice(0, a).join("");
		$("[data-before]", text).textContent = start;
		$("mark", text).textContent = spot;
		$("[data-after]", text).textContent = all.join("").slice(start.length + spot.length);
	};
	text.onkeydown = (event) => {
		const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
		if (!by) return;
		event.preventDefault();
		const end = event.shiftKey ? form.begin : form.finish;
		end.value = Math.max(+end.min, Math.min(+end.max, +end.value + by));
		draw();
	};
	form.oninput = draw;
	boxed(form, li, "li");
	text.focus();
};
// The words that are selected, and which of their like in the text they are: a mention where none was found.
const add = async () => {
	const [range, body] = [getSelection(), $(".said .text")];
	const words = `${range}`.trim();
	let url = $("#add").href;
	if (words && body.contains(range.anchorNode)) {
		const upto = range.getRangeAt(0).cloneRange();
		upto.setStart(body, 0);
		const before = upto.cloneContents();
		$$(".vh", before).forEach((e) => e.remove());
		url += `&words=${encodeURIComponent(words)}&nth=${before.textContent.split(words).length - 1}`;
	}
	const form = $("form.add", parse(await peek(url)));
	if (!form) { location.href = url; return; }
	boxed(form, $("#add").parentNode, "div");
	form.person.focus();
};
const close = () => { $(".box")?.remove(); $$("details.pop[open]").forEach((d) => { d.open = false; }); light(true); };
document.addEventListener("click", (event) => {
	const a = event.target.closest("a");
	if (!a || event.ctrlKey || event.metaKey || event.shiftKey || !$(".queue")) return;
	const id = a.pathname.match(/^\/mentions\/(\d+)$/)?.[1];
	const act = id ? () => edit(id) : a.id === "add" ? add : a.matches(".box a") ? close : a.matches(".list li a, [data-go]") ? () => go(a.href) : null;
	if (act) { event.preventDefault(); act(); }
});

// --- who reads it ---
const lease = async () => {
	const [queue, of] = [$(".queue"), story()];
	if (!$("#deciding")?.offsetParent || $("[data-do=take]")) return;
	try {
		const answer = await fetch(`/queue/${of}/lease`, { method: "POST", body: new URLSearchParams({ script: 1, drawn: queue.dataset.drawn }) });
		const said = await answer.json();
		if (story() !== of) return;
		until = said.mine && Date.now() + said.seconds * 1000;
		soon = false;
		if (!said.mine) say(bar.dataset.took.replace("%s", said.by));
		$(".fresh").hidden = !said.arrived;
		$(".fresh a").textContent = bar.dataset.fresh.replace("%s", said.arrived);
	} catch {}
};
setInterval(() => {
	const spot = $("[data-left]");
	if (!spot || !until) return;
	const left = Math.max(0, Math.round((until - Date.now()) / 1000));
	if (left < 70 && active) { active = false; lease(); }
	spot.textContent = bar.dataset.yours.replace("%s", left < 60 ? `${left} s` : `${Math.floor(left / 60)} min ${left % 60} s`);
	if (left <= 20 && left && !soon) { soon = true; say(bar.dataset.soon); }
}, 1000);
for (const kind of ["keydown", "scroll", "pointermove"]) document.addEventListener(kind, () => { active = true; }, { passive: true, capture: true });

// --- keys ---
const click = (selector) => $(selector)?.click();
const into = (f) => { if (f) { f.closest("details").open = true; f.focus(); } };
const to = (path) => () => { location.href = path; };
const acts = {
	next: () => click("[data-go=next]"),
	previous: () => click("[data-go=previous]"),
	note: () => into($("#note")),
	pin: () => { const b = $("[open] [data-do=pin]") || $("[data-do=pin]"); if (b?.form.note.value) b.click(); else into(b?.form.note); }, // with a reason
	undo: () => ($(".toast [data-undo] button") || $(".bar [data-do=undo]"))?.click(),
	"mention-previous": () => step(-1),
	"mention-next": () => step(1),
	"mention-yes": () => press("accept"),
	"mention-no": () => press("reject"),
	"mention-edit": () => {
		if (`${getSelection()}`.trim()) { add(); return; }
		if (at < 0) step(1);
		if (chips()[at]) edit(chips()[at].dataset.id); else add();
	},
	select: () => click(story() ? `.list [name=story][value="${story()}"]` : "[data-do=select]"),
	search: () => $("#q, #find")?.focus(),
	paste: () => $("#paste")?.focus(),
	"go-queue": to("/queue"),
	"go-claims": to("/claims"),
	"go-sources": to("/sources"),
	keys: () => dialog.showModal(),
};
document.addEventListener("keydown", (event) => {
	const { key, target } = event;
	if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing || dialog?.open) return;
	const field = target.matches("input:not([type=checkbox]), textarea, select");
	if (key === "Escape") {
		if (field) target.blur();
		if ($(".box, details.pop[open]")) close(); else if (!field) click("[data-do=cancel]");
		return;
	}
	if (field || off()) return;
	const action = keys[prefix + key];
	prefix = !action && Object.keys(keys).some((k) => k.startsWith(key + " ")) ? key + " " : "";
	if (!action) return;
	event.preventDefault();
	(acts[action] || (() => click(`[data-do="${action}"]`)))();
});
const on = $("#keys-on");
if (on) {
	const set = () => document.documentElement.classList.toggle("no-keys", off());
	on.checked = !off();
	on.onchange = () => { localStorage.keys = on.checked ? "on" : "off"; set(); };
	set();
	const button = $("button.keys");
	button.hidden = false;
	button.onclick = acts.keys;
}

// --- a story is shown ---
const begin = () => {
	at = -1;
	until = 0;
	light(false);
	const next = $("[data-go=next]")?.href;
	if (next && !ahead.has(next)) {
		const page = chain.then(() => peek(next)); // after what is being saved: that may move what the next one says
		ahead.set(next, page);
		page.then((text) => { page.text = text; }, () => ahead.delete(next));
	}
	lease();
};
addEventListener("popstate", () => location.hash || location.reload());
if ($(".queue")) begin();
})();
