(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  E.panels.items = ({ editor }) => E.tags.p(null, "items");
})();
