"""Public addresses of the room: the door that channels call."""

from django.urls import path

from integrations_ota.public import hooks

urlpatterns = [path("ota/hooks/<str:token>", hooks.hook, name="ota-hook")]
