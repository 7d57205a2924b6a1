export const SEGMENT_EDIT = "campaign.edit";
