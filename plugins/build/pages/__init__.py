"""From the library to pages: views, templates, and every kind of file of a site."""
