"""OTA channels: connections, raw messages, adapters and the local sandbox."""
