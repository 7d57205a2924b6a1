export const CONNECTION_EDIT = "connection.edit";
