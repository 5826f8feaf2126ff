(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  E.panels.edits = ({ editor }) => E.tags.p(null, "edits");
})();
