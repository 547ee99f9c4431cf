"""The gate at work: which bytes a build may publish, and the proof of it."""
