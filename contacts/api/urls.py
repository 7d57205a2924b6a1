"""Addresses below /api/v1/orgs/{org}/."""

from django.urls import path

from contacts.api import address_rules, exports, forms, imports, merges, segments, views

urlpatterns = [
    path("address-rules", address_rules.AddressRuleListView.as_view(), name="address-rule-list"),
    path("address-rules/<int:id>", address_rules.AddressRuleView.as_view(), name="address-rule-detail"),
    path("forms", forms.FormListView.as_view(), name="form-list"),
    path("forms/suggestions", forms.FormSuggestionsView.as_view(), name="form-suggestions"),
    path("forms/<int:form_id>", forms.FormDetailView.as_view(), name="form-detail"),
    path("guests", views.GuestListView.as_view(), name="guest-list"),
    path("guests/<int:id>", views.GuestDetailView.as_view(), name="guest-detail"),
    path("guests/<int:id>/merge", merges.GuestMergeView.as_view(), name="guest-merge"),
    path("merges/<int:id>/undo", merges.MergeUndoView.as_view(), name="merge-undo"),
    path("suggestions", merges.SuggestionListView.as_view(), name="suggestion-list"),
    path("suggestions/<int:id>/accept", merges.SuggestionAcceptView.as_view(), name="suggestion-accept"),
    path("suggestions/<int:id>/dismiss", merges.SuggestionDismissView.as_view(), name="suggestion-dismiss"),
    path("imports", views.ImportListView.as_view(), name="import-list"),
    path("custom-fields", imports.CustomFieldListView.as_view(), name="custom-field-list"),
    path("custom-fields/<int:id>", imports.CustomFieldView.as_view(), name="custom-field-detail"),
    path("guests/export", exports.GuestExportView.as_view(), name="guest-export"),
    path("imports/uploads", imports.UploadView.as_view(), name="import-upload"),
    path("imports/<int:id>/parts/<int:number>", imports.PartView.as_view(), name="import-part"),
    path("imports/<int:id>/analysis", imports.AnalysisView.as_view(), name="import-analysis"),
    path("imports/<int:id>/start", imports.StartView.as_view(), name="import-start"),
    path("imports/<int:id>/cancel", imports.CancelView.as_view(), name="import-cancel"),
    path("imports/<int:id>/undo", imports.UndoView.as_view(), name="import-undo"),
    path("imports/<int:id>", views.ImportDetailView.as_view(), name="import-detail"),
    path("imports/<int:id>/rejections", views.RejectionsView.as_view(), name="import-rejections"),
    path("segments", segments.SegmentListView.as_view(), name="segment-list"),
    path("segments/schema", segments.SegmentSchemaView.as_view(), name="segment-schema"),
    path("segments/count", segments.SegmentCountView.as_view(), name="segment-count"),
    path("segments/estimate", segments.SegmentEstimateView.as_view(), name="segment-estimate"),
    path("segments/members", segments.SegmentMembersView.as_view(), name="segment-members"),
    path("segments/explain", segments.SegmentExplainView.as_view(), name="segment-explain"),
    path("segments/<int:id>", segments.SegmentDetailView.as_view(), name="segment-detail"),
    path("lists", segments.GuestListListView.as_view(), name="guest-list-list"),
    path("lists/<int:id>", segments.GuestListDetailView.as_view(), name="guest-list-detail"),
    path("lists/<int:id>/members", segments.GuestListMembersView.as_view(), name="guest-list-members"),
]
