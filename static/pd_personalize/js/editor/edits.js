/* Edits of a framework that reach further than one place: from a document to a document that refers to nothing that is
   gone. Pure: nothing here is edited in place, and what does not change is shared. */
(() => {
  "use strict";

  const E = window.PdPersonalizeEditor;
  const { list, put } = E;

  const each = (doc, key, change) => {
    if (!Array.isArray(doc[key])) return doc;
    const entries = doc[key].map(change);
    return entries.every((entry, i) => entry === doc[key][i]) ? doc : { ...doc, [key]: entries };
  };

  const without = (entry, key) => {
    const { [key]: _, ...rest } = entry;
    return rest;
  };

  /* Levels. A level is its position, so whatever names a level follows it. */

  const isSame = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const distinct = (entries) => entries.filter((entry, i) => entries.findIndex((other) => isSame(entry, other)) === i);

  /* `to[old]` is a level's new number. Sections, prerequisites and most questions need 1 or higher: what would fall to
     level 0, where everybody may start, stays at 1. */
  const follow = (level, to) => (to[level] === undefined ? level : Math.max(1, to[level]));

  const needsFollow = (entry, to) => {
    if (!Array.isArray(entry.prerequisites)) return entry;
    const needs = entry.prerequisites.map((need) => ({
      ...need,
      level: follow(need.level, to),
      ...(Array.isArray(need.any_of) && { any_of: distinct(need.any_of.map((way) => ({ ...way, level: follow(way.level, to) }))) }),
    }));
    return isSame(needs, entry.prerequisites) ? entry : { ...entry, prerequisites: distinct(needs) };
  };

  /* A rubric has one statement for each level that it names; `gone` is the level whose statement goes, unless only two
     are left. */
  const rubricFollows = (item, to, gone) => {
    const options = list(item.options);
    const isNumbered = options.some((option) => option.level !== undefined);
    if (isNumbered && !options.every((option) => Number.isInteger(option.level))) return item;
    const statements = options.map((option, i) => ({ option, was: isNumbered ? option.level : i }));
    const at = options.length > 2 ? statements.findIndex(({ was }) => was === gone) : -1;
    if (at >= 0) statements.splice(at, 1);
    for (const statement of statements) statement.level = to[statement.was] ?? statement.was;
    statements.sort((a, b) => a.level - b.level);
    const [low, high] = statements;
    if (gone !== undefined && statements.length === 2 && low.level === high.level) {
      if (high.level < to.length - 2) high.level += 1;
      else low.level -= 1;
    }
    const needsNumbers = isNumbered || statements.some(({ level }, i) => level !== i);
    const next = {
      ...item,
      options: statements.map(({ option, level }) => (needsNumbers ? { ...option, level } : option)),
    };
    if (at >= 0 && Array.isArray(item.thresholds)) next.thresholds = item.thresholds.filter((_, i) => i !== Math.max(0, at - 1));
    return isSame(next, item) ? item : next;
  };

  const renumber = (doc, levels, to, gone) => {
    const moved = each({ ...doc, levels }, "competencies", (entry) => needsFollow(entry, to));
    const withItems = each(moved, "items", (item) => {
      if (item.kind === "rubric") return rubricFollows(item, to, gone);
      return follow(item.level, to) === item.level ? item : { ...item, level: follow(item.level, to) };
    });
    return each(withItems, "sections", (section) =>
      follow(section.level, to) === section.level ? section : { ...section, level: follow(section.level, to) },
    );
  };

  /* Where levels begin is given for all of them or for none: `change(cuts, least, most)` keeps it so. */
  const CUTS = [[["scale", "cuts"], -10, 10], [["rules", "average_cuts"], 0, 1]];
  const withCuts = (doc, change) =>
    CUTS.reduce((next, [path, least, most]) => {
      const cuts = E.at(next, path);
      return Array.isArray(cuts) && cuts.length ? put(next, path, change(cuts, least, most)) : next;
    }, doc);

  const round = (number) => Number(number.toFixed(4));
  const oneMore = (cuts, least, most) => [...cuts, round(Math.min(cuts.at(-1) + 1, (cuts.at(-1) + most) / 2))];

  const addLevel = (doc) => withCuts({ ...doc, levels: [...list(doc.levels), { name: "" }] }, oneMore);

  const moveLevel = (doc, from, to) => {
    const order = E.move(list(doc.levels).map((_, i) => i), from, to);
    return renumber(doc, E.move(list(doc.levels), from, to), order.map((_, old) => order.indexOf(old)));
  };

  /* What stood at the level goes to the one below; from level 0 and 1 to the lowest that has sections. */
  const removeLevel = (doc, at) => {
    const levels = list(doc.levels);
    const to = levels.map((_, old) => (old < at ? old : Math.max(0, old - 1)));
    const next = renumber(doc, levels.filter((_, i) => i !== at), to, at);
    return withCuts(next, (cuts) => cuts.filter((_, i) => i !== Math.max(0, at - 1)));
  };

  /* What names a level, counted. */
  const atLevel = (doc, level) => {
    const needs = list(doc.competencies).flatMap((entry) => list(entry.prerequisites));
    return {
      items: list(doc.items).filter((item) => item.level === level).length,
      statements: list(doc.items).filter((item) => item.kind === "rubric" && list(item.options).length > 2 && list(item.options).some((option, i) => (option.level ?? i) === level)).length,
      sections: list(doc.sections).filter((section) => section.level === level).length,
      needs: needs.filter((need) => need.level === level || list(need.any_of).some((way) => way.level === level)).length,
    };
  };

  /* Domains and competencies */

  const ids = (entries) => list(entries).map((entry) => entry.id);
  const addDomain = (doc, name) => {
    const domains = list(doc.domains);
    return { ...doc, domains: [...domains, { id: E.idFor(name, ids(domains), "domain"), name }] };
  };

  const removeDomain = (doc, at) => {
    const { id } = doc.domains[at];
    const rest = doc.domains.filter((_, i) => i !== at);
    const next = rest.length ? { ...doc, domains: rest } : without(doc, "domains");
    if (ids(rest).includes(id)) return next;
    return each(next, "competencies", (entry) => (entry.domain === id ? without(entry, "domain") : entry));
  };

  const addCompetency = (doc, name, domain) => {
    const competencies = list(doc.competencies);
    const entry = { id: E.idFor(name, ids(competencies), "competency"), name, ...(domain !== undefined && { domain }) };
    return { ...doc, competencies: [...competencies, entry] };
  };

  /* Put a competency into a domain (undefined: into none), before another or else behind the last one there. Returns
     the document and where the competency is now. */
  const placeCompetency = (doc, from, domain, before) => {
    const { competencies } = doc;
    const entry = domain === undefined ? without(competencies[from], "domain") : { ...competencies[from], domain };
    let target = before;
    if (target === undefined) {
      const last = competencies.findLastIndex((other, i) => i !== from && other.domain === domain);
      target = last < 0 ? competencies.length : last + 1;
    }
    const rest = competencies.filter((_, i) => i !== from);
    const index = target > from ? target - 1 : target;
    rest.splice(index, 0, entry);
    return { doc: { ...doc, competencies: rest }, index };
  };

  const isHeldTwice = (doc, at) => doc.competencies.some((entry, i) => i !== at && entry.id === doc.competencies[at].id);

  /* A competency's place with all that refers to it replaced by `change(entry)`; null drops the reference. */
  const eachReference = (doc, id, change) => {
    const keep = (entries, key) => entries.map((entry) => (entry[key] === id ? change(entry, key) : entry)).filter(Boolean);
    const next = { ...doc };
    for (const key of ["items", "sections"]) if (Array.isArray(doc[key])) next[key] = keep(doc[key], "competency");
    const needs = (entry) => {
      if (!list(entry.prerequisites).some((need) => list(need.any_of).some((way) => way.competency === id))) return entry;
      const left = entry.prerequisites
        .map((need) => ({ ...need, any_of: keep(list(need.any_of), "competency") }))
        .filter((need) => need.any_of.length);
      return left.length ? { ...entry, prerequisites: left } : without(entry, "prerequisites");
    };
    const all = each(next, "competencies", needs);
    const pairs = E.at(all, ["correlations", "pairs"]);
    if (!Array.isArray(pairs)) return all;
    const left = keep(keep(pairs, "competency"), "with");
    return put(all, ["correlations", "pairs"], left.length ? left : undefined);
  };

  /* With its questions, its sections, what needs it, and what is known of it and others. */
  const removeCompetency = (doc, at) => {
    const { id } = doc.competencies[at];
    const next = { ...doc, competencies: doc.competencies.filter((_, i) => i !== at) };
    return isHeldTwice(doc, at) ? next : eachReference(next, id, () => null);
  };

  const hangingOn = (doc, at) => {
    const { id } = doc.competencies[at];
    const isIt = (entry) => entry.competency === id;
    const others = doc.competencies.filter((_, i) => i !== at);
    return {
      items: list(doc.items).filter(isIt).length,
      sections: list(doc.sections).filter(isIt).length,
      needs: others.flatMap((entry) => list(entry.prerequisites)).filter((need) => list(need.any_of).some(isIt)).length,
      pairs: list(doc.correlations?.pairs).filter((pair) => isIt(pair) || pair.with === id).length,
    };
  };

  /* Another id, and all that refers to it. Where two entries share the id, the other one keeps what refers to it. */
  const renameCompetency = (doc, at, id) => {
    const was = doc.competencies[at].id;
    const next = put(doc, ["competencies", at, "id"], id);
    return isHeldTwice(doc, at) ? next : eachReference(next, was, (entry, key) => ({ ...entry, [key]: id }));
  };

  const renameDomain = (doc, at, id) => {
    const was = doc.domains[at].id;
    const next = put(doc, ["domains", at, "id"], id);
    if (ids(next.domains).includes(was)) return next;
    return each(next, "competencies", (entry) => (entry.domain === was ? { ...entry, domain: id } : entry));
  };

  E.edits = {
    addLevel, moveLevel, removeLevel, atLevel,
    addDomain, removeDomain, renameDomain,
    addCompetency, placeCompetency, removeCompetency, renameCompetency, hangingOn,
  };
})();
