"""Effects composed: inputs to library to plan to pages on disk."""
