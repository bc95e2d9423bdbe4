"""The values everything else speaks about: frozen dataclasses and enums, no behaviour, no I/O."""
