/* What waits for what, drawn: boxes in layers, each to the far side of all that it waits for. Lengths are in em. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { tags, h, gettext, fill, list } = E;
  const { div, section, h3, p, ul, li, details, summary, button, span, b } = tags;

  const MOST_BOXES = 60;
  const BOX = 10;
  const GAP = 14;
  const LINE = 1.7;
  const ROOM = 1.2;

  /* One edge for each alternative of each prerequisite; from and to are positions of competencies. */
  const edgesOf = (editor) => {
    const all = list(editor.doc.competencies);
    const at = new Map([...all.keys()].reverse().map((i) => [all[i].id, i]));
    const problems = editor.problems.filter(({ path }) => path[2] === "prerequisites");
    return all.flatMap((entry, to) =>
      list(entry.prerequisites).flatMap((need, j) =>
        list(need.any_of).flatMap((way, k) => {
          const from = at.get(way.competency);
          if (from === undefined || from === to) return [];
          const isBad = problems.some(({ path }) => path[1] === to && path[3] === j && (path.length === 4 || path[5] === k));
          return [{ from, to, needed: way.level, opened: need.level, isOneOfSeveral: need.any_of.length > 1, isBad }];
        }),
      ),
    );
  };

  const around = (edges, at) => {
    const near = new Set(edges.flatMap(({ from, to }) => (from === at || to === at ? [from, to] : [])));
    return edges.filter(({ from, to }) => near.has(from) && near.has(to) && (from === at || to === at));
  };

  /* The layer of each box by the longest path to it. An edge that would close a circle counts as going back. */
  const layersOf = (edges) => {
    const onward = new Map();
    for (const edge of edges) {
      for (const end of [edge.from, edge.to]) if (!onward.has(end)) onward.set(end, []);
      onward.get(edge.from).push(edge);
    }
    const state = new Map();
    const backs = new Set();
    const order = [];
    const visit = (at) => {
      state.set(at, "open");
      for (const edge of onward.get(at)) {
        if (state.get(edge.to) === "open") backs.add(edge);
        else if (!state.has(edge.to)) visit(edge.to);
      }
      state.set(at, "done");
      order.unshift(at);
    };
    for (const at of [...onward.keys()].sort((a, c) => a - c)) if (!state.has(at)) visit(at);
    const layer = new Map(order.map((at) => [at, 0]));
    for (const at of order) for (const edge of onward.get(at)) if (!backs.has(edge)) layer.set(edge.to, Math.max(layer.get(edge.to), layer.get(at) + 1));
    return { layer, backs };
  };

  /* Places for boxes, and for the bends of edges that pass a layer. */
  const layout = (edges) => {
    const { layer, backs } = layersOf(edges);
    const nodes = new Map([...layer].map(([at, column]) => [at, { at, column, ins: [], outs: [], height: 3.4 }]));
    const chains = edges.map((edge) => {
      const ends = [nodes.get(edge.from), nodes.get(edge.to)];
      const bends = backs.has(edge) ? [] : Array.from({ length: ends[1].column - ends[0].column - 1 }, (_, i) => ({ column: ends[0].column + i + 1, ins: [], outs: [], height: LINE }));
      const points = [ends[0], ...bends, ends[1]];
      const chain = { ...edge, points, isBack: backs.has(edge) };
      points.forEach((point, i) => {
        if (i > 0) point.ins.push([chain, points[i - 1]]);
        if (i < points.length - 1) point.outs.push([chain, points[i + 1]]);
      });
      return chain;
    });
    const columns = [];
    for (const node of [...nodes.values(), ...chains.flatMap(({ points }) => points.slice(1, -1))]) (columns[node.column] ??= []).push(node);
    for (const node of nodes.values()) node.height = Math.max(3.4, LINE * Math.max(node.ins.length, node.outs.length) + 0.6);
    const stack = (column) => {
      let y = 0;
      for (const node of column) {
        node.y = y;
        y += node.height + ROOM;
      }
    };
    const middle = (node) => node.y + node.height / 2;
    const mean = (ends, node) => (ends.length ? ends.reduce((sum, [, end]) => sum + middle(end), 0) / ends.length : middle(node));
    columns.forEach(stack);
    for (const side of ["ins", "outs", "ins"]) {
      for (const column of side === "ins" ? columns : [...columns].reverse()) {
        const keys = new Map(column.map((node) => [node, mean(node[side], node)]));
        column.sort((a, c) => keys.get(a) - keys.get(c));
        stack(column);
      }
    }
    for (const node of columns.flat()) for (const side of ["ins", "outs"]) node[side].sort(([, a], [, c]) => middle(a) - middle(c));
    const lowest = Math.max(...columns.flat().map((node) => node.y + node.height));
    return { boxes: [...nodes.values()], chains, width: columns.length * (BOX + GAP) - GAP, height: lowest, backs: backs.size };
  };

  const x = (node) => node.column * (BOX + GAP);
  const port = (node, side, chain) => {
    const ends = node[side];
    const i = ends.findIndex(([each]) => each === chain);
    return node.y + (node.height * (i + 1)) / (ends.length + 1);
  };

  /* From box to box by way of the bends; an edge that goes back passes below everything. */
  const lineOf = (chain, lowest) => {
    const { points } = chain;
    const [first, last] = [points[0], points.at(-1)];
    const [startX, startY] = [x(first) + BOX, port(first, "outs", chain)];
    const [endX, endY] = [x(last), port(last, "ins", chain)];
    if (chain.isBack) return `M${startX} ${startY}h.7V${lowest}H${endX - 0.7}V${endY}h.7`;
    const steps = points.slice(1).map((point, i) => {
      const fromX = x(points[i]) + BOX;
      const fromY = i === 0 ? startY : points[i].y + points[i].height / 2;
      const y = point === last ? endY : point.y + point.height / 2;
      const bend = fromX + GAP * 0.1;
      const past = point === last ? "" : `H${x(point) + BOX}`;
      return `C${bend} ${fromY} ${fromX} ${y} ${fromX + GAP * 0.12} ${y}H${x(point)}${past}`;
    });
    return `M${startX} ${startY}${steps.join("")}`;
  };

  const Drawing = ({ editor, edges }) => {
    const { boxes, chains, width, height, backs } = layout(edges);
    const lows = new Map(chains.filter((chain) => chain.isBack).map((chain, i) => [chain, height + LINE * (i + 1)]));
    const start = backs ? GAP : 0.8; // what goes back needs room before the first box
    const whole = { width: start + width + 0.8, height: height + LINE * (backs + 0.4) };
    const { competency } = editor.ui;
    return div(
      { class: "pd-graph", tabindex: 0, role: "group", "aria-label": gettext("What waits for what, drawn") },
      div(
        { class: "pd-graph-field", style: `inline-size:${whole.width}em;block-size:${whole.height}em` },
        h(
          "svg",
          { viewBox: `${-start} 0 ${whole.width} ${whole.height}`, "aria-hidden": "true", focusable: "false" },
          ...chains.map((chain) =>
            h("path", { d: lineOf(chain, lows.get(chain)), class: ["pd-edge", chain.isOneOfSeveral && "pd-edge-or", chain.isBad && "pd-edge-bad", (chain.from === competency || chain.to === competency) && "pd-edge-near"].filter(Boolean).join(" ") }),
          ),
          ...chains.map((chain) => h("path", { class: "pd-edge-tip", d: `M${x(chain.points.at(-1))} ${port(chain.points.at(-1), "ins", chain)}l-.7-.35v.7z` })),
        ),
        ...chains.map((chain) => {
          const last = chain.points.at(-1);
          const words = fill(gettext("{needed} for {opened}"), { needed: E.levelName(editor.doc, chain.needed), opened: E.levelName(editor.doc, chain.opened) });
          return span(
            { class: "pd-edge-words", title: words, "aria-hidden": "true", style: `inset-inline-end:calc(100% - ${x(last) + start - 0.9}em);inset-block-start:${port(last, "ins", chain) - 1.4}em;max-inline-size:${GAP * 0.93}em` },
            chain.isBad && b({ class: "pd-bang" }, "!"),
            words,
          );
        }),
        ...boxes.map((node) =>
          button(
            {
              type: "button",
              class: "pd-box",
              "aria-pressed": String(node.at === competency),
              style: `inset-inline-start:${x(node) + start}em;inset-block-start:${node.y}em;inline-size:${BOX}em;block-size:${node.height}em`,
              onClick: () => editor.show({ competency: node.at, find: "", focus: ["competencies", node.at] }),
            },
            h("bdi", null, E.nameOf(editor.doc.competencies[node.at])),
          ),
        ),
      ),
    );
  };

  const either = (parts) => new Intl.ListFormat(document.documentElement.lang || "en", { type: "disjunction" }).format(parts);

  const InWords = ({ editor, shown }) => {
    const all = list(editor.doc.competencies);
    const names = new Map(all.map((entry) => [entry.id, E.nameOf(entry)]));
    return details(
      null,
      summary(null, gettext("The same as a list")),
      ul(
        { class: "pd-reasons" },
        ...[...shown].sort((a, c) => a - c).flatMap((at) =>
          list(all[at].prerequisites).map((need, j) =>
            li(
              { key: `${at}.${j}` },
              fill(gettext("“{competency}” opens at {level} after {alternatives}."), {
                competency: E.nameOf(all[at]),
                level: E.levelName(editor.doc, need.level),
                alternatives: either(list(need.any_of).map((way) => fill(gettext("“{competency}” at {level}"), { competency: names.get(way.competency) ?? way.competency, level: E.levelName(editor.doc, way.level) }))),
              }),
              h(E.Problems, { editor, path: ["competencies", at, "prerequisites", j], below: true }),
            ),
          ),
        ),
      ),
    );
  };

  E.Graph = ({ editor }) => {
    const edges = edgesOf(editor);
    const boxes = new Set(edges.flatMap(({ from, to }) => [from, to]));
    const isLarge = boxes.size > MOST_BOXES;
    const drawn = isLarge ? around(edges, editor.ui.competency) : edges;
    const title = h3({ class: "pd-subtitle" }, gettext("What waits for what"));
    if (!boxes.size) return section({ "aria-label": gettext("What waits for what") }, title, p({ class: "pd-muted" }, gettext("No competency waits for another. Open one to give it prerequisites.")));
    return section(
      { "aria-label": gettext("What waits for what") },
      title,
      p(
        { class: "pd-muted" },
        isLarge ? gettext("Too many to draw at once: here is what is next to the competency that is open.") : gettext("A line leads to what waits, and says which level is needed for which."),
        drawn.some((edge) => edge.isOneOfSeveral) && ` ${gettext("A dashed line is one of several ways.")}`,
        drawn.some((edge) => edge.isBad) && ` ${gettext("A thick line with ! cannot be met, or not in that way.")}`,
      ),
      drawn.length > 0 ? h(Drawing, { editor, edges: drawn }) : p(null, gettext("Nothing is next to it. Open a competency that waits, or that others wait for.")),
      drawn.length > 0 && h(InWords, { editor, shown: new Set(drawn.map(({ to }) => to)) }),
    );
  };
})();
