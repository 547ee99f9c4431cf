"""Bytes to model: text rules, front matter, schemas, Markdown, registry files. No effects."""
