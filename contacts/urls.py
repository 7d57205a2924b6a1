"""Public addresses of sign-up forms and pre-check-ins. None of them knows who is logged in."""

from django.urls import path

from contacts.public import check_in, views

urlpatterns = [
    path("f/embed.js", views.embed_script, name="form-script"),
    path("f/c/<str:token>", views.confirm, name="form-confirm"),
    path("f/<str:token>", views.signup, name="form-page"),
    path("f/<str:token>/thanks", views.thanks, name="form-thanks"),
    path("f/<str:token>/challenge", views.challenge, name="form-challenge"),
    path("p/<str:token>", check_in.check_in, name="check-in"),
    path("p/<str:token>/code", check_in.code, name="check-in-code"),
]
