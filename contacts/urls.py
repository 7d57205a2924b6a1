"""Public addresses of sign-up forms and pre-check-ins. None of them knows who is logged in."""

from django.urls import path

from contacts.public import check_in, rights, views

urlpatterns = [
    path("f/embed.js", views.embed_script, name="form-script"),
    path("f/c/<str:token>", views.confirm, name="form-confirm"),
    path("f/<str:token>", views.signup, name="form-page"),
    path("f/<str:token>/thanks", views.thanks, name="form-thanks"),
    path("f/<str:token>/challenge", views.challenge, name="form-challenge"),
    path("your-data/answer/<str:token>", rights.answer, name="rights-answer"),
    path("your-data/<slug:slug>", rights.ask, name="rights-ask"),
    path("p/<str:token>", check_in.check_in, name="check-in"),
    path("p/<str:token>/code", check_in.code, name="check-in-code"),
]
