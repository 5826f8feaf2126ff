/* The panel for course staff and leaders, below the teacher's side of the block: the cohort, one teacher, the questions,
   everybody. Leaders who are not staff have the cohort alone. */
(() => {
  "use strict";

  const { NOT_ALLOWED, Refused, post } = window.PdPersonalizePanel;

  const cardOf = (html) =>
    document.adoptNode(new DOMParser().parseFromString(html, "text/html").querySelector("[data-card]"));

  /* All that a reply shows, made by the server's own templates. */
  const partsOf = (html) =>
    [...new DOMParser().parseFromString(html, "text/html").body.childNodes].map((node) => document.adoptNode(node));

  class Staff {
    constructor(runtime, element, root) {
      this.urlOf = (handler, ...action) => runtime.handlerUrl(element, ...handler.split("/"), ...action);
      this.root = root;
      this.texts = root.dataset;
      this.status = root.querySelector("[role=status]");
      this.place = root.querySelector("[data-teacher]");
      this.askButton = root.querySelector("[data-do=ask]");
      this.confirm = root.querySelector("[data-confirm]");
      this.isBusy = false;
      root.addEventListener("submit", (event) => {
        event.preventDefault();
        this.run(event.target);
      });
      root.addEventListener("click", ({ target }) => {
        const button = target.closest("button[data-do]");
        if (button) this.run(button);
      });
      /* "toggle" does not bubble. What is loaded once stays until it is asked for anew. */
      root.addEventListener("toggle", ({ target }) => this.unfold(target), true);
    }

    /* Loading holds nothing else up. */
    async unfold(part) {
      const name = part.dataset?.loads;
      if (!name || !part.open || part.ariaBusy === "true" || this.placeOf(name).hasChildNodes()) return;
      part.ariaBusy = "true";
      try {
        await this[name](part);
      } catch (problem) {
        if (!(problem instanceof Refused)) throw problem;
        part.open = false;
        this.say(this.reasonOf(problem));
      } finally {
        part.ariaBusy = "false";
      }
    }

    placeOf(name) {
      return this.root.querySelector(`[data-place="${name}"]`);
    }

    async run(control) {
      if (this.isBusy) return;
      this.setBusy(true);
      try {
        await this[control.dataset.do](control);
      } catch (problem) {
        if (!(problem instanceof Refused)) throw problem;
        this.refused(problem);
      } finally {
        this.setBusy(false);
      }
    }

    setBusy(isBusy) {
      this.isBusy = isBusy;
      this.root.setAttribute("aria-busy", String(isBusy));
    }

    /* A teacher whom they may not look at any more leaves the page at once. */
    refused(problem) {
      if (problem.status === NOT_ALLOWED && problem.sentence && this.place?.hasChildNodes()) {
        this.place.replaceChildren();
        this.root.querySelector("[data-do=find] input").focus();
      }
      this.say(this.reasonOf(problem));
    }

    reasonOf({ status, sentence }) {
      if (sentence) return sentence;
      return status === NOT_ALLOWED || status === 401 ? this.texts.signedOut : this.texts.failed;
    }

    async find(form) {
      this.say(this.texts.searching);
      this.place.replaceChildren();
      this.show(await post(this.urlOf("staff_find"), { who: form.elements.who.value }), "h3");
    }

    async sign(form) {
      const { about, level, note } = form.elements;
      const number = level ? level.value : form.dataset.level;
      this.say(this.texts.saving);
      this.show(
        await post(this.urlOf("sign_off"), {
          username: form.closest("[data-card]").dataset.username,
          about: about ? about.value : form.dataset.about,
          level: number === undefined ? null : Number(number),
          given: !("takenBack" in form.dataset),
          note: note.value,
        }),
        "[data-signed]",
      );
    }

    /* The cohort: at first everybody, then as the form's filters say. */
    async cohort(form) {
      const isFiltered = form instanceof HTMLFormElement;
      this.say(this.texts.counting);
      const reply = await post(this.urlOf("lead", "cohort"), isFiltered ? Object.fromEntries(new FormData(form)) : {});
      const place = this.placeOf("cohort");
      place.replaceChildren(...partsOf(reply.html));
      this.say(reply.said);
      if (isFiltered) (place.querySelector("[data-start]") ?? place.querySelector("select"))?.focus();
    }

    async health() {
      this.say(this.texts.counting);
      const reply = await post(this.urlOf("lead", "health"), {});
      const place = this.placeOf("health");
      place.replaceChildren(...partsOf(reply.html));
      this.say(reply.said ?? "");
      place.focus();
    }

    async ask() {
      const reply = await post(this.urlOf("skip_all"), { confirmed: false });
      this.say(reply.said);
      this.setAsking(reply.waiting > 0);
    }

    async start() {
      const reply = await post(this.urlOf("skip_all"), { confirmed: true });
      this.say(reply.said);
      this.setAsking(false);
    }

    async cancel() {
      this.say("");
      this.setAsking(false);
    }

    setAsking(isAsking) {
      this.confirm.hidden = !isAsking;
      this.askButton.hidden = isAsking;
      (isAsking ? this.confirm.querySelector("[data-do=cancel]") : this.askButton).focus();
    }

    /* Ask for a leaders' screen and put it where the panel has room for it. */
    async lead({ dataset: { lead, send } }) {
      this.say(this.texts.searching);
      const reply = await post(this.urlOf(`lead/${lead}`), JSON.parse(send ?? "{}"));
      const card = cardOf(reply.html);
      this.root.querySelector("[data-led]").replaceChildren(card);
      this.say(reply.said);
      card.querySelector("[tabindex]").focus();
    }

    /* Put the teacher of a reply on the page, and lead eyes, ears and keyboard to a part of it. */
    show(reply, part) {
      const card = cardOf(reply.html);
      this.place.replaceChildren(card);
      this.say(reply.said);
      card.querySelector(part).focus();
    }

    say(text) {
      this.status.textContent = text;
    }
  }

  window.PdPersonalizeStaff = function PdPersonalizeStaff(runtime, element, args) {
    window.PdPersonalizeStudent(runtime, element, args);
    new Staff(runtime, element, (element[0] ?? element).querySelector(".pd-staff"));
  };
})();
