"""Writing the search indexes of a build."""
