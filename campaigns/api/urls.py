from django.urls import path

from campaigns.api import campaigns, letters, pictures, sending, templates

CAMPAIGN = "campaigns/<int:campaign_id>"

urlpatterns = [
    path("templates", templates.TemplateListView.as_view()),
    path("templates/import", templates.TemplateImportView.as_view()),
    path("templates/start", templates.TemplateStartView.as_view()),
    path("template-gallery", letters.GalleryView.as_view()),
    path("pictures", pictures.PictureListView.as_view()),
    path("pictures/<int:picture_id>", pictures.PictureDetailView.as_view()),
    path("letters/preview", letters.LetterPreviewView.as_view()),
    path("hotels/<int:hotel_id>/brand", letters.BrandView.as_view()),
    path("templates/<int:template_id>", templates.TemplateDetailView.as_view()),
    path("campaigns", campaigns.CampaignListView.as_view()),
    path(CAMPAIGN, campaigns.CampaignDetailView.as_view()),
    path(f"{CAMPAIGN}/audience", sending.AudienceView.as_view()),
    path(f"{CAMPAIGN}/audience/<int:guest_id>", sending.AudienceGuestView.as_view()),
    path(f"{CAMPAIGN}/gate", sending.GateView.as_view()),
    path(f"{CAMPAIGN}/preview", sending.PreviewView.as_view()),
    path(f"{CAMPAIGN}/test", sending.TestSendView.as_view()),
    path(f"{CAMPAIGN}/send", sending.SendView.as_view()),
    path(f"{CAMPAIGN}/pause", sending.PauseView.as_view()),
    path(f"{CAMPAIGN}/resume", sending.ResumeView.as_view()),
    path(f"{CAMPAIGN}/cancel", sending.CancelView.as_view()),
    path(f"{CAMPAIGN}/resend-unknown", sending.ResendUnknownView.as_view()),
    path(f"{CAMPAIGN}/second-round", sending.SecondRoundView.as_view()),
    path(f"{CAMPAIGN}/progress", sending.ProgressView.as_view()),
    path(f"{CAMPAIGN}/recipients", sending.RecipientListView.as_view()),
    path(f"{CAMPAIGN}/recipients/export", sending.RecipientExportView.as_view()),
    path(f"{CAMPAIGN}/click-map", sending.ClickMapView.as_view()),
]
