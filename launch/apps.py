from django.apps import AppConfig


class LaunchConfig(AppConfig):
    name = "launch"

    def ready(self) -> None:
        """Declare what the room's tables hold of a person."""
        from launch.services import personal

        personal.register()
