"""The pages: what people see, from server-rendered templates and small ES modules without a build step."""
