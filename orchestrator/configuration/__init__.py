"""Text of `config.yaml`, environment and options to `Settings`. Pure."""
