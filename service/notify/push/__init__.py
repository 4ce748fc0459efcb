"""The phone page of a person, over her browser's push service."""
