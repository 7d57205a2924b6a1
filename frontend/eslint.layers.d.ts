import type { Rule } from "eslint";

export declare const layers: Rule.RuleModule;
