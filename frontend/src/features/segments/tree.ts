/**
 * A segment's tree as the builder holds it: each node has a name of its own, a `not` around a node
 * is a mark at the node, and the tests of a stay stand in the order in which they were added.
 */
import type { SegmentTree } from "@/api/types";

export type Mode = "all" | "any";

export interface StayTest {
  id: string;
  name: string;
  op: string;
  value: unknown;
}

export interface Condition {
  id: string;
  kind: "condition";
  not: boolean;
  field: string;
  op: string;
  value: unknown;
  where: StayTest[];
  currency: string;
}

export interface Group {
  id: string;
  kind: "group";
  not: boolean;
  mode: Mode;
  children: Node[];
}

export type Node = Group | Condition;
type Rule = Record<string, unknown>;

export const VERSION = 1;
let made = 0;
export const nameNode = (): string => `n${(made += 1)}`;

export const emptyGroup = (mode: Mode = "all"): Group => ({
  id: nameNode(),
  kind: "group",
  not: false,
  mode,
  children: [],
});

const isRule = (value: unknown): value is Rule =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The builder's form of a stored rule. What cannot be read becomes an empty group. */
function nodeOf(rule: unknown, not = false): Node {
  if (!isRule(rule)) return emptyGroup();
  if ("not" in rule) return nodeOf(rule["not"], !not);
  for (const mode of ["all", "any"] as const) {
    const children = rule[mode];
    if (Array.isArray(children))
      return { ...emptyGroup(mode), not, children: children.map((child) => nodeOf(child)) };
  }
  return conditionOf(rule, not);
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function conditionOf(rule: Rule, not: boolean): Condition {
  const where = isRule(rule["where"]) ? Object.entries(rule["where"]) : [];
  return {
    id: nameNode(),
    kind: "condition",
    not,
    field: text(rule["field"]),
    op: text(rule["op"]),
    value: rule["value"] ?? null,
    where: where.map(([name, test]) => ({
      id: nameNode(),
      name,
      op: isRule(test) ? text(test["op"]) : "",
      value: isRule(test) ? (test["value"] ?? null) : null,
    })),
    currency: text(rule["currency"]),
  };
}

/** The root is always a group, so that a condition can be added beside the first one. */
export function treeRead(tree: SegmentTree): Group {
  const root = nodeOf(tree.rule);
  return root.kind === "group" ? root : { ...emptyGroup(), children: [root] };
}

const KNOWN = new Set(["is_known", "is_unknown"]);
const valued = (op: string, value: unknown) => (KNOWN.has(op) ? { op } : { op, value });

function bare(node: Node): Rule {
  if (node.kind === "group") return { [node.mode]: node.children.map(ruleOf) };
  const { field, where, currency } = node;
  return {
    field,
    ...valued(node.op, node.value),
    ...(where.length > 0
      ? { where: Object.fromEntries(where.map(({ name, op, value }) => [name, valued(op, value)])) }
      : {}),
    ...(currency ? { currency } : {}),
  };
}

const ruleOf = (node: Node): Rule => (node.not ? { not: bare(node) } : bare(node));

export const treeWrite = (root: Group): SegmentTree => ({ version: VERSION, rule: ruleOf(root) });

/** Applies `edit` to the node of that name; null takes it away. The root stays. */
export function nodeChange(root: Group, id: string, edit: (node: Node) => Node | null): Group {
  const walk = (node: Node): Node | null => {
    if (node.id === id) return edit(node);
    if (node.kind === "condition") return node;
    const children = node.children.map(walk).filter((child) => child !== null);
    return children.length === node.children.length &&
      children.every((child, at) => child === node.children[at])
      ? node
      : { ...node, children };
  };
  const changed = walk(root);
  return changed?.kind === "group" ? changed : root;
}

export const nodeRemove = (root: Group, id: string): Group =>
  id === root.id ? root : nodeChange(root, id, () => null);

export const nodeAdd = (root: Group, into: string, child: Node): Group =>
  nodeChange(root, into, (node) =>
    node.kind === "group" ? { ...node, children: [...node.children, child] } : node,
  );

/** A copy with names of its own, right after the original. */
export const nodeCopy = (root: Group, id: string): Group => {
  const copied = (node: Node): Node =>
    node.kind === "group"
      ? { ...node, id: nameNode(), children: node.children.map(copied) }
      : {
          ...node,
          id: nameNode(),
          where: node.where.map((test) => ({ ...test, id: nameNode() })),
        };
  const walk = (group: Group): Group => ({
    ...group,
    children: group.children.flatMap((child) => {
      const walked = child.kind === "group" ? walk(child) : child;
      return child.id === id ? [walked, copied(child)] : [walked];
    }),
  });
  return walk(root);
};

/** Each node's and test's place as the server names it, such as `rule.all[2].not.where.nights`. */
export function placesOf(root: Group): Map<string, string> {
  const places = new Map<string, string>();
  const walk = (node: Node, path: string): void => {
    // A fault of the `not` itself, and of what is inside it, belong to the same row.
    const inside = node.not ? `${path}.not` : path;
    places.set(node.id, inside);
    if (node.kind === "group")
      node.children.forEach((child, at) => walk(child, `${inside}.${node.mode}[${at}]`));
    else for (const test of node.where) places.set(test.id, `${inside}.where.${test.name}`);
  };
  walk(root, "rule");
  return places;
}

const within = (path: string, place: string): boolean =>
  path.startsWith(place) && /^($|[.[])/.test(path.slice(place.length));

/** Faults by the name of the node that they belong to: the innermost one whose place they name. */
export function faultsAt(root: Group, fields: Record<string, string[]>): Map<string, string> {
  const places = [...placesOf(root)];
  const found = new Map<string, string>();
  for (const [path, messages] of Object.entries(fields)) {
    // The field of a whole tree is told by other endpoints with its own name before it.
    const clean = path.replace(/^tree\./, "");
    const owner = places
      .filter(([, place]) => within(clean, place))
      .sort(([, a], [, b]) => b.length - a.length)[0];
    found.set(owner?.[0] ?? root.id, messages.join(" "));
  }
  return found;
}

/** How many conditions there are. */
export const sizeOf = (node: Node): number =>
  node.kind === "condition" ? 1 : node.children.reduce((sum, child) => sum + sizeOf(child), 0);
