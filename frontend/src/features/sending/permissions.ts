export const DOMAIN_EDIT = "domain.edit";
export const RELAY_EDIT = "relay.edit";
