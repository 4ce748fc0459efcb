"""The only place that speaks SQL: `port` is what the rest of the service knows, `opening.open_store` makes one."""
