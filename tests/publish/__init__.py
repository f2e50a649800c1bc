"""The course as pages, slides and a site: what is made, before any browser opens it."""
