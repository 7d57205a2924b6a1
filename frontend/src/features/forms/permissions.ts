export const FORM_EDIT = "form.edit";
