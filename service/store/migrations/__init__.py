"""The schema's steps, one file each; `service.store.schema` takes them."""
