"""The indicators of the whole website, each decided from stored pages and replies."""
