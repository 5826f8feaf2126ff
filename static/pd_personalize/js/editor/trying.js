(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  E.panels.trying = ({ editor }) => E.tags.p(null, "trying");
})();
