/* What every part of the author's editor stands on: elements, words, places in a document, requests. */
(() => {
  "use strict";

  const { preact } = window;
  const E = (window.PdPersonalizeEditor ??= { panels: {} });
  E.preact = preact;

  /* Elements by name: div({ class: "x" }, "text", child). Children are text or elements, never markup. */
  E.tags = new Proxy({}, { get: (_, name) => (props, ...children) => preact.h(name, props, ...children) });
  E.h = preact.h;

  /* Words: the block's own catalogue, or the page's. `fill` puts values where {names} stand. */
  const catalogue = () => window.PdPersonalizeI18n ?? window;
  E.gettext = (text) => catalogue().gettext?.(text) ?? text;
  E.ngettext = (one, many, n) => catalogue().ngettext?.(one, many, n) ?? (n === 1 ? one : many);
  E.fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  E.number = (value, digits = 0) =>
    new Intl.NumberFormat(document.documentElement.lang || "en", { maximumFractionDigits: digits }).format(value);

  /* Whatever a document holds where a list should be. */
  E.list = (value) => (Array.isArray(value) ? value : []);

  const { gettext } = E;
  E.levelName = (doc, level) => E.list(doc.levels)[level]?.name || E.fill(gettext("Level {n}"), { n: level });

  /* Levels that can be asked for, as a select takes them: everybody has level 0. */
  E.levelChoices = (doc) => E.list(doc.levels).map((_, level) => [level, E.levelName(doc, level)]).slice(1);

  E.at = (value, path) => path.reduce((inner, key) => inner?.[key], value);

  /* A copy of a document with another value at a path; all that is not on the way is shared. `undefined` removes. */
  E.put = (value, [key, ...rest], next) => {
    if (key === undefined) return next;
    const copy = Array.isArray(value) ? [...value] : { ...value };
    const inner = E.put(copy[key], rest, next);
    if (inner !== undefined) copy[key] = inner;
    else if (Array.isArray(copy)) copy.splice(key, 1);
    else delete copy[key];
    return copy;
  };

  E.move = (list, from, to) => {
    const copy = [...list];
    copy.splice(to, 0, ...copy.splice(from, 1));
    return copy;
  };

  /* The path that a problem names: "items[3].options[0]" is ["items", 3, "options", 0]. */
  E.pathOf = (where) =>
    [...where.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, key, index]) => (index === undefined ? key : Number(index)));

  E.startsWith = (path, start) => start.every((key, i) => path[i] === key);

  /* An id made of a name, unlike any that is taken: "Clear goals" is "clear-goals". */
  E.idFor = (name, taken, fallback) => {
    const plain = name.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
    const base = plain.slice(0, 48).replace(/-+$/, "") || fallback;
    const used = new Set([...taken].map((id) => String(id).toLowerCase()));
    let id = base;
    for (let n = 2; used.has(id); n += 1) id = `${base}-${n}`;
    return id;
  };

  /* The server said no, or could not be reached (status 0). `sentence` is its reason, if it gave one. */
  E.Refused = class Refused extends Error {
    constructor(status, sentence) {
      super(sentence || `HTTP ${status}`);
      this.status = status;
      this.sentence = sentence;
    }
  };

  const csrfToken = () => decodeURIComponent(/(?:^|;\s*)csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? "");

  /* Post a payload, or a form with a file, and return the reply; throw Refused. */
  E.post = async (url, payload) => {
    const isForm = payload instanceof FormData;
    const headers = { "X-CSRFToken": csrfToken(), ...(isForm ? {} : { "Content-Type": "application/json" }) };
    const body = isForm ? payload : JSON.stringify(payload);
    let response;
    try {
      response = await fetch(url, { method: "POST", credentials: "same-origin", headers, body });
    } catch {
      throw new E.Refused(0);
    }
    const reply = await response.json().catch(() => null);
    if (!response.ok || !reply) throw new E.Refused(response.redirected ? 403 : response.status, reply?.error);
    return reply;
  };

  /* Give the browser a text to keep as a file. */
  E.download = (filename, text, type = "text/plain") => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
    link.download = filename;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
})();
