/* What the panels below the teacher's side of the block share: one request, and what may become of it. */
(() => {
  "use strict";

  const NOT_ALLOWED = 403;

  /* The server said no, or could not be reached. `sentence` is its reason, if it gave one. */
  class Refused extends Error {
    constructor(status, sentence) {
      super(sentence || `HTTP ${status}`);
      this.status = status;
      this.sentence = sentence;
    }
  }

  const csrfToken = () => decodeURIComponent(/(?:^|;\s*)csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? "");

  async function post(url, payload) {
    let response;
    try {
      response = await fetch(url, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
        body: JSON.stringify(payload),
      });
    } catch {
      throw new Refused(0);
    }
    const reply = await response.json().catch(() => null);
    if (!response.ok || !reply) throw new Refused(response.redirected ? NOT_ALLOWED : response.status, reply?.error);
    return reply;
  }

  window.PdPersonalizePanel = { NOT_ALLOWED, Refused, post };
})();
