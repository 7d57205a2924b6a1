export const REQUEST_HANDLE = "request.handle";
export const POLICY_EDIT = "hotel.edit";
export const TOPIC_EDIT = "campaign.edit";
export const RULE_EDIT = "guest.edit";
