"""An alarm's record, taken out of the service: as JSON, as a table, as a PDF, and all of it for an investigation."""
