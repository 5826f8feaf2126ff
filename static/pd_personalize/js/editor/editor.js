/* The editor's state: one document that is never edited in place, its past and future, and what the server says of it. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { gettext, fill } = E;

  const CHECK_AFTER_MS = 600;
  const KEEP_AFTER_MS = 400;
  const MOST_STEPS = 200;
  const KEEP_DAYS = 14;

  const LISTS = ["levels", "domains", "competencies", "items", "sections"];
  const INNER = { competencies: ["prerequisites"], items: ["options"] };
  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const isListOfObjects = (value) => value === undefined || (Array.isArray(value) && value.every(isObject));

  /* Whether the editor's panels can show a document; anything else is mended as text. */
  const hasShape = (doc) =>
    isObject(doc) &&
    LISTS.every((key) => isListOfObjects(doc[key])) &&
    Object.entries(INNER).every(([key, names]) =>
      E.list(doc[key]).every((entry) => names.every((name) => isListOfObjects(entry[name]))),
    ) &&
    E.list(doc.competencies).every((each) => E.list(each.prerequisites).every((need) => isListOfObjects(need.any_of))) &&
    ["rules", "scale", "correlations"].every((key) => doc[key] === undefined || isObject(doc[key]));

  /* What a text holds: a document that the panels can show, or null; and the text itself, which stays as it was typed
     until a panel changes the document. */
  E.read = (text) => {
    try {
      const doc = JSON.parse(text);
      return { doc: hasShape(doc) ? doc : null, raw: text };
    } catch {
      return { doc: null, raw: text };
    }
  };

  const texts = new WeakMap();
  E.write = (doc) => {
    if (!texts.has(doc)) texts.set(doc, `${JSON.stringify(doc, null, 1)}\n`);
    return texts.get(doc);
  };

  const PANELS = { items: "items", sections: "pathway", rules: "rules" };
  const SELECTED = { competencies: "competency", items: "item", sections: "section" };

  /* `post(action, payload)` asks the server; `redraw()` shows what changed; `key` names what this browser keeps. */
  E.Editor = class Editor {
    constructor({ start, post, redraw, key }) {
      Object.assign(this, { start, post, redraw, key });
      this.base = start.base;
      this.present = { ...E.read(start.text), name: start.display_name };
      this.saved = this.present;
      this.savedText = start.text;
      this.past = [];
      this.future = [];
      this.problems = [];
      this.checkedText = null;
      this.course = null;
      this.said = "";
      this.overtaken = null;
      this.hasSavedDraft = false;
      this.ui = { panel: "framework" };
      this.stayInside();
      this.kept = this.readKept();
      this.check();
    }

    /* What is there */

    get doc() {
      return this.present.doc;
    }

    get text() {
      return this.present.raw ?? E.write(this.doc);
    }

    get isChanged() {
      const { present, saved } = this;
      return present !== saved && (present.name !== saved.name || this.text !== this.savedText);
    }

    get(path) {
      return E.at(this.doc, path);
    }

    /* Problems at a place or below it; with `exact`, of that very place. */
    problemsAt(path, exact = false) {
      return this.problems.filter(
        ({ path: place }) => E.startsWith(place, path) && (!exact || place.length === path.length),
      );
    }

    get errors() {
      return this.problems.filter((problem) => !problem.is_warning);
    }

    /* Changing it */

    /* Put one value; what follows at the same place, as letters typed, is the same step. */
    set(path, value) {
      const place = JSON.stringify(path);
      const doc = E.put(this.doc, path, value);
      if (this.typingAt === place && this.past.length) this.present = { ...this.present, doc, raw: null };
      else this.step({ ...this.present, doc, raw: null });
      this.typingAt = place;
      this.changed();
    }

    /* Make a larger change in one step; `words` say what happened. */
    change(words, recipe) {
      this.step({ ...this.present, doc: recipe(this.doc), raw: null });
      this.say(words);
      this.changed();
    }

    setName(name) {
      if (this.typingAt === "name") this.present = { ...this.present, name };
      else this.step({ ...this.present, name });
      this.typingAt = "name";
      this.changed();
    }

    /* Put a whole text in the place of the document, whatever it holds. */
    replace(words, text) {
      this.step({ ...this.present, ...E.read(text) });
      if (this.doc && ["start", "text"].includes(this.ui.panel)) this.ui = { ...this.ui, panel: "framework" };
      this.stayInside();
      this.say(words);
      this.changed();
    }

    /* Take what is typed into the text itself. */
    setText(text) {
      if (this.typingAt === "text") this.present = { ...this.present, ...E.read(text) };
      else this.step({ ...this.present, ...E.read(text) });
      this.typingAt = "text";
      this.changed();
    }

    /* Where nothing can be drawn there is only the text, or a way to begin. */
    stayInside() {
      if (this.doc || ["text", "problems", "transfer"].includes(this.ui.panel)) return;
      this.ui = { ...this.ui, panel: this.text.trim() ? "text" : "start" };
    }

    step(next) {
      this.past = [...this.past.slice(1 - MOST_STEPS), this.present];
      this.future = [];
      this.present = next;
      this.typingAt = null;
    }

    undo() {
      this.travel("past", "future", gettext("Undone."));
    }

    redo() {
      this.travel("future", "past", gettext("Done again."));
    }

    travel(from, to, words) {
      if (!this[from].length) return;
      this[to] = [...this[to], this.present];
      this.present = this[from].at(-1);
      this[from] = this[from].slice(0, -1);
      this.typingAt = null;
      this.stayInside();
      this.say(words);
      this.changed();
    }

    changed() {
      this.redraw();
      clearTimeout(this.keepTimer);
      this.keepTimer = setTimeout(() => this.keep(), KEEP_AFTER_MS);
      clearTimeout(this.checkTimer);
      this.checkTimer = setTimeout(() => this.check(), CHECK_AFTER_MS);
    }

    /* Going about */

    show(ui) {
      if (ui.panel && ui.panel !== this.ui.panel) this.said = "";
      this.ui = { ...this.ui, ...ui };
      this.redraw();
    }

    /* Show the place that a problem names, and put the cursor there. */
    goTo(path) {
      const panel = this.doc ? (path.length ? (PANELS[path[0]] ?? "framework") : "text") : "text";
      const selected = SELECTED[path[0]] && path.length > 1 ? { [SELECTED[path[0]]]: path[1] } : {};
      this.show({ panel, ...selected, focus: path });
    }

    say(words) {
      this.said = words;
      this.redraw();
    }

    /* Asking the server */

    async ask(action, payload = {}) {
      return this.post(action, payload);
    }

    reasonOf(problem) {
      if (!(problem instanceof E.Refused)) throw problem;
      if (problem.status === 0) return gettext("There is no connection. Your changes are kept in this browser; try again in a moment.");
      if (problem.status === 401 || problem.status === 403)
        return problem.sentence
          ? fill(gettext("That was refused: {reason}. Your changes are still here."), { reason: problem.sentence })
          : gettext("You are signed out. Sign in again in another tab, then save. Your changes are still here.");
      return problem.sentence
        ? fill(gettext("That did not work: {reason}. Your changes are still here."), { reason: problem.sentence })
        : gettext("That did not work. Your changes are still here.");
    }

    async check() {
      const { text } = this;
      if (text === this.checkedText || this.isChecking) return;
      if (!text.trim()) {
        this.take([], text);
        return;
      }
      this.isChecking = true;
      this.redraw();
      try {
        this.take((await this.ask("check", { text })).problems, text);
      } catch (problem) {
        this.checkedText = null;
        this.say(this.reasonOf(problem));
      } finally {
        this.isChecking = false;
        this.redraw();
      }
      if (this.text !== text) this.check();
    }

    take(problems, text) {
      this.problems = problems.map((problem) => ({ ...problem, path: problem.where === "definition" ? [] : E.pathOf(problem.where) }));
      this.checkedText = text;
      this.redraw();
    }

    async loadCourse() {
      if (this.course || this.isLoadingCourse) return;
      this.isLoadingCourse = true;
      try {
        this.course = await this.ask("outline");
      } catch (problem) {
        this.say(this.reasonOf(problem));
      } finally {
        this.isLoadingCourse = false;
        this.redraw();
      }
    }

    /* Saves what is in the editor; returns the reply. Throws Refused; 409 when somebody else saved meanwhile. */
    async save() {
      const sent = this.present;
      const { text } = this;
      const reply = await this.ask("save", { text, display_name: sent.name, base: this.base });
      Object.assign(this, { base: reply.base, saved: sent, savedText: text, overtaken: null });
      this.take(reply.problems, text);
      this.forget();
      return reply;
    }

    /* What this browser keeps, should the window close */

    keep() {
      if (!this.isChanged) return this.forget();
      const { text, base } = this;
      try {
        localStorage.setItem(this.key, JSON.stringify({ text, base, name: this.present.name, at: Date.now() }));
      } catch {
        /* A full or forbidden store: the question before leaving is all there is. */
      }
      return undefined;
    }

    forget() {
      clearTimeout(this.keepTimer);
      try {
        localStorage.removeItem(this.key);
      } catch {
        /* Nothing was kept, then. */
      }
    }

    readKept() {
      try {
        const kept = JSON.parse(localStorage.getItem(this.key));
        const isFresh = kept && Date.now() - kept.at < KEEP_DAYS * 86_400_000;
        if (kept && !isFresh) localStorage.removeItem(this.key);
        const isNews = isFresh && (kept.text !== this.start.text || kept.name !== this.start.display_name);
        return isNews && typeof kept.text === "string" ? kept : null;
      } catch {
        return null;
      }
    }

    bringBack() {
      const { text, name } = this.kept;
      this.kept = null;
      this.replace(gettext("Your unsaved changes are back. Undo takes them away again."), text);
      this.present = { ...this.present, name: typeof name === "string" ? name : this.present.name };
      this.redraw();
    }

    throwAway() {
      this.kept = null;
      this.forget();
      this.say(gettext("The unsaved changes are gone."));
    }
  };
})();
