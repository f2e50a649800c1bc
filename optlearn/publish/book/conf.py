"""Settings of Sphinx for the course's site."""

project = "From gradient descent to Adam"
author = "The optlearn course"
copyright = ""
language = "en"

extensions = ["myst_nb", "optlearn.publish.book.extension"]
exclude_patterns = ["static"]
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3
myst_links_external_new_tab = False

# The notebooks were run already, and their widgets wake by the course's own script.
nb_execution_mode = "off"
nb_ipywidgets_js: dict[str, dict[str, str]] = {}

# A site of some lessons has links to the others; those of all lessons have a test of their own.
suppress_warnings = ["myst.xref_missing"]

html_context = {"default_mode": "auto"}
html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["static"]
html_css_files = ["course.css"]
html_math_renderer = "mathml"
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_show_sphinx = False
html_show_search_summary = False  # it would fetch pages, which a browser allows no page of a disk
html_theme_options = {
    "use_download_button": False,
    "use_fullscreen_button": False,
    "use_source_button": False,
    "show_toc_level": 2,
    "show_navbar_depth": 1,
    "home_page_in_toc": True,
    "navbar_persistent": [],  # the sidebar has a search field already
    # Read well on white and on black by those who do not see all colours.
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
