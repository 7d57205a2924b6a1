"""Public addresses of the pictures in letters."""

from django.urls import path

from campaigns.public import pictures

urlpatterns = [path("pictures/<str:key>/<int:width>.<str:ending>", pictures.picture, name="picture")]
