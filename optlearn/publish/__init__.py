"""The course as pages, slides and a site, which need neither kernel nor network.

    python -m optlearn.publish page 01      build/page/01_oblong_bowl.html, one file
    python -m optlearn.publish slides       every lesson as a reveal.js deck in build/slides
    python -m optlearn.publish site         a book of all lessons in build/site

Notebooks are run once (`notebooks`), each explorer with the paths of all its sliders' values; their
widgets are taken out with their state (`widgets`), formulas become MathML (`maths`), and cells
become HTML (`cells`), of which `page`, `slides` and `book` make what a browser opens. Nothing in it
asks any host for anything.
"""
