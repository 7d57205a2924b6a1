export const MEMBER_EDIT = "member.edit";
export const AUDIT_VIEW = "audit.view";
