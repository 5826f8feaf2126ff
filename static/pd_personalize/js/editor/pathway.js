(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  E.panels.pathway = ({ editor }) => E.tags.p(null, "pathway");
})();
