(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  E.panels.rules = ({ editor }) => E.tags.p(null, "rules");
})();
