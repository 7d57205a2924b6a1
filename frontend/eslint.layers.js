import { posix } from "node:path";

/**
 * The import order of the dashboard, held by folder so that a new feature is covered at once:
 * app > features/<one> > ui > words > api > format > i18n > theme. A folder imports only what stands to
 * its right; one feature never imports another.
 */
const ORDER = ["app", "features", "ui", "words", "api", "format", "i18n", "theme"];

const placeOf = (path) => {
  const [room, feature] = path.split("/");
  return { rank: ORDER.indexOf(room), room, feature: room === "features" ? feature : "" };
};

const complaint = (from, to) => {
  if (to.rank < 0) return `"${to.room}" is not a folder of the dashboard`;
  if (from.rank >= 0 && to.rank < from.rank)
    return `"${from.room}" may not import from "${to.room}"`;
  if (from.feature && to.feature && from.feature !== to.feature)
    return `feature "${from.feature}" may not import from feature "${to.feature}"`;
  return "";
};

/** The imported file's place below src/, or null for a package. */
function targetOf(inside, source) {
  if (source.startsWith("@/")) return source.slice(2);
  if (source.startsWith(".")) return posix.join(posix.dirname(inside), source);
  return null;
}

export const layers = {
  meta: { type: "problem", schema: [], messages: { order: "{{why}}." } },
  create(context) {
    const inside = context.filename.split("/src/")[1] ?? "";
    if (!inside.includes("/")) return {};
    const from = placeOf(inside);
    const check = (node) => {
      const source = node.source?.value;
      if (typeof source !== "string") return;
      const to = targetOf(inside, source);
      if (to === null) return;
      const why = complaint(from, placeOf(to));
      if (why) context.report({ node, messageId: "order", data: { why } });
    };
    return { ImportDeclaration: check, ImportExpression: check, ExportNamedDeclaration: check };
  },
};
