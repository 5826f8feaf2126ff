/* The runtime that blocks meet in the browser: the contract of the LMS and of Studio, without their libraries. */
(() => {
  "use strict";

  const unit = document.querySelector(".unit");
  const status = document.getElementById("studio-status");

  /* What Studio's editor dialog does when a block notifies it. */
  const studio = {
    save: ({ state }) => {
      if (state === "end") location.assign(unit.dataset.leaveTo);
      else status.textContent = "Saving…";
    },
    cancel: () => location.assign(unit.dataset.leaveTo),
    error: ({ title, message }) => {
      status.textContent = [title, message].filter(Boolean).join(": ");
    },
  };

  const runtime = {
    handlerUrl(element, handler, suffix = "", query = "") {
      const { usage } = (element[0] ?? element).closest("[data-usage]").dataset;
      const path = [unit.dataset.handlers, encodeURIComponent(usage), handler, suffix].join("/");
      return query ? `${path}?${query}` : path;
    },
    notify(name, data = {}) {
      if (unit.dataset.leaveTo && Object.hasOwn(studio, name)) studio[name](data);
    },
    children: () => [],
    childMap: () => undefined,
  };

  /* Runtimes count an initialiser's parameters: the third is the block's JSON. */
  for (const element of document.querySelectorAll("[data-runtime-version]")) {
    const Initialiser = window[element.dataset.init];
    const json = element.querySelector(":scope > .xblock_json_init_args");
    const given = [runtime, element, json ? JSON.parse(json.textContent) : {}];
    new Initialiser(...given.slice(0, Initialiser.length));
  }
})();
