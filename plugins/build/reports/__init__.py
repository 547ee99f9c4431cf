"""Reports on the portals of a site root: what is read, judged, counted and sent."""
