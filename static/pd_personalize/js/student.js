/* The teacher's side of the block. The server renders every screen; this posts what a teacher does,
   puts the screen of the reply in the place of the old one, and keeps an answer until it is saved. */
(() => {
  "use strict";

  const RETRY_AFTER_SECONDS = [1, 2, 4, 8, 15, 30];
  const NO_REPLY_MS = 20000;
  const SLOW_MS = 500;
  const SIGNED_OUT = 403;
  const OUT_OF_TURN = 409;

  /* No usable reply: the connection or the server failed, and the same request may do better later. */
  class Lost extends Error {
    get status() {
      return 0;
    }
  }

  /* The server said no. `sentence` is its reason, if it gave one. */
  class Refused extends Error {
    constructor(status, sentence) {
      super(sentence || `HTTP ${status}`);
      this.status = status;
      this.sentence = sentence;
    }
  }

  const sequenceOf = (control) => Number(control.closest("[data-sequence]").dataset.sequence);

  /* What each action sends, read from the screen at the moment of sending. */
  const PAYLOADS = {
    answer: (form) => ({
      item_id: form.dataset.item,
      option: new FormData(form).get("option"),
      sequence: sequenceOf(form),
    }),
    back: (button) => ({ sequence: sequenceOf(button) }),
    choose: (control) => {
      const level = control.elements ? control.elements.level.value : control.dataset.level;
      return {
        kind: control.dataset.kind,
        competency: control.dataset.competency ?? control.closest("[data-row]").dataset.competency,
        level: level === undefined ? null : Number(level),
        reason: control.closest("[data-words]")?.querySelector("[name=reason]").value ?? "",
        due: (control.elements ? control.elements.due?.value : control.dataset.due) || null,
      };
    },
    plan: (control) => ({ minutes: Number(control.dataset.minutes ?? control.elements.minutes.value) }),
    explain: (button) => ({ competency: button.closest("[data-row]").dataset.competency }),
    recheck: (button) => ({ competency: button.closest("[data-row]").dataset.competency }),
    remark: (control) => {
      const { kind, value } = control.dataset;
      const about = { kind, section_id: control.closest("[data-row]").dataset.section };
      if (value) return { ...about, value: Number(value) };
      return { ...about, text: control.elements.text.value, may_share: control.elements.may_share?.checked ?? false };
    },
    look_back: (form) => {
      const chosen = [...new FormData(form)].map(([competency, level]) => [competency, level ? Number(level) : null]);
      return { levels: Object.fromEntries(chosen) };
    },
    note: (form) => ({ section_id: form.closest("[data-row]").dataset.section, text: form.elements.text.value }),
  };

  /* All else sends what its form holds, a ticked box as true, beside what its button or form carries as data. */
  const whatIsWritten = (control) => ({
    ...JSON.parse(control.dataset.send ?? "{}"),
    ...(control.elements ? Object.fromEntries([...control.elements].filter(({ name }) => name).map(valueOf)) : {}),
  });
  const valueOf = ({ name, type, checked, value }) => [name, type === "checkbox" ? checked : value];

  /* What is said once an action is done, by its name in the root's data; a control's own `data-done` goes first. */
  const DONE = { answer: "saved", choose: "saved", note: "saved", remark: "saved", look_back: "saved", forget_words: "deleted" };

  /* Where a note about a control goes: beside it. */
  const placeBy = (control) => {
    const step = control.closest("[data-step]");
    return step.querySelector("[data-slot]") ?? step;
  };

  /* The competency, section or part of the screen that a control is in, on the new screen. */
  const sameRow = (screen, control) => {
    const before = control.closest("[data-row]");
    const isSame = ({ dataset }) => ["competency", "section", "part"].every((name) => dataset[name] === before.dataset[name]);
    return before && [...screen.querySelectorAll("[data-row]")].find(isSame);
  };

  const screenOf = (page) =>
    document.adoptNode(new DOMParser().parseFromString(page.html, "text/html").querySelector("[data-screen]"));

  /* A copy of a screen as the server wrote it: nothing unfolded, no note. */
  const asWritten = (screen) => {
    const copy = screen.cloneNode(true);
    copy.querySelector("[data-note]")?.remove();
    copy.querySelectorAll("details[open]").forEach((each) => each.removeAttribute("open"));
    return copy;
  };

  /* Whether the browser has brought a page back from earlier. */
  const isOldPage = ({ persisted }) =>
    persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward";

  const csrfToken = () => decodeURIComponent(/(?:^|;\s*)csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? "");

  async function post(url, payload) {
    const impatience = new AbortController();
    const timer = setTimeout(() => impatience.abort(), NO_REPLY_MS);
    try {
      const response = await fetch(url, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
        body: JSON.stringify(payload),
        signal: impatience.signal,
      });
      const reply = await response.json().catch(() => null);
      if (response.ok && reply) return reply;
      if (response.redirected) throw new Refused(SIGNED_OUT);
      const isRefusal = response.status >= 400 && response.status < 500;
      if (isRefusal || reply?.error) throw new Refused(response.status, reply?.error);
      throw new Lost();
    } catch (problem) {
      throw problem instanceof Refused ? problem : new Lost();
    } finally {
      clearTimeout(timer);
    }
  }

  /* A host may carry the requests itself (`send`, which throws errors with a `status`, 0 for no connection), and
     say when it has done with the screen (`signal`). */
  class Student {
    constructor(runtime, element, root) {
      this.send = runtime.send ?? ((handler, payload) => post(runtime.handlerUrl(element, ...handler.split("/")), payload));
      this.root = root;
      this.texts = root.dataset;
      this.status = root.querySelector(":scope > [role=status]");
      this.note = root.querySelector(":scope > [data-note]");
      this.screen = root.querySelector(":scope > [data-screen]");
      this.action = null;
      this.isBusy = false;
      this.tries = 0;
      this.note.remove();
      this.note.hidden = false;
      root.addEventListener("submit", (event) => {
        event.preventDefault();
        this.begin(event.target);
      });
      root.addEventListener("click", ({ target }) => {
        if (target.closest("[data-copy]")) this.copy(target.closest("[data-row]").querySelector("[data-copied]"));
        const button = target.closest("button[data-act], [data-retry]");
        if (button) button.dataset.act ? this.begin(button) : this.attempt();
      });
      const { signal } = runtime;
      window.addEventListener("online", () => this.tries && this.attempt(), { signal });
      window.addEventListener("pageshow", (event) => isOldPage(event) && this.catchUp(), { signal });
    }

    /* Put what may be an old screen right, without a word and without moving anybody. */
    async catchUp() {
      const before = this.screen;
      const page = await this.send("view", {}).catch(() => null);
      if (!page || this.isBusy || this.action || this.screen !== before) return;
      const screen = screenOf(page);
      if (asWritten(screen).isEqualNode(asWritten(before))) return;
      before.replaceWith(screen);
      this.screen = screen;
    }

    begin(control) {
      const name = control.dataset.act;
      if (this.isBusy) return;
      const read = PAYLOADS[name] ?? whatIsWritten;
      this.action = { name, control, payload: () => read(control) };
      this.tries = 0;
      this.attempt();
    }

    async attempt() {
      const { action } = this;
      if (this.isBusy || !action) return;
      clearTimeout(this.timer);
      this.setBusy(true, action);
      try {
        this.show(await this.send(action.name, action.payload()), action);
        this.action = null;
        this.tries = 0;
      } catch (problem) {
        this.recover(problem, action);
      } finally {
        this.setBusy(false, action);
      }
      if (this.action && this.action !== action) this.attempt();
    }

    setBusy(isBusy, { control }) {
      this.isBusy = isBusy;
      this.root.setAttribute("aria-busy", String(isBusy));
      clearTimeout(this.slow);
      if (isBusy) this.slow = setTimeout(() => this.say(this.texts.saving, placeBy(control)), SLOW_MS);
    }

    recover(problem, { name, control, isBehind }) {
      const trouble = (text, canRetry) => this.say(text, placeBy(control), { isTrouble: true, canRetry });
      if (problem.status === 0) {
        const seconds = RETRY_AFTER_SECONDS[Math.min(this.tries, RETRY_AFTER_SECONDS.length - 1)];
        this.tries += 1;
        this.timer = setTimeout(() => this.attempt(), seconds * 1000);
        trouble(name === "answer" ? this.texts.lostAnswer : this.texts.lost, true);
      } else if (problem.status === undefined) {
        trouble(this.texts.failed, true);
        throw problem;
      } else if (problem.status === OUT_OF_TURN && !isBehind) {
        this.action = { name: "view", control, payload: () => ({}), isBehind: true };
      } else if (problem.status === SIGNED_OUT || problem.status === 401) {
        trouble(problem.sentence || this.texts.signedOut, !problem.sentence);
      } else {
        trouble(problem.sentence || this.texts.failed, problem.status >= 500);
      }
    }

    /* Show the screen of a reply, and lead eyes, ears and keyboard to it. */
    show(page, { name, control, isBehind }) {
      const screen = screenOf(page);
      const row = isBehind ? null : sameRow(screen, control);
      clearTimeout(this.slow);
      this.screen.replaceWith(screen);
      this.screen = screen;
      for (let fold = row?.querySelector("details:has(details)") ?? row; fold; fold = fold.parentElement.closest("details")) {
        fold.open = true;
      }
      (row?.querySelector("[tabindex]") ?? screen.querySelector("[data-focus]")).focus();
      const done = this.texts[control.dataset.done ?? DONE[name]];
      if (isBehind) this.say(this.texts.behind, screen, { isFirst: true });
      else this.say(done ?? "", done && (row ?? screen).querySelector("[data-slot]"));
    }

    say(text, place, { isTrouble = false, canRetry = false, isFirst = false } = {}) {
      if (!isTrouble || this.status.textContent !== text) this.announce(text);
      this.note.firstElementChild.textContent = text;
      this.note.lastElementChild.hidden = !canRetry;
      this.note.classList.toggle("pd-warning", isTrouble);
      if (!place) this.note.remove();
      else if (isFirst) place.prepend(this.note);
      else if (this.note.parentElement !== place) place.append(this.note);
    }

    /* Where a browser forbids it, what is to be copied stands selected. */
    async copy(field) {
      field.select();
      const isCopied = await navigator.clipboard?.writeText(field.value).then(() => true, () => false);
      if (isCopied) this.say(field.dataset.copied, field.closest("[data-row]").querySelector("[data-slot], .pd-actions"));
    }

    /* An emptied region speaks again even when it says the same as last time. */
    announce(text) {
      this.status.textContent = "";
      clearTimeout(this.speech);
      this.speech = setTimeout(() => {
        this.status.textContent = text;
      }, 50);
    }
  }

  window.PdPersonalizeStudent = function PdPersonalizeStudent(runtime, element, args) {
    new Student(runtime, element, (element[0] ?? element).querySelector(".pd-personalize"));
  };
})();
